/** What people do on the platform itself, without any app: sign up, change a picture, withdraw permissions. */
import { drawPicture } from "../drawings.ts";
import { inspectPicture, reencode } from "../pictures.ts";
import { type SimulatedSlot, SimulatorError } from "../simulator.ts";
import { addBlob } from "./blobs.ts";
import { didOf, PROFILE } from "./names.ts";
import { alive, endSession } from "./sessions.ts";
import { type Account, accountNamed, type Server } from "./state.ts";
import { planProfileWrite } from "./write-profile.ts";

const SIZES = { avatar: { width: 1_000, height: 1_000 }, banner: { width: 3_000, height: 1_000 } } as const;
const MAX_BYTES = 1_000_000;

export function signUp(
  server: Server,
  input: { name: string; displayName: string; handleBy?: "web" | "dns" },
): Account {
  if (!/^[a-z0-9]([a-z0-9-]{0,16}[a-z0-9])?$/.test(input.name))
    throw new SimulatorError(400, "That is no handle.");
  if (accountNamed(server, input.name) !== undefined) throw new SimulatorError(409, "That handle is taken.");
  const account: Account = {
    name: input.name,
    did: didOf(input.name),
    displayName: input.displayName,
    handleBy: input.handleBy ?? "web",
    status: "active",
    profile: null,
    blobs: {},
    changedAt: { avatar: null, banner: null },
    commits: 0,
  };
  server.state.value.accounts.push(account);
  server.state.save();
  return account;
}

/** As the official app does it: a large or foreign picture is made a JPEG within the limit first. */
export async function changePicture(
  server: Server,
  account: Account,
  slot: SimulatedSlot,
  bytes: Uint8Array<ArrayBuffer> | null,
): Promise<void> {
  const record: Record<string, unknown> = {
    $type: PROFILE,
    displayName: account.displayName,
    ...account.profile?.value,
  };
  if (bytes === null) {
    delete record[slot];
  } else {
    const facts = await inspectPicture(bytes);
    if (facts?.format == null) throw new SimulatorError(422, "That is not a picture Bluesky can read.");
    const fits = bytes.byteLength <= MAX_BYTES && (facts.format === "jpeg" || facts.format === "png");
    const file = fits ? bytes : (await reencode(bytes, { ...SIZES[slot], fit: "cover" })).bytes;
    const blob = await addBlob(server, account, file, "image/jpeg");
    record[slot] = { $type: "blob", ref: { $link: blob.cid }, mimeType: blob.mimeType, size: blob.size };
  }
  planProfileWrite(server, account, record, undefined).store();
}

export function withdrawAll(server: Server, account: Account): number {
  const sessions = alive(server).filter(({ did }) => did === account.did);
  for (const session of sessions) endSession(server, session);
  return sessions.length;
}

/** Ada has pictures and a description; Grace keeps her handle in DNS and has a picture; Alan has no profile at all. */
export async function seedPeople(server: Server): Promise<void> {
  if (accountNamed(server, "ada") === undefined) {
    const ada = signUp(server, { name: "ada", displayName: "Ada" });
    const record = {
      $type: PROFILE,
      displayName: "Ada",
      description: "Notes on engines.",
      pronouns: "she/her",
    };
    planProfileWrite(server, ada, record, undefined).store();
    await changePicture(server, ada, "avatar", await drawPicture("avatar", "bluesky ada"));
    await changePicture(server, ada, "banner", await drawPicture("banner", "bluesky ada"));
  }
  if (accountNamed(server, "grace") === undefined) {
    const grace = signUp(server, { name: "grace", displayName: "Grace", handleBy: "dns" });
    await changePicture(server, grace, "avatar", await drawPicture("avatar", "bluesky grace"));
  }
  if (accountNamed(server, "alan") === undefined) signUp(server, { name: "alan", displayName: "Alan" });
}

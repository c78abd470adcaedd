import { PlatformError } from "../errors.ts";
import { readReply } from "../http.ts";
import type {
  Grant,
  Observation,
  Picture,
  PlatformPorts,
  Receipt,
  Slot,
  SlotObservation,
} from "../platform.ts";
import { blobCid } from "./cid.ts";
import type { NonceCache } from "./dpop.ts";
import { readSession } from "./session.ts";
import { accountSession, profilePictures, profileRecord, uploadedBlob, writtenRecord } from "./wire.ts";
import { callAs, readPublic, xrpcUrl } from "./xrpc.ts";

const COLLECTION = "app.bsky.actor.profile";
const RKEY = "self";

interface StoredProfile {
  /** CID of the record, null when there is none yet. */
  readonly cid: string | null;
  readonly value: Readonly<Record<string, unknown>>;
}

/**
 * What the account shows, from its own server: the profile record is the truth and current at once, while the public
 * view lags. The session is asked too, so a dead grant or a suspended account is found before anything is written.
 */
export async function observeProfile(
  ports: PlatformPorts,
  nonces: NonceCache,
  grant: Grant,
): Promise<Observation> {
  const { pds } = readSession(grant);
  // First, because the record of a suspended account cannot be told from one that was never written.
  const reply = await callAs(ports, nonces, grant, xrpcUrl(pds, "com.atproto.server.getSession"));
  const account = readReply(reply, accountSession);
  if (account.active === false) {
    throw new PlatformError(
      "person-must-act",
      account.status === "deactivated" ? "deactivated" : "suspended",
    );
  }
  const profile = await readProfile(ports, grant);
  const pictures = profilePictures.safeParse(profile.value);
  if (!pictures.success) throw new PlatformError("unavailable", "unreadable_record");
  const slot = (cid: string | undefined): SlotObservation =>
    cid === undefined
      ? { identity: "none", url: null, isDefault: true }
      : {
          identity: cid,
          url: xrpcUrl(pds, "com.atproto.sync.getBlob", { did: account.did, cid }),
          isDefault: false,
        };
  return {
    accountId: account.did,
    handle: account.handle,
    slots: { avatar: slot(pictures.data.avatar), banner: slot(pictures.data.banner) },
    revision: profile.cid,
  };
}

/**
 * Uploads the picture and names it in the record. Everything else in the record is put back as it was, and the swap
 * only succeeds on the version that was observed. Before the last call nothing visible changes.
 */
export async function applyPicture(
  ports: PlatformPorts,
  nonces: NonceCache,
  grant: Grant,
  slot: Slot,
  picture: Picture,
  before: Observation,
): Promise<Receipt> {
  const { pds } = readSession(grant);
  const profile = await readProfile(ports, grant);
  if (profile.cid !== before.revision) throw new PlatformError("conflict", "changed_meanwhile");

  const expected = await blobCid(picture.bytes);
  const uploaded = await callAs(ports, nonces, grant, xrpcUrl(pds, "com.atproto.repo.uploadBlob"), {
    phase: "upload",
    body: picture.bytes,
    contentType: `image/${picture.format}`,
  });
  const { blob } = readReply(uploaded, uploadedBlob);
  if (blob.ref.$link !== expected) throw new PlatformError("unavailable", "upload_damaged");

  const record = { ...profile.value, $type: COLLECTION, [slot]: blob };
  const written = await callAs(ports, nonces, grant, xrpcUrl(pds, "com.atproto.repo.putRecord"), {
    phase: "write",
    body: JSON.stringify({
      repo: grant.accountId,
      collection: COLLECTION,
      rkey: RKEY,
      record,
      swapRecord: profile.cid,
    }),
    contentType: "application/json",
  });
  readReply(written, writtenRecord, { effect: true });
  return { exactId: expected };
}

async function readProfile(ports: PlatformPorts, grant: Grant): Promise<StoredProfile> {
  const { pds } = readSession(grant);
  const query = { repo: grant.accountId, collection: COLLECTION, rkey: RKEY };
  const reply = await readPublic(ports, xrpcUrl(pds, "com.atproto.repo.getRecord", query), "RecordNotFound");
  return reply === null ? { cid: null, value: {} } : readReply(reply, profileRecord);
}

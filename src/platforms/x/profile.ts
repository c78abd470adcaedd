import { checkPicture, pictureForm } from "../check-picture.ts";
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
import { descriptor } from "./descriptor.ts";
import { sendSigned, tokenOf, type XClient } from "./send.ts";
import { legacyUserSchema, meSchema } from "./wire.ts";

const READ = `/2/users/me?user.fields=${encodeURIComponent("profile_image_url,profile_banner_url,username")}`;
const WRITES = {
  avatar: { path: "/1.1/account/update_profile_image.json", field: "image" },
  banner: { path: "/1.1/account/update_profile_banner.json", field: "banner" },
} as const satisfies Record<Slot, { path: string; field: string }>;

/** What X shows for the account of this grant. */
export async function observe(ports: PlatformPorts, client: XClient, grant: Grant): Promise<Observation> {
  const reply = await sendSigned(ports, client, { method: "GET", path: READ, token: tokenOf(grant) });
  const { data } = readReply(reply, meSchema);
  return {
    accountId: data.id,
    handle: data.username,
    slots: { avatar: readAvatar(data.profile_image_url), banner: readBanner(data.profile_banner_url) },
    revision: null,
  };
}

/** Writes one slot. X has no precondition; acceptance means "will be processed". */
export async function apply(
  ports: PlatformPorts,
  client: XClient,
  grant: Grant,
  slot: Slot,
  picture: Picture,
): Promise<Receipt> {
  checkPicture(slot, descriptor.slots[slot], picture);
  const { path, field } = WRITES[slot];
  const body = pictureForm(field, picture);
  const reply = await sendSigned(ports, client, {
    method: "POST",
    path,
    token: tokenOf(grant),
    body,
    effect: true,
  });
  // The banner's answer is usually empty and its form is not documented; a page of HTML is no acceptance, though.
  if (slot === "avatar") readReply(reply, legacyUserSchema, { effect: true });
  else if (reply.text.trim() !== "" && reply.json() === undefined) {
    throw new PlatformError("unknown", "unreadable_reply", { status: reply.status });
  }
  return { exactId: null };
}

/** An avatar's address ends in its size, such as `_normal.jpg`; without it, it names the upload. */
function readAvatar(address: string | undefined): SlotObservation {
  if (address === undefined) return { identity: "none", url: null, isDefault: true };
  const identity = address.replace(/_(?:normal|bigger|mini|\d+x\d+)(?=\.\w+$)/, "");
  return {
    identity,
    url: identity.replace(/(?=\.\w+$)/, "_400x400"),
    isDefault: address.includes("/default_profile_images/"),
  };
}

/** A banner's address ends in the time of its upload; a size is appended to fetch it. */
function readBanner(address: string | undefined): SlotObservation {
  if (address === undefined) return { identity: "none", url: null, isDefault: true };
  const identity = address.replace(/\/\d+x\d+$/, "");
  return { identity, url: `${identity}/1500x500`, isDefault: false };
}

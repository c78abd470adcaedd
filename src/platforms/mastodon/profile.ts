import type * as z from "zod";

import { checkPicture, pictureForm } from "../check-picture.ts";
import { PlatformError } from "../errors.ts";
import { readReply, sendRequest } from "../http.ts";
import type {
  Grant,
  Observation,
  Picture,
  PlatformPorts,
  Receipt,
  Slot,
  SlotObservation,
} from "../platform.ts";
import { classify } from "./classify.ts";
import { descriptor } from "./descriptor.ts";
import { accountSchema } from "./wire.ts";

const FIELDS = { avatar: "avatar", banner: "header" } as const satisfies Record<Slot, string>;
/** Placeholders of Mastodon and of Pleroma. */
const DEFAULTS = /\/(?:avatars|headers)\/original\/missing\.png$|\/images\/(?:avi|banner)\.png$/;

/** The account a token belongs to. */
export async function readAccount(
  ports: PlatformPorts,
  host: string,
  token: string,
): Promise<z.output<typeof accountSchema>> {
  const url = `https://${host}/api/v1/accounts/verify_credentials`;
  const reply = await sendRequest(ports, url, { headers: bearer(token), redirect: "manual" });
  if (reply.status === 200) return readReply(reply, accountSchema);
  throw classify(reply, {
    effect: false,
    now: ports.now(),
    ...(reply.status === 403 ? { tokenReads: false } : {}),
  });
}

/** Servers count their accounts by themselves: only with the server's name is an id anybody's own. */
export function accountIdOf(account: { readonly id: string }, host: string): string {
  return `${account.id}@${host}`;
}

/** What the server shows for the account of this grant. */
export async function observe(ports: PlatformPorts, grant: Grant): Promise<Observation> {
  const host = hostOf(grant);
  const account = await readAccount(ports, host, grant.accessToken);
  return {
    accountId: accountIdOf(account, host),
    handle: `${account.username}@${host}`,
    slots: { avatar: readAvatar(account.avatar), banner: readBanner(account.header) },
    revision: null,
  };
}

/** Writes one slot and leaves every other field of the profile out, which leaves it as it is. */
export async function apply(
  ports: PlatformPorts,
  grant: Grant,
  slot: Slot,
  picture: Picture,
): Promise<Receipt> {
  checkPicture(slot, descriptor.slots[slot], picture);
  const host = hostOf(grant);
  const url = `https://${host}/api/v1/accounts/update_credentials`;
  const init = {
    method: "PATCH",
    headers: bearer(grant.accessToken),
    body: pictureForm(FIELDS[slot], picture),
  };
  const reply = await sendRequest(ports, url, init, { effect: true });
  if (reply.status === 200) {
    readReply(reply, accountSchema, { effect: true });
    return { exactId: null };
  }
  const tokenReads = reply.status === 403 ? await canRead(ports, host, grant.accessToken) : null;
  throw classify(reply, { effect: true, now: ports.now(), tokenReads });
}

/** Whether a token that may not write still reads its own account; null when that cannot be told now. */
async function canRead(ports: PlatformPorts, host: string, token: string): Promise<boolean | null> {
  try {
    await readAccount(ports, host, token);
    return true;
  } catch (error) {
    return error instanceof PlatformError && error.status === 403 ? false : null;
  }
}

function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

function hostOf(grant: Grant): string {
  if (grant.host === null)
    throw new PlatformError("token-dead", "rejected", { message: "the grant names no server" });
  return grant.host;
}

/**
 * Mastodon names the file of every upload anew, with 16 random hex digits. Compatible servers may name it after the
 * account, so that an address that looks otherwise says nothing about the picture behind it.
 */
const NAMED_BY_UPLOAD = /\/[0-9a-f]{16,}\.\w+$/i;

function readAvatar(address: string): SlotObservation {
  const isDefault = address === "" || DEFAULTS.test(address);
  const url = URL.parse(address)?.href ?? null;
  const mayStay = !isDefault && !NAMED_BY_UPLOAD.test(address);
  return { identity: address, url, isDefault, ...(mayStay ? { identityMayStay: true } : {}) };
}

/** A missing header is a placeholder nobody sees: nothing is set. */
function readBanner(address: string): SlotObservation {
  const seen = readAvatar(address);
  return seen.isDefault ? { ...seen, url: null } : seen;
}

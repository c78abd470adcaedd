/** What X does with a picture: check it, re-encode it, give it a new address, show it a little later. */
import type { SimClock } from "../clock.ts";
import { inspectPicture, reencode } from "../pictures.ts";
import type { SimulatedSlot } from "../simulator.ts";
import { storePicture, visibleVersion, type SlotVersion } from "../slots.ts";
import type { Store } from "../store.ts";
import { newXMediaId, randomWord, type XAccount } from "./x-state.ts";

/** X answers first and shows the new picture this much later. */
const X_PROCESSING_MS = 1_200;

/** "Less than 700 KB" for the picture; 5 MB for the banner. */
export const X_MAX_BYTES: Readonly<Record<SimulatedSlot, number>> = { avatar: 700_000, banner: 5_000_000 };

const AVATAR_SIDE = 400;
const BANNER = { width: 1_500, height: 500 };
const KEPT_VERSIONS = 40;

/** The next version of a slot, or why X does not take the file. Nothing changes yet. */
export async function prepareXPicture(
  slot: SimulatedSlot,
  bytes: Uint8Array,
  account: XAccount,
  { clock, store }: { clock: SimClock; store: Store },
): Promise<SlotVersion | "too_large" | "unreadable"> {
  if (bytes.byteLength > X_MAX_BYTES[slot]) return "too_large";
  const facts = await inspectPicture(bytes);
  if (facts === null || facts.format === null || facts.format === "webp") return "unreadable";
  const side = Math.min(facts.width, facts.height, AVATAR_SIDE);
  const size = slot === "avatar" ? { width: side, height: side } : BANNER;
  const picture = storePicture(store, await reencode(bytes, { ...size, fit: "cover" }));
  const changedAt = clock.now();
  return { id: nextId(slot, account, changedAt), picture, changedAt, visibleAt: changedAt + X_PROCESSING_MS };
}

/** Puts a version behind the others; the list stays bounded. */
export function addVersion(account: XAccount, slot: SimulatedSlot, version: SlotVersion): void {
  account[slot] = [...account[slot], version].slice(-KEPT_VERSIONS);
}

/** `https://pbs.twimg.com/profile_images/<id>/<random>` without size and ending, or null for X's own picture. */
export function avatarBase(account: XAccount, now: number): string | null {
  const version = visibleVersion(account.avatar, now);
  return version === null || version.picture === null
    ? null
    : `https://pbs.twimg.com/profile_images/${version.id}`;
}

/** `https://pbs.twimg.com/profile_banners/<user id>/<unix time>`, or null when there is none. */
export function bannerBase(account: XAccount, now: number): string | null {
  const version = visibleVersion(account.banner, now);
  return version === null || version.picture === null
    ? null
    : `https://pbs.twimg.com/profile_banners/${version.id}`;
}

/** A picture's number and name are random; a banner is named by its second, which must differ from the one before. */
function nextId(slot: SimulatedSlot, account: XAccount, now: number): string {
  if (slot === "avatar") return `${newXMediaId()}/${randomWord(6)}`;
  const last = Number(account.banner.findLast((each) => each.picture !== null)?.id.split("/")[1] ?? 0);
  return `${account.id}/${Math.max(Math.floor(now / 1_000), last + 1)}`;
}

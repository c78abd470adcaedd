/** What a Mastodon server does with pictures: check, re-encode, a random file name, and the old file is gone. */
import type { SimClock } from "../clock.ts";
import { inspectPicture, reencode } from "../pictures.ts";
import type { SimulatedSlot } from "../simulator.ts";
import { storePicture, type SlotVersion } from "../slots.ts";
import type { Store } from "../store.ts";
import { MASTODON_ORIGIN, newFileName, type MastodonAccount } from "./mastodon-state.ts";

/** "2 MB" for either picture. */
const MASTODON_MAX_BYTES = 2_000_000;

const AVATAR_SIDE = 400;
const HEADER_PIXELS = 750_000;
const QUALITY = 90;

/** The server's own word for a slot, and the folder its files are in. */
export const WORDS = {
  avatar: { field: "avatar", label: "Avatar", folder: "avatars" },
  banner: { field: "header", label: "Header", folder: "headers" },
} as const;

/** The next version of a slot, or a sentence on why the server does not take the file. Nothing changes yet. */
export async function prepareMastodonPicture(
  slot: SimulatedSlot,
  bytes: Uint8Array,
  { clock, store }: { clock: SimClock; store: Store },
): Promise<SlotVersion | string> {
  const { label } = WORDS[slot];
  if (bytes.byteLength > MASTODON_MAX_BYTES)
    return `Validation failed: ${label} file size must be less than 2 MB`;
  const facts = await inspectPicture(bytes);
  if (facts === null || facts.format === null) {
    return `Validation failed: ${label} content type is invalid, ${label} is invalid`;
  }
  const picture = storePicture(store, await reencode(bytes, { ...sizeOf(slot, facts), quality: QUALITY }));
  const changedAt = clock.now();
  return { id: newFileName(), picture, changedAt, visibleAt: changedAt };
}

/** The address of what a slot shows; the server's own picture when nothing is set. */
export function mastodonPictureUrl(account: MastodonAccount, slot: SimulatedSlot): string {
  const version = account[slot].at(-1);
  const { folder } = WORDS[slot];
  if (version?.picture == null) return `${MASTODON_ORIGIN}/${folder}/original/missing.png`;
  const shelves = account.id.match(/.{1,3}/g)?.join("/") ?? account.id;
  return `${MASTODON_ORIGIN}/system/accounts/${folder}/${shelves}/original/${version.id}.jpg`;
}

function sizeOf(slot: SimulatedSlot, { width, height }: { width: number; height: number }) {
  if (slot === "avatar") return { width: AVATAR_SIDE, height: AVATAR_SIDE, fit: "cover" as const };
  const scale = Math.min(1, Math.sqrt(HEADER_PIXELS / (width * height)));
  return {
    width: Math.max(1, Math.floor(width * scale)),
    height: Math.max(1, Math.floor(height * scale)),
    fit: "inside" as const,
  };
}

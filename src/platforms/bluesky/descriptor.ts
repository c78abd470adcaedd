import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../limits.ts";
import type { PlatformDescriptor } from "../platform.ts";

/** `maxSize` of both pictures in the lexicon app.bsky.actor.profile: decimal bytes, not MiB. */
const MAX_PICTURE_BYTES = 1_000_000;

/** Facts about Bluesky and every other AT Protocol server; all of them speak the same lexicons. */
export const descriptor = {
  id: "bluesky",
  name: "Bluesky",
  baseUrl: "https://bsky.social",
  apiVersion: "app.bsky.actor.profile, com.atproto.repo",
  asks: "handle",
  auth: "atproto",
  scopes: [
    { scope: "atproto", why: "Know which account is yours." },
    {
      // putRecord is checked against both actions, whether or not the record exists.
      scope: "repo:app.bsky.actor.profile?action=create&action=update",
      why: "Change your profile record, where the two pictures are named. Posts, follows and messages stay closed.",
    },
    { scope: "blob:image/*", why: "Upload pictures." },
  ],
  // A confidential client; without a key of its own a client loses its session after two weeks.
  token: { lifetimeMs: HOUR_MS, rotates: true, revocable: true },
  // Reads the record twice before and once after; an upload, a putRecord, and one repeated for a nonce.
  callsPerChange: { reads: 3, writes: 3 },
  limits: [
    // A picture is an upload and a putRecord: both count here, so half of what the server allows is used at most.
    { what: "uploads", max: 1_000, windowMs: DAY_MS, per: "account", on: "write" },
    // 5,000 points; one putRecord costs two. The 35,000 of a day lie beyond the uploads.
    { what: "profile writes", max: 2_500, windowMs: HOUR_MS, per: "account", on: "write" },
    // By address: everybody's calls to one server together.
    { what: "requests", max: 3_000, windowMs: 5 * MINUTE_MS, per: "app", on: "any" },
  ],
  slots: {
    avatar: {
      write: "api",
      read: "public",
      verify: "exact_id",
      width: 1_000,
      height: 1_000,
      formats: ["jpeg", "png"],
      maxBytes: MAX_PICTURE_BYTES,
      mask: "circle",
      animation: false,
      altText: false,
      announces: false,
      settlesAfterMs: 15 * SECOND_MS,
    },
    banner: {
      write: "api",
      read: "public",
      verify: "exact_id",
      width: 1_500,
      height: 500,
      formats: ["jpeg", "png"],
      maxBytes: MAX_PICTURE_BYTES,
      mask: "none",
      animation: false,
      altText: false,
      announces: false,
      settlesAfterMs: 15 * SECOND_MS,
    },
  },
  checkedOn: "2026-11-22",
  sources: [
    "https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/actor/profile.json",
    "https://atproto.com/specs/oauth",
    "https://docs.bsky.app/docs/advanced-guides/rate-limits",
    "@atproto/pds 0.4.217, run locally",
  ],
} as const satisfies PlatformDescriptor;

/** The one scope string that is asked for, declared in the client metadata and shown on the scope sheet. */
export const SCOPE = descriptor.scopes.map(({ scope }) => scope).join(" ");

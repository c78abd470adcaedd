import { MINUTE_MS, SECOND_MS } from "../../limits.ts";
import type { PlatformDescriptor, SlotDescriptor } from "../platform.ts";

const common = {
  write: "api",
  read: "own_token",
  verify: "fingerprint",
  formats: ["jpeg", "png", "webp"],
  // Documented; newer servers take more for avatars, and none publishes its own limit.
  maxBytes: 2_000_000,
  animation: false,
  // Descriptions of profile pictures came with 4.6 and another endpoint.
  altText: false,
  announces: false,
  settlesAfterMs: 10 * SECOND_MS,
} satisfies Partial<SlotDescriptor>;

/** Mastodon and servers that speak its API, as data. */
export const descriptor: PlatformDescriptor = {
  id: "mastodon",
  name: "Mastodon",
  baseUrl: "https://joinmastodon.org",
  apiVersion: "v1",
  asks: "host",
  auth: "oauth2",
  scopes: [
    {
      scope: "read:accounts",
      why: "See your profile, to keep your current pictures and to check that new ones arrived.",
    },
    {
      scope: "write:accounts",
      why: "Change your profile picture and banner. Linkarooie changes nothing else.",
    },
  ],
  token: { lifetimeMs: null, rotates: false, revocable: true },
  callsPerChange: { reads: 2, writes: 1 },
  limits: [
    { what: "requests", max: 300, windowMs: 5 * MINUTE_MS, per: "account", on: "any" },
    // Ours, not a rule of theirs: a picture is work for a server, and many servers are small.
    { what: "changes on one server", max: 1_500, windowMs: 5 * MINUTE_MS, per: "app", on: "write" },
  ],
  slots: {
    avatar: { ...common, width: 400, height: 400, mask: "rounded" },
    // Headers are reduced to 750,000 pixels: exactly 1,500 × 500.
    banner: { ...common, width: 1_500, height: 500, mask: "none" },
  },
  checkedOn: "2026-11-22",
  sources: [
    "https://docs.joinmastodon.org/methods/accounts/#update_credentials",
    "https://docs.joinmastodon.org/methods/apps/",
    "https://docs.joinmastodon.org/methods/oauth/",
    "https://docs.joinmastodon.org/api/rate-limits/",
  ],
};

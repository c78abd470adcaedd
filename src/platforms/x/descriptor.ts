import { MINUTE_MS } from "../../limits.ts";
import type { PlatformDescriptor, SlotDescriptor } from "../platform.ts";

const MAX_BYTES = 700_000;

const common = {
  write: "api",
  read: "own_token",
  verify: "fingerprint",
  formats: ["jpeg", "png"],
  maxBytes: MAX_BYTES,
  animation: false,
  altText: false,
  announces: false,
  // Pictures are processed after the answer; the documentation asks to wait at least 5 s before reading back.
  settlesAfterMs: MINUTE_MS,
} satisfies Partial<SlotDescriptor>;

/**
 * X as data. The banner's byte limit is not documented: the avatar's is used, which every client's figure allows. Which
 * plan may write pictures is not documented either, so a refusal by plan is found at run time (`capability-gone`).
 */
export const descriptor: PlatformDescriptor = {
  id: "x",
  name: "X",
  baseUrl: "https://api.x.com",
  apiVersion: "1.1",
  asks: "none",
  auth: "oauth1",
  scopes: [
    {
      scope: "read-write",
      why: "See your profile and change its picture and banner. X has no smaller permission: it would also allow posting, which Linkarooie never does.",
    },
  ],
  token: { lifetimeMs: null, rotates: false, revocable: true },
  callsPerChange: { reads: 2, writes: 1 },
  limits: [
    { what: "reads", max: 75, windowMs: 15 * MINUTE_MS, per: "account", on: "read" },
    // Ours: X names no number for changes of pictures, and counts an app's calls as well as a person's.
    { what: "changes by this app", max: 3_000, windowMs: 15 * MINUTE_MS, per: "app", on: "write" },
  ],
  slots: {
    avatar: { ...common, width: 400, height: 400, mask: "circle" },
    banner: { ...common, width: 1_500, height: 500, mask: "none" },
  },
  checkedOn: "2026-11-22",
  sources: [
    "https://docs.x.com/x-api/users/get-my-user",
    "https://docs.x.com/fundamentals/authentication/oauth-1-0a/obtaining-user-access-tokens",
    "https://developer.x.com/en/docs/x-api/v1/accounts-and-users/manage-account-settings/api-reference/post-account-update_profile_image",
    "https://developer.x.com/en/docs/x-api/v1/accounts-and-users/manage-account-settings/api-reference/post-account-update_profile_banner",
  ],
};

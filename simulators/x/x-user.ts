/** An account as the two versions of X's API tell it. */
import { X_DEFAULT_AVATAR } from "./x-media.ts";
import { avatarBase, bannerBase } from "./x-pictures.ts";
import type { XAccount } from "./x-state.ts";

/** `user.fields` of v2 that are there when asked for, beside `id`, `name` and `username`. */
const V2_FIELDS = ["created_at", "profile_image_url", "profile_banner_url", "protected", "verified"] as const;

/** v1.1 user object. `profile_banner_url` is absent when there is no banner. */
export function legacyUser(account: XAccount, now: number) {
  const banner = bannerBase(account, now);
  const image = normalAvatar(account, now);
  return {
    // As X writes it: beyond what a JavaScript number holds, so clients must take `id_str`.
    id: Number(account.id),
    id_str: account.id,
    name: account.displayName,
    screen_name: account.name,
    created_at: new Date(account.createdAt).toUTCString(),
    protected: false,
    verified: false,
    suspended: account.status === "suspended",
    default_profile: avatarBase(account, now) === null && banner === null,
    default_profile_image: avatarBase(account, now) === null,
    profile_image_url: image.replace("https:", "http:"),
    profile_image_url_https: image,
    ...(banner === null ? {} : { profile_banner_url: banner }),
  };
}

/** v2 user object with the fields asked for. */
export function v2User(account: XAccount, fields: ReadonlySet<string>, now: number) {
  const banner = bannerBase(account, now);
  const all: Record<(typeof V2_FIELDS)[number], unknown> = {
    created_at: new Date(account.createdAt).toISOString(),
    profile_image_url: normalAvatar(account, now),
    profile_banner_url: banner,
    protected: false,
    verified: false,
  };
  const asked = V2_FIELDS.filter((field) => fields.has(field) && all[field] !== null).map(
    (field) => [field, all[field]] as const,
  );
  return { id: account.id, name: account.displayName, username: account.name, ...Object.fromEntries(asked) };
}

/** The 48-pixel version, which is the one X names. */
function normalAvatar(account: XAccount, now: number): string {
  const base = avatarBase(account, now);
  return base === null ? `https://abs.twimg.com${X_DEFAULT_AVATAR}_normal.png` : `${base}_normal.jpg`;
}

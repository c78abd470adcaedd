/** An account as the Mastodon API tells its owner. */
import { mastodonPictureUrl } from "./mastodon-pictures.ts";
import { MASTODON_ORIGIN, type MastodonAccount } from "./mastodon-state.ts";

export function credentialAccount(account: MastodonAccount) {
  const avatar = mastodonPictureUrl(account, "avatar");
  const header = mastodonPictureUrl(account, "banner");
  return {
    id: account.id,
    username: account.name,
    acct: account.name,
    display_name: account.displayName,
    locked: false,
    bot: false,
    discoverable: true,
    group: false,
    created_at: new Date(account.createdAt).toISOString(),
    note: "",
    url: `${MASTODON_ORIGIN}/@${account.name}`,
    uri: `${MASTODON_ORIGIN}/users/${account.name}`,
    avatar,
    avatar_static: avatar,
    avatar_description: "",
    header,
    header_static: header,
    header_description: "",
    followers_count: 0,
    following_count: 0,
    statuses_count: 0,
    last_status_at: null,
    emojis: [],
    fields: [],
    roles: [],
    source: {
      privacy: "public",
      sensitive: false,
      language: null,
      note: "",
      fields: [],
      follow_requests_count: 0,
    },
  };
}

/** An account as the control API tells it. */
import type { AccountView, PictureView, SimulatedPlatform, TokenView } from "./simulator.ts";

/** `url` can be fetched from this machine; `logical_url` is what the platform's API names. Times are RFC 3339. */
export function accountJson(account: AccountView, platform: SimulatedPlatform, origin: string) {
  return {
    name: account.name,
    display_name: account.displayName,
    handle: account.handle,
    id: account.id,
    status: account.status,
    avatar: picture(account.avatar, platform, origin),
    banner: account.banner === null ? null : picture(account.banner, platform, origin),
    tokens: account.tokens.map(tokenJson),
    page: `${origin}/${platform}/${account.name}`,
  };
}

/** A token without the token. */
export function tokenJson(token: TokenView) {
  return {
    id: token.id,
    client: token.client,
    scopes: token.scopes,
    created_at: new Date(token.createdAt).toISOString(),
    expires_at: time(token.expiresAt),
    revoked_at: time(token.revokedAt),
  };
}

function picture(view: PictureView, platform: SimulatedPlatform, origin: string) {
  return {
    url: `${origin}/${platform}${view.path}`,
    logical_url: view.logicalUrl,
    sha256: view.sha256,
    width: view.width,
    height: view.height,
    changed_at: time(view.changedAt),
    is_default: view.isDefault,
  };
}

function time(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString();
}

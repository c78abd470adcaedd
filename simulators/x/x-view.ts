/** An account of X as the core shows it. */
import { createHash } from "node:crypto";

import { drawDefaultAvatar } from "../drawings.ts";
import type { AccountView, PictureView } from "../simulator.ts";
import { visibleVersion } from "../slots.ts";
import { X_DEFAULT_AVATAR } from "./x-media.ts";
import { avatarBase, bannerBase } from "./x-pictures.ts";
import type { XAccount, XState } from "./x-state.ts";

let defaultSha256: string | undefined;

/** What people see at `now`. */
export async function xView(account: XAccount, state: XState, now: number): Promise<AccountView> {
  return {
    name: account.name,
    displayName: account.displayName,
    handle: `@${account.name}`,
    id: account.id,
    status: account.status,
    avatar: await avatarView(account, now),
    banner: bannerView(account, now),
    tokens: state.accessTokens
      .filter((token) => token.account === account.name)
      .map((token) => ({
        id: createHash("sha256").update(token.token).digest("hex").slice(0, 12),
        client: "Linkarooie",
        scopes: [token.canWrite ? "read-write" : "read"],
        createdAt: token.createdAt,
        expiresAt: null,
        revokedAt: token.revokedAt,
      })),
  };
}

async function avatarView(account: XAccount, now: number): Promise<PictureView> {
  const version = visibleVersion(account.avatar, now);
  const base = avatarBase(account, now);
  if (version?.picture != null && base !== null) {
    const { file, width, height } = version.picture;
    return seen(`${base}.jpg`, {
      sha256: file,
      width,
      height,
      changedAt: version.changedAt,
      isDefault: false,
    });
  }
  defaultSha256 ??= createHash("sha256")
    .update(await drawDefaultAvatar())
    .digest("hex");
  return seen(`https://abs.twimg.com${X_DEFAULT_AVATAR}_400x400.png`, {
    sha256: defaultSha256,
    width: 400,
    height: 400,
    changedAt: version?.changedAt ?? null,
    isDefault: true,
  });
}

function bannerView(account: XAccount, now: number): PictureView | null {
  const version = visibleVersion(account.banner, now);
  const base = bannerBase(account, now);
  if (version?.picture == null || base === null) return null;
  const { file, width, height } = version.picture;
  return seen(`${base}/1500x500`, {
    sha256: file,
    width,
    height,
    changedAt: version.changedAt,
    isDefault: false,
  });
}

function seen(logicalUrl: string, rest: Omit<PictureView, "logicalUrl" | "path">): PictureView {
  return { logicalUrl, path: `/media${new URL(logicalUrl).pathname}`, ...rest };
}

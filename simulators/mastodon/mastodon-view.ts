/** An account of the Mastodon server as the core shows it. */
import { createHash } from "node:crypto";

import { drawDefaultAvatar, drawDefaultBanner } from "../drawings.ts";
import type { AccountView, PictureView, SimulatedSlot } from "../simulator.ts";
import { mastodonPictureUrl } from "./mastodon-pictures.ts";
import { MASTODON_HOST, type MastodonAccount, type MastodonState } from "./mastodon-state.ts";

/** What the server shows where nothing is set: pixels of the drawings. */
const OWN = {
  avatar: { draw: drawDefaultAvatar, width: 400, height: 400 },
  banner: { draw: drawDefaultBanner, width: 1_500, height: 500 },
};
const ownSha256 = new Map<SimulatedSlot, string>();

export async function mastodonView(account: MastodonAccount, state: MastodonState): Promise<AccountView> {
  return {
    name: account.name,
    displayName: account.displayName,
    handle: `@${account.name}@${MASTODON_HOST}`,
    id: account.id,
    status: account.status,
    avatar: await pictureView(account, "avatar"),
    banner: await pictureView(account, "banner"),
    tokens: state.tokens
      .filter((token) => token.account === account.name)
      .map((token) => ({
        id: createHash("sha256").update(token.token).digest("hex").slice(0, 12),
        client: state.apps.find((app) => app.clientId === token.clientId)?.name ?? "an app",
        scopes: token.scopes,
        createdAt: token.createdAt,
        expiresAt: null,
        revokedAt: token.revokedAt,
      })),
  };
}

async function pictureView(account: MastodonAccount, slot: SimulatedSlot): Promise<PictureView> {
  const version = account[slot].at(-1);
  const logicalUrl = mastodonPictureUrl(account, slot);
  const where = { logicalUrl, path: new URL(logicalUrl).pathname, changedAt: version?.changedAt ?? null };
  if (version?.picture != null) {
    const { file, width, height } = version.picture;
    return { ...where, sha256: file, width, height, isDefault: false };
  }
  const { draw, width, height } = OWN[slot];
  const sha256 =
    ownSha256.get(slot) ??
    createHash("sha256")
      .update(await draw())
      .digest("hex");
  ownSha256.set(slot, sha256);
  return { ...where, sha256, width, height, isDefault: true };
}

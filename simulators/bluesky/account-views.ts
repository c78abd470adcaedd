import { createHash } from "node:crypto";

import type { AccountView, PictureView, SimulatedSlot } from "../simulator.ts";
import { handleOf, ISSUER } from "./names.ts";
import type { Account, Server, Session } from "./state.ts";
import { linkOf } from "./write-profile.ts";

/** The picture an account without one shows. */
interface DefaultAvatar {
  readonly path: string;
  readonly sha256: string;
  readonly side: number;
}

export function accountView(server: Server, account: Account, fallback: DefaultAvatar): AccountView {
  return {
    name: account.name,
    displayName: account.displayName,
    handle: `@${handleOf(account.name)}`,
    id: account.did,
    status: account.status,
    avatar: pictureView(account, "avatar") ?? {
      logicalUrl: ISSUER + fallback.path,
      path: fallback.path,
      sha256: fallback.sha256,
      width: fallback.side,
      height: fallback.side,
      changedAt: account.changedAt.avatar,
      isDefault: true,
    },
    banner: pictureView(account, "banner"),
    tokens: server.state.value.sessions.filter(({ did }) => did === account.did).map(tokenView),
  };
}

function pictureView(account: Account, slot: SimulatedSlot): PictureView | null {
  const cid = linkOf(account.profile?.value, slot);
  const blob = cid === undefined ? undefined : account.blobs[cid];
  if (blob === undefined) return null;
  const path = `/xrpc/com.atproto.sync.getBlob?${new URLSearchParams({ did: account.did, cid: blob.cid })}`;
  return {
    logicalUrl: ISSUER + path,
    path,
    // Blobs are served as they came, so the store's key is the digest of what anybody downloads.
    sha256: blob.file,
    width: blob.width,
    height: blob.height,
    changedAt: account.changedAt[slot],
    isDefault: false,
  };
}

function tokenView(session: Session) {
  return {
    id: createHash("sha256").update(session.id).digest("hex").slice(0, 12),
    client: session.clientName,
    scopes: session.scope.split(" "),
    createdAt: session.createdAt,
    expiresAt: session.accessExpiresAt,
    revokedAt: session.revokedAt,
  };
}

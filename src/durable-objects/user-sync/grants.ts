/** Grants between the object's storage and D1; the rules are `sync/hold-grants.ts`. */
import { openGrant, sealGrant } from "../../auth/grant-seal.ts";
import type { AppContext } from "../../context.ts";
import { type ConnectionRow, findConnection, putGrantRow } from "../../db/connections.ts";
import { PlatformError } from "../../platforms/errors.ts";
import type { PlatformAdapter, PlatformId } from "../../platforms/platform.ts";
import { type Held, type HeldGrants, holdGrants } from "../../sync/hold-grants.ts";
import type { Journal } from "./journal.ts";

export type HeldGrant = Held<ConnectionRow>;
export type Grants = HeldGrants<ConnectionRow>;

/** One for the object's life: the single flight of a refresh lives in it. */
export function createGrants(app: AppContext, journal: Journal, userId: string): Grants {
  const ownerOf = ({ id, platformId }: ConnectionRow) => ({ userId, connectionId: id, platform: platformId });
  return holdGrants<ConnectionRow>({
    now: app.now,
    near: journal,
    async find(id) {
      const row = await findConnection(app.db, userId, id);
      return row && { connection: row, generation: row.grantGeneration, sealed: row.sealedGrant };
    },
    async putFar(id, generation, sealedGrant, tokenExpiresAt) {
      await putGrantRow(app.db, { userId, id, generation, sealedGrant, tokenExpiresAt, now: app.now() });
    },
    open: (connection, sealed) => openGrant(app.vault, ownerOf(connection), sealed),
    seal: (connection, grant) => sealGrant(app.vault, ownerOf(connection), grant),
    refresher({ platformId }) {
      const { auth } = adapterOf(app, platformId as PlatformId);
      const ask = auth.refresh?.bind(auth);
      return ask && ((grant) => ask(app.ports, grant));
    },
    onRefreshed: (id, generation) => app.log.info("grant_refreshed", { connection_id: id, generation }),
  });
}

/** The platform's adapter. Throws `capability-gone` when we hold no credentials for it any more. */
export function adapterOf(app: AppContext, platform: PlatformId): PlatformAdapter {
  const adapter = app.adapters[platform];
  if (adapter === undefined) throw new PlatformError("capability-gone", "platform_off");
  return adapter;
}

import { openGrant } from "../../auth/grant-seal.ts";
import type { AppContext } from "../../context.ts";
import { deleteConnection, findConnection } from "../../db/connections.ts";
import { NotFoundError } from "../../errors.ts";
import type { PlatformId } from "../../platforms/platform.ts";

/**
 * Ends a connection: the fence first, so that nothing is written any more; then the grant is revoked at the platform
 * as far as that can be reached; then the row goes. Pictures on the platform stay as they are.
 */
export async function disconnect(app: AppContext, userId: string, id: string): Promise<void> {
  const row = await findConnection(app.db, userId, id);
  if (row === null) throw new NotFoundError("connection");
  await app.userSync.fence(userId, id);
  const adapter = app.adapters[row.platformId as PlatformId];
  if (adapter?.auth.revoke !== undefined && row.sealedGrant !== "") {
    try {
      const owner = { userId, connectionId: id, platform: row.platformId };
      await adapter.auth.revoke(app.ports, await openGrant(app.vault, owner, row.sealedGrant));
    } catch (error) {
      // The person wants to leave: a platform that is away must not keep them. They can revoke there as well.
      app.log.warn("revoke_failed", { connection_id: id, platform: row.platformId, error });
    }
  }
  await deleteConnection(app.db, userId, id);
  app.log.info("connection_ended", { connection_id: id, platform: row.platformId });
}

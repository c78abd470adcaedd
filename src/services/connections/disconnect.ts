import { openGrant } from "../../auth/grant-seal.ts";
import type { AppContext } from "../../context.ts";
import { type ConnectionRow, deleteConnectionStatement, findConnection } from "../../db/connections.ts";
import { forgetOverridesStatement } from "../../db/saved-looks.ts";
import { NotFoundError } from "../../errors.ts";
import type { PlatformId } from "../../platforms/platform.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { auditOf } from "../audit/record-audit.ts";
import type { FlowOwner } from "./begin-connection.ts";

/**
 * Ends a connection: the fence first, which waits for what is on its way, so that nothing is written any more; then the
 * newest grant is revoked at the platform as far as that can be reached; then the row goes and the account's history
 * says so. What runs did stays known, and pictures on the platform stay as they are. Repeating it after a failure
 * finishes it.
 */
export async function disconnect(
  app: AppContext,
  owner: FlowOwner,
  id: string,
  client: ClientInfo,
): Promise<void> {
  const { userId, sessionId } = owner;
  const row = await findConnection(app.db, userId, id);
  if (row === null) throw new NotFoundError("connection");
  const sealed = (await app.userSync.fence(userId, id)) ?? row.sealedGrant;
  if (sealed !== "") await revoke(app, row, sealed);
  await app.db.batch([
    deleteConnectionStatement(app.db, userId, id),
    forgetOverridesStatement(app.db, userId, id),
    auditOf(app, { userId, action: "platform_disconnected", sessionId, target: row.platformId, client }),
  ]);
  app.log.info("connection_ended", { connection_id: id, platform: row.platformId });
}

async function revoke(app: AppContext, row: ConnectionRow, sealed: string): Promise<void> {
  const adapter = app.adapters[row.platformId as PlatformId];
  try {
    const owner = { userId: row.userId, connectionId: row.id, platform: row.platformId };
    const grant = await openGrant(app.vault, owner, sealed);
    await adapter?.auth.revoke?.(app.ports, grant);
  } catch (error) {
    // The person wants to leave: a platform that is away must not keep them. They can revoke there as well.
    app.log.warn("revoke_failed", { connection_id: row.id, platform: row.platformId, error });
  }
}

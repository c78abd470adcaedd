import type { AppContext } from "../../context.ts";
import { findConnection, listConnectionRows } from "../../db/connections.ts";
import { NotFoundError } from "../../errors.ts";
import { type ConnectionResource, toConnectionResource } from "./connection-resource.ts";

/** All connections of the user, oldest first. */
export async function listConnections(app: AppContext, userId: string): Promise<ConnectionResource[]> {
  return (await listConnectionRows(app.db, userId)).map(toConnectionResource);
}

/** One connection of the user. Throws 404 when it is absent or somebody else's. */
export async function getConnection(
  app: AppContext,
  userId: string,
  id: string,
): Promise<ConnectionResource> {
  const row = await findConnection(app.db, userId, id);
  if (row === null) throw new NotFoundError("connection");
  return toConnectionResource(row);
}

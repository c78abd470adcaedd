import type { AppContext } from "../../context.ts";
import { listIdentities as listRows } from "../../db/identities.ts";
import { isLastWayIn, waysIn } from "../accounts/ways-in.ts";
import { type IdentityResource, toIdentityResource } from "./identity-resource.ts";

/** A person's accounts at login providers, oldest first. */
export async function listIdentities(app: AppContext, userId: string): Promise<IdentityResource[]> {
  const [rows, ways] = await Promise.all([listRows(app.db, userId), waysIn(app, userId)]);
  const removable = !isLastWayIn(ways);
  return rows.map((row) => toIdentityResource(row, removable));
}

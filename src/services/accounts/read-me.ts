import type { AppContext } from "../../context.ts";
import { findUser } from "../../db/users.ts";
import { SignInRequiredError } from "../../errors.ts";
import { type MeResource, toMeResource } from "./me-resource.ts";

/** The signed-in person's own account. */
export async function readMe(app: AppContext, userId: string): Promise<MeResource> {
  const row = await findUser(app.db, userId);
  if (row === null) throw new SignInRequiredError();
  return toMeResource(row);
}

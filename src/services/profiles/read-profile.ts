import type { AppContext } from "../../context.ts";
import { findProfile } from "../../db/profiles.ts";
import { type ProfileResource, toProfileResource } from "./profile-resource.ts";

/** The person's own public side. */
export async function readProfile(app: AppContext, userId: string): Promise<ProfileResource> {
  return toProfileResource(await findProfile(app.db, userId));
}

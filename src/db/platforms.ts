import type { PlatformDescriptor } from "../platforms/platform.ts";
import type { Database } from "./client.ts";
import { platforms } from "./schema.ts";

/** Brings the row of a platform up to its descriptor; connections refer to it. */
export async function upsertPlatform(
  db: Database,
  descriptor: PlatformDescriptor,
  now: number,
): Promise<void> {
  const facts = {
    name: descriptor.name,
    baseUrl: descriptor.baseUrl,
    apiVersion: descriptor.apiVersion,
    updatedAt: now,
  };
  await db
    .insert(platforms)
    .values({ id: descriptor.id, ...facts })
    .onConflictDoUpdate({ target: platforms.id, set: facts });
}

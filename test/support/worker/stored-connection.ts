/** A connected account of a person, made straight in the database. Its grant opens nothing. */
import type { AppContext } from "../../../src/context.ts";
import { insertConnection } from "../../../src/db/connections.ts";
import { upsertPlatform } from "../../../src/db/platforms.ts";
import { newId } from "../../../src/new-id.ts";
import type { PlatformId } from "../../../src/platforms/platform.ts";
import { descriptors } from "../../../src/platforms/registry.ts";

/** Returns the id. */
export async function addConnection(app: AppContext, userId: string, platform: PlatformId): Promise<string> {
  const now = app.now();
  const id = newId("con");
  await upsertPlatform(app.db, descriptors[platform], now);
  await insertConnection(app.db, {
    id,
    userId,
    platformId: platform,
    accountId: id,
    handle: `${platform}_ada`,
    profileUrl: `https://${platform}.example/ada`,
    status: "connected",
    scopes: "[]",
    sealedGrant: "v1.none.none.none",
    createdAt: now,
    updatedAt: now,
  });
  return id;
}

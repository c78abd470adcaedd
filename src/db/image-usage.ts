import { eq, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { images } from "./schema.ts";

/** How many pictures a person keeps, and the bytes of their originals. */
export async function readImageUsage(
  db: Database,
  userId: string,
): Promise<{ pictures: number; bytes: number }> {
  const row = await db
    .select({
      pictures: sql<number>`count(*)`,
      bytes: sql<number>`coalesce(sum(${images.originalBytes}), 0)`,
    })
    .from(images)
    .where(eq(images.userId, userId))
    .get();
  return row ?? { pictures: 0, bytes: 0 };
}

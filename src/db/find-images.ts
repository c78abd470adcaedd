import { and, eq, inArray } from "drizzle-orm";

import type { Database } from "./client.ts";
import type { ImageRow } from "./images.ts";
import { inChunks } from "./in-chunks.ts";
import { images } from "./schema.ts";

/** Those of the pictures that are the person's, by id. */
export async function findImages(
  db: Database,
  userId: string,
  ids: readonly string[],
): Promise<Map<string, ImageRow>> {
  const rows = await inChunks(ids, (chunk) =>
    db
      .select()
      .from(images)
      .where(and(eq(images.userId, userId), inArray(images.id, chunk))),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

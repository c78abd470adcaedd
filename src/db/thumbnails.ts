import { and, eq, inArray } from "drizzle-orm";

import type { Database } from "./client.ts";
import type { VariantRow } from "./images.ts";
import { inChunks } from "./in-chunks.ts";
import { images, imageVariants } from "./schema.ts";

/** The thumbnails of the current crop, by image id. Images without one yet are left out. */
export async function listThumbnails(
  db: Database,
  userId: string,
  imageIds: readonly string[],
): Promise<Map<string, VariantRow>> {
  const rows = await inChunks(imageIds, (chunk) =>
    db
      .select({ file: imageVariants })
      .from(imageVariants)
      .innerJoin(
        images,
        and(eq(images.id, imageVariants.imageId), eq(images.cropVersion, imageVariants.cropVersion)),
      )
      .where(
        and(
          eq(imageVariants.userId, userId),
          eq(imageVariants.slot, "thumbnail"),
          inArray(imageVariants.imageId, chunk),
        ),
      ),
  );
  return new Map(rows.map(({ file }) => [file.imageId, file]));
}

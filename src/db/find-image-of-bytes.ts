import { and, desc, eq, isNull, ne, sql } from "drizzle-orm";

import type { Slot } from "../platforms/platform.ts";
import type { Database } from "./client.ts";
import { images, imageVariants } from "./schema.ts";

/**
 * The newest picture of the person that was made of these bytes, is cut from its centre for every platform, and has them as
 * its very file for each of the platforms `exact`. Null when there is none.
 */
export async function findImageOfBytes(
  db: Database,
  input: { userId: string; kind: Slot; sha256: string; exact: readonly string[] },
): Promise<string | null> {
  const missing = sql`exists (select 1 from json_each(${JSON.stringify(input.exact)}) as wanted where wanted.value not in (
    select ${imageVariants.platform} from ${imageVariants} where ${imageVariants.imageId} = ${images.id}
      and ${imageVariants.cropVersion} = ${images.cropVersion} and ${imageVariants.slot} = ${input.kind}
      and ${imageVariants.sha256} = ${input.sha256}))`;
  const row = await db
    .select({ id: images.id })
    .from(images)
    .where(
      and(
        eq(images.userId, input.userId),
        eq(images.kind, input.kind),
        eq(images.originalSha256, input.sha256),
        ne(images.status, "rejected"),
        isNull(images.cropX),
        isNull(images.cropOverrides),
        eq(images.cropRotation, 0),
        sql`not ${missing}`,
      ),
    )
    .orderBy(desc(images.createdAt), desc(images.id))
    .get();
  return row?.id ?? null;
}

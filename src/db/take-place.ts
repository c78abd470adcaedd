/** One picture taking the place of another in what a person shows. */
import { and, eq, inArray, or, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { images, lookOverrides, looks } from "./schema.ts";

/**
 * Statements for the batch that lands a picture's files: it takes the place of the picture it replaces in every look of
 * the person that is not a restore point, once. Where that one was waiting to replace another, it takes that place too. For a picture that
 * replaces nothing, is gone, or has another crop by now, they change nothing.
 */
export function takePlaceStatements(
  db: Database,
  { imageId, cropVersion }: { readonly imageId: string; readonly cropVersion: number },
  now: number,
) {
  // `replaces_id` is there only until it was acted on, so this follows pictures that are still to take their place.
  const places = sql`(with recursive places (id) as (
    select ${images.replacesId} from ${images}
      where ${images.id} = ${imageId} and ${images.cropVersion} = ${cropVersion} and ${images.replacesId} is not null
    union
    select ${images.replacesId} from ${images} join places on ${images.id} = places.id
      where ${images.replacesId} is not null
    ) select id from places where id <> ${imageId})`;
  const shown = and(
    inArray(looks.kind, ["current", "saved"]),
    sql`${looks.userId} = (select ${images.userId} from ${images} where ${images.id} = ${imageId})`,
  );
  return [
    db
      .update(looks)
      .set({ avatarImageId: imageId, updatedAt: now })
      .where(and(shown, sql`${looks.avatarImageId} in ${places}`)),
    db
      .update(looks)
      .set({ bannerImageId: imageId, updatedAt: now })
      .where(and(shown, sql`${looks.bannerImageId} in ${places}`)),
    db
      .update(lookOverrides)
      .set({ imageId })
      .where(
        and(
          inArray(lookOverrides.lookId, db.select({ id: looks.id }).from(looks).where(shown)),
          sql`${lookOverrides.imageId} in ${places}`,
        ),
      ),
    db
      .update(images)
      .set({ replacesId: null })
      .where(
        or(and(eq(images.id, imageId), eq(images.cropVersion, cropVersion)), sql`${images.id} in ${places}`),
      ),
  ] as const;
}

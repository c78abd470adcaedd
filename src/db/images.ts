import { and, desc, eq, inArray, ne, sql } from "drizzle-orm";

import type { Crop } from "../images/geometry.ts";
import type { Database } from "./client.ts";
import type { BytesOrder } from "./image-bytes.ts";
import { inChunks } from "./in-chunks.ts";
import { outboxFromStatement, outboxStatement } from "./outbox.ts";
import { behind, type PagePosition } from "./page-position.ts";
import { images, imageVariants, outbox } from "./schema.ts";

export type ImageRow = typeof images.$inferSelect;
export type VariantRow = typeof imageVariants.$inferSelect;

/** The queue gets this long before the sweeper sends the message again. */
const RENDER_DUE_MS = 30_000;

/**
 * Stores the row and the order to render it in one transaction, which ends the orders to delete its bytes unless somebody
 * names them.
 */
export async function insertImage(
  db: Database,
  row: typeof images.$inferInsert,
  orders: readonly BytesOrder[] = [],
): Promise<void> {
  await db.batch([
    db.insert(images).values(row),
    outboxStatement(db, "render_image", row.id, row.createdAt, RENDER_DUE_MS),
    db.delete(outbox).where(
      inArray(
        outbox.id,
        orders.map((order) => order.id),
      ),
    ),
  ]);
}

export async function findImage(db: Database, userId: string, id: string): Promise<ImageRow | null> {
  const rows = await db
    .select()
    .from(images)
    .where(and(eq(images.userId, userId), eq(images.id, id)));
  return rows[0] ?? null;
}

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

/** Newest first. `after` is the row to go on behind, for paging. */
export function listImageRows(
  db: Database,
  userId: string,
  limit: number,
  after: PagePosition | null,
): Promise<ImageRow[]> {
  return db
    .select()
    .from(images)
    .where(and(eq(images.userId, userId), behind(images.createdAt, images.id, after)))
    .orderBy(desc(images.createdAt), desc(images.id))
    .limit(limit);
}

/** The files of some images, those of each image by platform and slot. */
export function listVariants(
  db: Database,
  userId: string,
  imageIds: readonly string[],
): Promise<VariantRow[]> {
  return inChunks(imageIds, (chunk) =>
    db
      .select()
      .from(imageVariants)
      .where(and(eq(imageVariants.userId, userId), inArray(imageVariants.imageId, chunk)))
      .orderBy(imageVariants.platform, imageVariants.slot),
  );
}

/** The file of the current crop for one platform slot, null until it is rendered. */
export async function findVariant(
  db: Database,
  input: { userId: string; imageId: string; cropVersion: number; platform: string; slot: string },
): Promise<VariantRow | null> {
  const rows = await db
    .select()
    .from(imageVariants)
    .where(
      and(
        eq(imageVariants.userId, input.userId),
        eq(imageVariants.imageId, input.imageId),
        eq(imageVariants.cropVersion, input.cropVersion),
        eq(imageVariants.platform, input.platform),
        eq(imageVariants.slot, input.slot),
      ),
    );
  return rows[0] ?? null;
}

export async function findVariantByMediaId(db: Database, mediaId: string): Promise<VariantRow | null> {
  const rows = await db.select().from(imageVariants).where(eq(imageVariants.mediaId, mediaId));
  return rows[0] ?? null;
}

export async function variantMedia(
  db: Database,
  userId: string,
  ids: readonly string[],
): Promise<Map<string, { mediaId: string; format: VariantRow["format"] }>> {
  const rows = await inChunks(ids, (chunk) =>
    db
      .select({ id: imageVariants.id, mediaId: imageVariants.mediaId, format: imageVariants.format })
      .from(imageVariants)
      .where(and(eq(imageVariants.userId, userId), inArray(imageVariants.id, chunk))),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * A new cut: a new version, rendered again. What is not named stays; `overrides` are merged with those there are, null
 * takes one away. The whole cut whose files exist stays known, in case the new one cannot be rendered. False, with nothing
 * written, when the image is gone, rejected or somebody else's.
 */
export async function setCrop(
  db: Database,
  input: {
    userId: string;
    id: string;
    crop?: Crop | null;
    overrides?: Readonly<Record<string, Crop | null>>;
    matte?: string | null;
    now: number;
  },
): Promise<boolean> {
  const mine = and(eq(images.userId, input.userId), eq(images.id, input.id), ne(images.status, "rejected"));
  const [updated] = await db.batch([
    db
      .update(images)
      .set({
        ...cropColumns(input.crop),
        // A merge patch (RFC 7396): two changes at once are both kept.
        ...(input.overrides === undefined
          ? {}
          : {
              cropOverrides: sql`nullif(json_patch(coalesce(${images.cropOverrides}, '{}'), ${JSON.stringify(input.overrides)}), '{}')`,
            }),
        ...(input.matte === undefined ? {} : { matte: input.matte }),
        formerCrop: sql`case when ${images.status} = 'ready' then json_object('x', ${images.cropX}, 'y', ${images.cropY},
          'width', ${images.cropWidth}, 'height', ${images.cropHeight}, 'rotation', ${images.cropRotation},
          'overrides', json(${images.cropOverrides}), 'matte', ${images.matte}) else ${images.formerCrop} end`,
        cropRejectedReason: null,
        cropVersion: sql`${images.cropVersion} + 1`,
        status: "processing",
        updatedAt: input.now,
      })
      .where(mine)
      .returning({ id: images.id }),
    outboxFromStatement(
      db,
      "render_image",
      db
        .select({ subjectId: sql`${images.id}`.as("subject_id") })
        .from(images)
        .where(mine),
      input.now,
      RENDER_DUE_MS,
    ),
  ]);
  return updated.length > 0;
}

function cropColumns(crop: Crop | null | undefined) {
  if (crop === undefined) return {};
  return {
    cropX: crop?.x ?? null,
    cropY: crop?.y ?? null,
    cropWidth: crop?.width ?? null,
    cropHeight: crop?.height ?? null,
    cropRotation: crop?.rotation ?? 0,
  };
}

export async function setAltText(
  db: Database,
  input: { userId: string; id: string; altText: string | null; now: number },
): Promise<boolean> {
  const rows = await db
    .update(images)
    .set({ altText: input.altText, updatedAt: input.now })
    .where(and(eq(images.userId, input.userId), eq(images.id, input.id)))
    .returning({ id: images.id });
  return rows.length > 0;
}

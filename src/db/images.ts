import { and, desc, eq, exists, inArray, ne, sql } from "drizzle-orm";

import type { Crop } from "../images/geometry.ts";
import { MAX_PICTURES, MAX_STORED_BYTES } from "../limits.ts";
import type { Database } from "./client.ts";
import type { BytesOrder } from "./image-bytes.ts";
import { insertWhileCurrent, type NewVariant } from "./image-renders.ts";
import { inChunks } from "./in-chunks.ts";
import { insertIf } from "./insert-if.ts";
import { outboxFromStatement, outboxWhenStatement } from "./outbox.ts";
import { behind, type PagePosition } from "./page-position.ts";
import { images, imageVariants, outbox } from "./schema.ts";

export type ImageRow = typeof images.$inferSelect;
export type VariantRow = typeof imageVariants.$inferSelect;

/** The queue gets this long before the sweeper sends the message again. */
const RENDER_DUE_MS = 30_000;

/** Columns that a new picture need not say. */
const NEW_IMAGE = {
  rejectedReason: null,
  cropX: null,
  cropY: null,
  cropWidth: null,
  cropHeight: null,
  cropRotation: 0,
  cropVersion: 1,
  cropOverrides: null,
  matte: null,
  formerCrop: null,
  cropRejectedReason: null,
  altText: null,
  placeholder: null,
  lint: null,
  replacesId: null,
} as const satisfies Partial<ImageRow>;

type NewImage = Omit<ImageRow, keyof typeof NEW_IMAGE> & Partial<ImageRow>;

/**
 * Stores the row and the order to render it in one transaction, which ends the orders to delete its bytes unless somebody
 * names them. `files` need not be rendered any more. False, with nothing written, when the person then kept more than `MAX_PICTURES` or `MAX_STORED_BYTES`:
 * counted by the statement that inserts, so uploads at the same moment cannot go over together.
 */
export async function insertImage(
  db: Database,
  row: NewImage,
  orders: readonly BytesOrder[] = [],
  files: readonly NewVariant[] = [],
): Promise<boolean> {
  const usage = db
    .select({ fits: fitsBeside(row.originalBytes) })
    .from(images)
    .where(eq(images.userId, row.userId));
  const isThere = exists(db.select({ id: images.id }).from(images).where(eq(images.id, row.id)));
  const [inserted] = await db.batch([
    insertIf(db, images, { ...NEW_IMAGE, ...row }, sql`${usage}`).returning({ id: images.id }),
    ...files.map((file) => insertWhileCurrent(db, { imageId: row.id, cropVersion: 1 }, file)),
    outboxWhenStatement(db, "render_image", row.id, {
      now: row.createdAt,
      dueInMs: RENDER_DUE_MS,
      when: isThere,
    }),
    db.delete(outbox).where(
      and(
        inArray(
          outbox.id,
          orders.map((order) => order.id),
        ),
        isThere,
      ),
    ),
  ]);
  return inserted.length > 0;
}

/** Whether one more picture of this size fits beside those of a person. */
function fitsBeside(bytes: number) {
  return sql<number>`count(*) < ${MAX_PICTURES}
    and coalesce(sum(${images.originalBytes}), 0) + ${bytes} <= ${MAX_STORED_BYTES}`.as("fits");
}

export async function findImage(db: Database, userId: string, id: string): Promise<ImageRow | null> {
  const rows = await db
    .select()
    .from(images)
    .where(and(eq(images.userId, userId), eq(images.id, id)));
  return rows[0] ?? null;
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

/** Pictures, their rendered files, and the looks that use them. Bytes are in R2; keys are `owner/content-hash`. */
import { index, integer, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

import { users } from "./accounts.ts";

export const images = sqliteTable(
  "images",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: ["avatar", "banner"] }).notNull(),
    status: text("status", { enum: ["processing", "ready", "rejected"] }).notNull(),
    /** Why it was rejected, a stable code. */
    rejectedReason: text("rejected_reason"),
    /** R2 key of the original as it came. Never served. */
    originalKey: text("original_key").notNull(),
    originalSha256: text("original_sha256").notNull(),
    originalFormat: text("original_format", { enum: ["jpeg", "png", "webp", "gif"] }).notNull(),
    originalBytes: integer("original_bytes").notNull(),
    /** Pixels after the orientation was applied. */
    width: integer("width").notNull(),
    height: integer("height").notNull(),
    /** The crop as fractions 0..1 of the oriented original, and clockwise quarter turns in degrees. Null: centred. */
    cropX: real("crop_x"),
    cropY: real("crop_y"),
    cropWidth: real("crop_width"),
    cropHeight: real("crop_height"),
    cropRotation: integer("crop_rotation").notNull().default(0),
    /** Raised by every change of the crop; renders for an older one are dropped. */
    cropVersion: integer("crop_version").notNull().default(1),
    /** JSON of crops by platform id, where one differs from the picture's own. Null: none does. */
    cropOverrides: text("crop_overrides"),
    /** `#rrggbb`: what see-through parts are laid on where a platform takes no transparency. Null: white. */
    matte: text("matte"),
    /** JSON of the whole cut (crop, overrides, matte) that was rendered last, while another is. Null: none was yet. */
    formerCrop: text("former_crop"),
    /** Why the last change of the crop was taken back, a stable code. Null: it was not. */
    cropRejectedReason: text("crop_rejected_reason"),
    altText: text("alt_text"),
    /** Base64 of the ThumbHash of the centred thumbnail. Null until it is rendered. */
    placeholder: text("placeholder"),
    /** JSON of what is worth knowing about the picture before it is put anywhere, see `images/lint`. Null until rendered. */
    lint: text("lint"),
    /** The picture whose place in every look this one takes once it is ready. Null again once it did. */
    replacesId: text("replaces_id"),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [index("images_user").on(table.userId, table.createdAt)],
);

export const imageVariants = sqliteTable(
  "image_variants",
  {
    id: text("id").primaryKey(),
    imageId: text("image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    cropVersion: integer("crop_version").notNull(),
    /** A platform id, or `linkarooie` for our own pages. */
    platform: text("platform").notNull(),
    /** `avatar`, `banner`, or `thumbnail`. */
    slot: text("slot").notNull(),
    width: integer("width").notNull(),
    height: integer("height").notNull(),
    format: text("format", { enum: ["jpeg", "png", "webp"] }).notNull(),
    bytes: integer("bytes").notNull(),
    sha256: text("sha256").notNull(),
    r2Key: text("r2_key").notNull(),
    /** Unguessable name under /media. */
    mediaId: text("media_id").notNull(),
    /** JSON of `images/fingerprint.ts`. */
    fingerprint: text("fingerprint").notNull(),
    /** What the registry asked for when it was made, see `images/variant-rule.ts`. Another rule means: render again. */
    rule: text("rule").notNull().default(""),
    /** True when the cut had fewer pixels than the file. */
    upscaled: integer("upscaled", { mode: "boolean" }).notNull().default(false),
    /** True when see-through parts were laid on the matte colour. */
    flattened: integer("flattened", { mode: "boolean" }).notNull().default(false),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    uniqueIndex("image_variants_once").on(table.imageId, table.cropVersion, table.platform, table.slot),
    uniqueIndex("image_variants_media").on(table.mediaId),
    index("image_variants_user").on(table.userId),
  ],
);

/** One change of what a platform asks for, and how far every picture has been rendered for it. */
export const rerenders = sqliteTable(
  "rerenders",
  {
    id: text("id").primaryKey(),
    platform: text("platform").notNull(),
    slot: text("slot").notNull(),
    /** As `image_variants.rule`. */
    rule: text("rule").notNull(),
    total: integer("total").notNull(),
    done: integer("done").notNull().default(0),
    /** Of `done`: pictures that could not be rendered for it and kept their old file. */
    failed: integer("failed").notNull().default(0),
    startedAt: integer("started_at").notNull(),
    finishedAt: integer("finished_at"),
  },
  (table) => [uniqueIndex("rerenders_once").on(table.platform, table.slot, table.rule)],
);

/** A named set of pictures. Exactly one a user is `current`; restore points are looks too. */
export const looks = sqliteTable(
  "looks",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: ["current", "saved", "restore_point"] }).notNull(),
    name: text("name").notNull(),
    avatarImageId: text("avatar_image_id").references(() => images.id, { onDelete: "set null" }),
    bannerImageId: text("banner_image_id").references(() => images.id, { onDelete: "set null" }),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [index("looks_user").on(table.userId, table.kind)],
);

/** What a look shows in one slot of one connection when that differs from its own pair. */
export const lookOverrides = sqliteTable(
  "look_overrides",
  {
    id: text("id").primaryKey(),
    lookId: text("look_id")
      .notNull()
      .references(() => looks.id, { onDelete: "cascade" }),
    connectionId: text("connection_id").notNull(),
    slot: text("slot", { enum: ["avatar", "banner"] }).notNull(),
    imageId: text("image_id").references(() => images.id, { onDelete: "set null" }),
    /** A picture read from the platform, as it was. Null with `is_default`: there was none. */
    r2Key: text("r2_key"),
    sha256: text("sha256"),
    isDefault: integer("is_default", { mode: "boolean" }).notNull().default(false),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [uniqueIndex("look_overrides_once").on(table.lookId, table.connectionId, table.slot)],
);

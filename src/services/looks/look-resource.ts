import * as z from "zod";

import type { VariantRow } from "../../db/images.ts";
import type { LookRow } from "../../db/looks.ts";
import type { OverrideRow } from "../../db/saved-looks.ts";
import type { ConnectionRow } from "../../db/connections.ts";
import { PLATFORM_IDS, type PlatformId, SLOTS } from "../../platforms/platform.ts";
import { mediaUrl } from "../images/image-resource.ts";

/** What a look shows in one place of one connection instead of its own pair. */
const overrideResource = z
  .object({
    connection_id: z.string(),
    platform: z.enum(PLATFORM_IDS),
    handle: z.string(),
    slot: z.enum(SLOTS),
    /** Null: the place is left as it is. */
    image_id: z.string().nullable(),
    thumbnail_url: z.string().nullable(),
  })
  .meta({ id: "LookOverride" });

/** What a place showed before a run wrote it. */
const keptResource = z
  .object({
    id: z.string(),
    connection_id: z.string(),
    /** Null, with the handle, once the connection left. */
    platform: z.enum(PLATFORM_IDS).nullable(),
    handle: z.string().nullable(),
    slot: z.enum(SLOTS),
    /** `default`: the platform's own picture, or none. */
    showed: z.enum(["picture", "default"]),
    /** The picture as it was kept, for its owner only. */
    url: z.string().nullable(),
  })
  .meta({ id: "KeptPicture" });

export const lookResource = z
  .object({
    id: z.string(),
    kind: z.enum(["current", "saved", "restore_point"]),
    name: z.string(),
    avatar_image_id: z.string().nullable(),
    avatar_thumbnail_url: z.string().nullable(),
    banner_image_id: z.string().nullable(),
    banner_thumbnail_url: z.string().nullable(),
    overrides: z.array(overrideResource),
    /** Of restore points alone: the run whose writes it was kept from, and what was kept. */
    restore: z.object({ sync_id: z.string(), kept: z.array(keptResource) }).nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: "Look" });
export type LookResource = z.infer<typeof lookResource>;

/** What rows of looks are shown with. */
export interface LookSurroundings {
  readonly overrides: readonly OverrideRow[];
  readonly connections: readonly ConnectionRow[];
  /** Thumbnails by image id. */
  readonly thumbnails: ReadonlyMap<string, VariantRow>;
  readonly mediaOrigin: string;
}

/** A look as the API and the pages show it. */
export function toLookResource(row: LookRow, around: LookSurroundings): LookResource {
  const own = around.overrides.filter((each) => each.lookId === row.id);
  const isRestorePoint = row.kind === "restore_point";
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    avatar_image_id: row.avatarImageId,
    avatar_thumbnail_url: thumbnail(row.avatarImageId, around),
    banner_image_id: row.bannerImageId,
    banner_thumbnail_url: thumbnail(row.bannerImageId, around),
    overrides: isRestorePoint ? [] : own.flatMap((each) => toOverride(each, around)),
    restore: isRestorePoint
      ? { sync_id: row.id.replace(/^look_/, "syn_"), kept: own.map((each) => toKept(each, around)) }
      : null,
    created_at: new Date(row.createdAt).toISOString(),
    updated_at: new Date(row.updatedAt).toISOString(),
  };
}

/** Nothing for a connection that left. */
function toOverride(row: OverrideRow, around: LookSurroundings): LookResource["overrides"] {
  const connection = around.connections.find((each) => each.id === row.connectionId);
  if (connection === undefined) return [];
  return [
    {
      connection_id: row.connectionId,
      platform: connection.platformId as PlatformId,
      handle: connection.handle,
      slot: row.slot,
      image_id: row.imageId,
      thumbnail_url: thumbnail(row.imageId, around),
    },
  ];
}

function toKept(row: OverrideRow, around: LookSurroundings) {
  const connection = around.connections.find((each) => each.id === row.connectionId);
  return {
    id: row.id,
    connection_id: row.connectionId,
    platform: connection === undefined ? null : (connection.platformId as PlatformId),
    handle: connection?.handle ?? null,
    slot: row.slot,
    showed: row.isDefault ? ("default" as const) : ("picture" as const),
    url: row.r2Key === null ? null : `/looks/${row.lookId}/kept/${row.id}`,
  };
}

function thumbnail(imageId: string | null, { thumbnails, mediaOrigin }: LookSurroundings): string | null {
  const file = thumbnails.get(imageId ?? "");
  return file === undefined ? null : mediaUrl(file, mediaOrigin);
}

import * as z from "zod";

import { PLATFORM_IDS, type PlatformId, SLOTS } from "../../platforms/platform.ts";
import { PLAN_CHANGES, PLAN_WARNINGS } from "../../sync/plan.ts";
import { isoOrNull } from "../connections/connection-resource.ts";
import { mediaUrl } from "../images/image-resource.ts";
import { LEFT_OUT_REASONS, type LeftOut } from "./choose-targets.ts";
import type { PlannedTarget } from "./make-plan.ts";

const place = {
  connection_id: z.string(),
  platform: z.enum(PLATFORM_IDS),
  handle: z.string(),
  slot: z.enum(SLOTS),
};

const plannedTargetResource = z
  .object({
    ...place,
    profile_url: z.string(),
    /** What a run would do here. `unknown`: the platform could not be read; a run looks again before it writes. */
    change: z.enum(PLAN_CHANGES),
    now: z.object({
      status: z.enum(["read", "unreadable"]),
      /** Why it could not be read. */
      reason: z.string().nullable(),
      /** Changes when the picture changes. */
      identity: z.string().nullable(),
      url: z.string().nullable(),
      /** True for the platform's own default picture, or none. */
      is_default: z.boolean().nullable(),
    }),
    proposed: z.object({
      status: z.enum(["ready", "preparing", "rejected"]),
      reason: z.string().nullable(),
      image_id: z.string(),
      thumbnail_url: z.string().nullable(),
      /** Null until it is rendered. */
      file: z
        .object({
          variant_id: z.string(),
          width: z.int(),
          height: z.int(),
          format: z.enum(["jpeg", "png", "webp"]),
          bytes: z.int(),
          sha256: z.string(),
          url: z.string(),
        })
        .nullable(),
    }),
    side_effects: z.object({
      /** The platform tells followers of a new picture. */
      announces: z.boolean(),
    }),
    warnings: z.array(z.enum(PLAN_WARNINGS)),
  })
  .meta({ id: "PlannedTarget" });
export type PlannedTargetResource = z.infer<typeof plannedTargetResource>;

export const planResource = z
  .object({
    /** Send it as `plan_hash` to run exactly this. */
    plan_hash: z.string(),
    looked_at: z.iso.datetime(),
    targets: z.array(plannedTargetResource),
    /** Slots that a run leaves out, and why. */
    left_out: z.array(z.object({ ...place, reason: z.enum(LEFT_OUT_REASONS) })),
  })
  .meta({ id: "SyncPlan" });
export type PlanResource = z.infer<typeof planResource>;

/** A plan as the API and the page show it. */
export function toPlanResource(input: {
  readonly hash: string;
  readonly at: number;
  readonly planned: readonly PlannedTarget[];
  readonly leftOut: readonly LeftOut[];
  readonly mediaOrigin: string;
}): PlanResource {
  return {
    plan_hash: input.hash,
    looked_at: isoOrNull(input.at) ?? "",
    targets: input.planned.map((planned) => toTarget(planned, input.mediaOrigin)),
    left_out: input.leftOut.map(({ connection, slot, reason }) => ({
      connection_id: connection.id,
      platform: connection.platformId as PlatformId,
      handle: connection.handle,
      slot,
      reason,
    })),
  };
}

function toTarget({ item, target, file, thumbnail }: PlannedTarget, origin: string): PlannedTargetResource {
  const { seen, proposed } = item;
  const read = seen.state === "read" ? seen : null;
  return {
    connection_id: item.connectionId,
    platform: item.platform,
    handle: target.connection.handle,
    profile_url: target.connection.profileUrl,
    slot: item.slot,
    change: item.change,
    now: {
      status: seen.state,
      reason: seen.state === "unreadable" ? seen.reason : null,
      identity: read?.identity ?? null,
      url: read?.url ?? null,
      is_default: read?.isDefault ?? null,
    },
    proposed: {
      status: proposed.state,
      reason: proposed.state === "rejected" ? proposed.reason : null,
      image_id: item.imageId,
      thumbnail_url: thumbnail === null ? null : mediaUrl(thumbnail, origin),
      file:
        proposed.state !== "ready" || file === null
          ? null
          : {
              variant_id: proposed.variantId,
              width: proposed.width,
              height: proposed.height,
              format: proposed.format,
              bytes: proposed.bytes,
              sha256: proposed.sha256,
              url: mediaUrl(file, origin),
            },
    },
    side_effects: { announces: item.announces },
    warnings: [...item.warnings],
  };
}

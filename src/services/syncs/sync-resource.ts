import * as z from "zod";

import type { syncAttempts, syncRequests, syncTargets } from "../../db/schema.ts";
import { PLATFORM_IDS, type PlatformId } from "../../platforms/platform.ts";
import { targetStateSchema, type TargetState } from "../../sync/target-state.ts";
import { isoOrNull } from "../connections/connection-resource.ts";

export const targetResource = z
  .object({
    id: z.string(),
    /** Null once the connection left. */
    connection_id: z.string().nullable(),
    platform: z.enum(PLATFORM_IDS),
    handle: z.string(),
    profile_url: z.string(),
    slot: z.enum(["avatar", "banner"]),
    image_id: z.string().nullable(),
    state: targetStateSchema,
    waiting_on: z.enum(["linkarooie", "platform", "you", "nobody"]),
    reason: z.string().nullable(),
    attempts: z.int(),
    next_attempt_at: z.iso.datetime().nullable(),
    sent: z.object({ variant_id: z.string(), sha256: z.string(), url: z.string() }).nullable(),
    shown: z
      .object({
        url: z.string().nullable(),
        /** 0..64 differing bits between what we sent and what is shown; null when the exact id proved it. */
        fingerprint_distance: z.int().nullable(),
        verified_by: z.enum(["exact_id", "fingerprint"]),
        checked_at: z.iso.datetime(),
      })
      .nullable(),
    /** What happened, step by step. Only where one run is read, not in lists. */
    attempts_log: z
      .array(
        z.object({
          state: targetStateSchema,
          reason: z.string().nullable(),
          next_attempt_at: z.iso.datetime().nullable(),
          at: z.iso.datetime(),
        }),
      )
      .optional(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: "SyncTarget" });
export type TargetResource = z.infer<typeof targetResource>;

export const syncResource = z
  .object({
    id: z.string(),
    state: z.enum(["running", "finished", "cancelled"]),
    look_id: z.string().nullable(),
    created_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
    targets: z.array(targetResource),
  })
  .meta({ id: "Sync" });
export type SyncResource = z.infer<typeof syncResource>;

type TargetRow = typeof syncTargets.$inferSelect;

/** A target with what is looked up beside it. */
export interface TargetParts {
  readonly row: TargetRow;
  readonly sentUrl: string | null;
  readonly attempts?: readonly (typeof syncAttempts.$inferSelect)[] | undefined;
}

function toTargetResource({ row, sentUrl, attempts }: TargetParts): TargetResource {
  const proved = row.verifiedBy !== null && row.checkedAt !== null;
  return {
    id: row.id,
    connection_id: row.connectionId,
    platform: row.platformId as PlatformId,
    handle: row.handle,
    profile_url: row.profileUrl,
    slot: row.slot,
    image_id: row.imageId,
    state: row.state as TargetState,
    waiting_on: row.waitingOn,
    reason: row.reason,
    attempts: row.attempts,
    next_attempt_at: isoOrNull(row.nextAttemptAt),
    sent:
      row.sentVariantId === null || row.sentSha256 === null
        ? null
        : { variant_id: row.sentVariantId, sha256: row.sentSha256, url: sentUrl ?? "" },
    shown: proved
      ? {
          url: row.shownUrl,
          fingerprint_distance: row.shownDistance,
          verified_by: row.verifiedBy as "exact_id" | "fingerprint",
          checked_at: new Date(row.checkedAt ?? 0).toISOString(),
        }
      : null,
    ...(attempts === undefined ? {} : { attempts_log: attempts.map(toStep) }),
    created_at: new Date(row.createdAt).toISOString(),
    updated_at: new Date(row.updatedAt).toISOString(),
  };
}

function toStep({ state, reason, nextAttemptAt, at }: typeof syncAttempts.$inferSelect) {
  return {
    state: state as TargetState,
    reason,
    next_attempt_at: isoOrNull(nextAttemptAt),
    at: new Date(at).toISOString(),
  };
}

/** A run with its targets as the API and the pages show it. */
export function toSyncResource(
  request: typeof syncRequests.$inferSelect,
  targets: readonly TargetParts[],
): SyncResource {
  return {
    id: request.id,
    state: request.state,
    look_id: request.lookId,
    created_at: new Date(request.createdAt).toISOString(),
    finished_at: isoOrNull(request.finishedAt),
    targets: targets.map(toTargetResource),
  };
}

/** One write of one picture to one slot of one connection, as the journal keeps it. */
import * as z from "zod";

import { fingerprintSchema } from "../images/fingerprint-type.ts";
import { PLATFORM_IDS, SLOTS } from "../platforms/platform.ts";
import { targetStateSchema } from "./target-state.ts";

const shownInSlot = z.object({
  identity: z.string(),
  url: z.string().nullable(),
  isDefault: z.boolean(),
  /** Null where there was no picture, or it could not be read. */
  fingerprint: fingerprintSchema.nullable(),
});
export type ShownInSlot = z.infer<typeof shownInSlot>;

const sentPicture = z.object({
  variantId: z.string(),
  sha256: z.string(),
  fingerprint: fingerprintSchema,
  /** The platform's exact id of it, where that is known. */
  exactId: z.string().nullable(),
});

/** What D1 is told about the target: the state people see. */
const targetView = z.object({
  state: targetStateSchema,
  reason: z.string().nullable(),
  nextAttemptAt: z.number().nullable(),
  shownUrl: z.string().nullable(),
  shownDistance: z.number().nullable(),
  verifiedBy: z.enum(["exact_id", "fingerprint"]).nullable(),
  checkedAt: z.number().nullable(),
});
export type TargetView = z.infer<typeof targetView>;

export const operationSchema = z.object({
  v: z.literal(1),
  /** The sync target's id: an operation and its target are one thing seen from two sides. */
  id: z.string(),
  syncRequestId: z.string(),
  connectionId: z.string(),
  platform: z.enum(PLATFORM_IDS),
  slot: z.enum(SLOTS),
  imageId: z.string(),
  /**
   * `planned`: nothing was sent. `intent`: a write was about to leave. `unknown`: it may or may not have arrived.
   * `applied`: the platform accepted it. `done`: nothing more will happen.
   */
  phase: z.enum(["planned", "intent", "unknown", "applied", "done"]),
  /** How often the person asked for another try. */
  round: z.number().int().default(0),
  createdAt: z.number(),
  dueAt: z.number(),
  /** Writes sent so far. */
  attempts: z.number().int(),
  /** Failures in a row, the position on the retry ladder. */
  failures: z.number().int(),
  /** Looks at the platform since it accepted the write. */
  checks: z.number().int(),
  /** Since when the picture has been awaited, null when it is not. */
  waitingSince: z.number().nullable(),
  intentAt: z.number().nullable(),
  appliedAt: z.number().nullable(),
  /** What the slot showed before our first write of this operation. */
  before: shownInSlot.nullable(),
  sent: sentPicture.nullable(),
  view: targetView,
  /** Raised by every change of `view`; D1 keeps the highest. */
  revision: z.number().int(),
});

export type Operation = z.infer<typeof operationSchema>;

/**
 * A fresh operation for a target that waits. `revision` is what D1 has of the target: one rebuilt after a loss goes on
 * counting from there.
 */
export function newOperation(
  target: Pick<
    Operation,
    "id" | "syncRequestId" | "connectionId" | "platform" | "slot" | "imageId" | "revision"
  >,
  now: number,
): Operation {
  return {
    v: 1,
    ...target,
    phase: "planned",
    round: 0,
    createdAt: now,
    dueAt: now,
    attempts: 0,
    failures: 0,
    checks: 0,
    waitingSince: null,
    intentAt: null,
    appliedAt: null,
    before: null,
    sent: null,
    view: {
      state: "waiting",
      reason: null,
      nextAttemptAt: null,
      shownUrl: null,
      shownDistance: null,
      verifiedBy: null,
      checkedAt: null,
    },
  };
}

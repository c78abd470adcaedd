import * as z from "zod";

/**
 * The states a sync target can be in, as people and API clients see them. Success is stored per platform and slot,
 * never per run.
 */
export const TARGET_STATES = [
  "waiting", // queued behind something of ours
  "preparing", // its picture is being rendered
  "uploading", // the write is on its way, or its outcome is being found out
  "checking", // accepted; looking for it on the platform
  "shown", // proved: the platform shows it
  "unchanged", // the platform already showed exactly this
  "retrying", // will try again at `next_attempt_at`
  "needs_you", // a step only the person can do
  "conflict", // somebody changed the picture on the platform
  "failed", // given up; `reason` says why
  "cancelled", // stopped by the person, replaced by a newer wish, or its connection left; `reason` says which
] as const;

export type TargetState = (typeof TARGET_STATES)[number];

/** The same as a schema, for the API. */
export const targetStateSchema = z.enum(TARGET_STATES);

const FINAL: ReadonlySet<TargetState> = new Set([
  "shown",
  "unchanged",
  "conflict",
  "failed",
  "cancelled",
  "needs_you",
]);

/** True when nothing more will happen without somebody acting. */
export function isFinal(state: TargetState): boolean {
  return FINAL.has(state);
}

export type WaitingOn = "linkarooie" | "platform" | "you" | "nobody";

/** Reasons of a retry that are ours to mend, not the platform's. */
const OUR_REASONS: ReadonlySet<string> = new Set([
  "internal",
  "images_away",
  "clock_skew",
  "no_exact_id",
  "gate_away",
]);

/** Whose turn it is in each state: who acts next, not who is waited for. */
export function waitingOn(state: TargetState, reason: string | null): WaitingOn {
  switch (state) {
    case "waiting":
    case "preparing":
    case "uploading":
    case "checking":
      return "linkarooie";
    case "retrying":
      return reason !== null && OUR_REASONS.has(reason) ? "linkarooie" : "platform";
    case "needs_you":
    case "conflict":
    case "failed":
      return "you";
    case "shown":
    case "unchanged":
    case "cancelled":
      return "nobody";
  }
}

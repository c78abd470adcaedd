/** What is said between one person's object and the gate of a platform. */
import type { PlatformId, Slot } from "../platforms/platform.ts";
import type { Calls } from "./budget/ledger.ts";

/** Names the gate: the platform, and its server where there are many. What holds for one server says nothing of the next. */
export function gateKey(platform: PlatformId, host: string | null): string {
  return host === null ? platform : `${platform}:${host}`;
}

export interface GateAsk {
  readonly platform: PlatformId;
  readonly key: string;
  /** The slot to be written; null when only calls are asked for, to look. */
  readonly slot: Slot | null;
  readonly calls: Calls;
}

/** Why something of ours is held back before it leaves. */
const GATE_REASONS = ["platform_busy", "platform_resting", "switched_off", "gate_away"] as const;
export type GateReason = (typeof GATE_REASONS)[number];

export function isGateReason(reason: string): reason is GateReason {
  return GATE_REASONS.some((each) => each === reason);
}

export type GateAnswer =
  /** `leaseId` is null where nothing is counted for all of ours together. `ttlMs` counts from when it was asked. */
  | { readonly kind: "go"; readonly leaseId: string | null; readonly ttlMs: number }
  | {
      readonly kind: "wait";
      readonly reason: GateReason;
      readonly waitMs: number;
    }
  /** The platform does not let us do it at present: people do it by hand. */
  | { readonly kind: "handoff"; readonly reason: string };

export interface Outcome {
  /** Null: reading failed, which stops both. */
  readonly slot: Slot | null;
  readonly account: string;
  /** `failed` counts towards a rest, `handoff` holds for everybody at once. */
  readonly kind: "worked" | "failed" | "handoff";
  readonly reason: string;
}

export interface GateNews {
  readonly platform: PlatformId;
  readonly key: string;
  /** Brought back, with what was used of each. */
  readonly leases: readonly { readonly id: string; readonly used: Calls }[];
  readonly outcomes: readonly Outcome[];
}

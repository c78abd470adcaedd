/** What a run would do, slot by slot, for a person to read before anything is written. Pure. */
import type { PictureFormat, PlatformId, Slot, SlotObservation } from "../platforms/platform.ts";
import { alreadyShown } from "./already-shown.ts";
import type { Confirmed } from "./engine-ports.ts";

/** What one slot showed when it was looked at for a plan. */
export type SeenSlot =
  | (Pick<SlotObservation, "identity" | "url" | "isDefault" | "identityMayStay"> & {
      readonly state: "read";
      /** What was last proved there. */
      readonly confirmed: Confirmed | null;
    })
  | { readonly state: "unreadable"; readonly reason: string };

/** The file that would be sent, as far as it is rendered. */
export type ProposedPicture =
  | {
      readonly state: "ready";
      readonly variantId: string;
      readonly sha256: string;
      /** Pixels. */
      readonly width: number;
      readonly height: number;
      readonly format: PictureFormat;
      readonly bytes: number;
      readonly upscaled: boolean;
      readonly flattened: boolean;
      /** What the platform will call this very file, where that can be known beforehand. */
      readonly exactId: string | null;
    }
  | { readonly state: "preparing" }
  | { readonly state: "rejected"; readonly reason: string };

export interface PlanInput {
  readonly connectionId: string;
  readonly platform: PlatformId;
  readonly slot: Slot;
  readonly imageId: string;
  readonly seen: SeenSlot;
  readonly proposed: ProposedPicture;
  /** True where the platform tells followers of a new picture. */
  readonly announces: boolean;
}

/**
 * `put`: it would be written. `unchanged`: exactly this file is there. `unknown`: the platform could not be read, so a
 * run would look again first. `preparing`: the file is not rendered yet. `impossible`: it cannot be.
 */
export const PLAN_CHANGES = ["put", "unchanged", "unknown", "preparing", "impossible"] as const;
export type PlanChange = (typeof PLAN_CHANGES)[number];

export const PLAN_WARNINGS = ["upscaled", "flattened"] as const;
export type PlanWarning = (typeof PLAN_WARNINGS)[number];

export interface PlanItem extends PlanInput {
  readonly change: PlanChange;
  readonly warnings: readonly PlanWarning[];
}

/** What would happen in one slot. */
export function planItem(input: PlanInput): PlanItem {
  const { proposed } = input;
  const warnings = proposed.state === "ready" ? PLAN_WARNINGS.filter((warning) => proposed[warning]) : [];
  return { ...input, change: changeOf(input), warnings };
}

function changeOf({ seen, proposed }: PlanInput): PlanChange {
  if (proposed.state === "preparing") return "preparing";
  if (proposed.state === "rejected") return "impossible";
  if (seen.state === "unreadable") return "unknown";
  return alreadyShown(seen, proposed, seen.confirmed) ? "unchanged" : "put";
}

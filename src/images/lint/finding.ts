import type { PlatformId } from "../../platforms/platform.ts";
import type { Crop } from "../geometry.ts";
import type { PictureFacts, PlaceFacts } from "./facts.ts";

export const FINDING_CODES = [
  "too_small",
  "soft",
  "subject_outside_mask",
  "subject_outside_safe_zone",
  "avatar_covers_subject",
  "unreadable_small",
  "edge_merges",
  "transparency_flattened",
  "animation_dropped",
  "metadata_removed",
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

/** One change that makes the finding go away, for one click. */
export type Fix =
  | { readonly kind: "crop"; readonly platforms: readonly PlatformId[]; readonly crop: Crop }
  | { readonly kind: "matte"; readonly matte: string };

/** One thing worth knowing before a picture is put anywhere. `note` is no reason to stop. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: "note" | "warning";
  readonly platforms: readonly PlatformId[];
  /** Plain sentences with the numbers. */
  readonly message: string;
  readonly fix: Fix | null;
}

/** What a rule is given: the facts, and what platforms are called. */
export interface RuleInput {
  readonly facts: PictureFacts;
  readonly nameOf: (platform: PlatformId) => string;
}

/** Pure: the same facts give the same findings. */
export type Rule = (input: RuleInput) => readonly Finding[];

/** Places that a rule says the same of, in the order they come. */
export function alike<T>(
  places: readonly PlaceFacts[],
  judge: (place: PlaceFacts) => T | null,
): { readonly platforms: readonly PlatformId[]; readonly verdict: T; readonly place: PlaceFacts }[] {
  const groups = new Map<string, { platforms: PlatformId[]; verdict: T; place: PlaceFacts }>();
  for (const place of places) {
    const verdict = judge(place);
    if (verdict === null) continue;
    const key = JSON.stringify(verdict);
    const group = groups.get(key) ?? { platforms: [], verdict, place };
    group.platforms.push(place.platform);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** "X", "X and Bluesky", "X, Bluesky and Mastodon". */
export function listed({ nameOf }: RuleInput, platforms: readonly PlatformId[]): string {
  const names = platforms.map(nameOf);
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** A share as whole percent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

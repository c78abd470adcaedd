import { alike, type Finding, listed, percent, type Rule, type RuleInput } from "../finding.ts";
import type { PlaceFacts } from "../facts.ts";

/** A cut moved by so much that it shows this much more is another picture. */
const WORTH_MOVING = 0.15;
/** The corners are a fifth of a square: where they hold more than a quarter, something is in them. */
const CORNERS_FULL = 0.25;

const SHAPES = { circle: "a circle", rounded: "a square with round corners", none: "a square" } as const;

/** What stands out lies outside of the mask a platform shows a profile picture in. */
export const subjectOutsideMask: Rule = (input) =>
  alike(input.facts.places, judge).map(({ platforms, verdict, place }): Finding => {
    const says = verdict.gain === null ? cornersFull : cutMisses;
    const crop = place.best !== null && !isBad(place.best.kept, place.best, place) ? place.best.crop : null;
    return {
      code: "subject_outside_mask",
      severity: "warning",
      platforms,
      message: says(input, platforms, place),
      fix: crop === null ? null : { kind: "crop", platforms, crop },
    };
  });

interface Verdict {
  readonly mask: PlaceFacts["mask"];
  readonly kept: number;
  readonly corners: number;
  /** Null: only the corners are full. */
  readonly gain: number | null;
  readonly crop: unknown;
}

function judge(place: PlaceFacts): Verdict | null {
  const { kept, corners, best, mask } = place;
  if (kept === null || corners === null || best === null) return null;
  if (!isBad(kept, { corners }, place)) return null;
  const gain = best.kept - kept;
  return { mask, kept, corners, gain: gain >= WORTH_MOVING ? gain : null, crop: best.crop };
}

function isBad(kept: number, { corners }: { readonly corners: number }, place: PlaceFacts): boolean {
  return (place.best !== null && place.best.kept - kept >= WORTH_MOVING) || corners >= CORNERS_FULL;
}

function cutMisses(
  input: RuleInput,
  platforms: PlaceFacts["platform"][] | readonly PlaceFacts["platform"][],
  place: PlaceFacts,
) {
  const lost = percent(1 - (place.kept ?? 0));
  const best = percent(1 - (place.best?.kept ?? 0));
  return `${listed(input, platforms)} ${shows(platforms)} ${SHAPES[place.mask]}: ${lost} of what stands out in the picture lies outside of it. Moving the cut brings that to ${best}.`;
}

function cornersFull(input: RuleInput, platforms: readonly PlaceFacts["platform"][], place: PlaceFacts) {
  return `${listed(input, platforms)} ${shows(platforms)} ${SHAPES[place.mask]}: ${percent(place.corners ?? 0)} of what stands out in the cut is in the corners it hides. Leave more room around it.`;
}

function shows(platforms: readonly unknown[]): string {
  return platforms.length === 1 ? "shows" : "show";
}

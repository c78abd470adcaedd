import type { PlaceFacts, ViewFacts } from "../facts.ts";
import { alike, type Finding, type FindingCode, percent, type RuleInput } from "../finding.ts";

interface BannerRule {
  readonly code: FindingCode;
  /** Which loss is judged, and how much of it is too much. */
  readonly loss: "hidden" | "covered";
  readonly most: number;
  readonly severity: Finding["severity"];
  /** What happens on this platform in this view, with the share as percent. */
  readonly says: (platform: string, share: string, view: ViewFacts) => string;
}

/** What the two rules of banners have in common: the worst view counts, and the clear cut is the fix where it is one. */
export function bannerLoss(input: RuleInput, rule: BannerRule): Finding[] {
  const worst = (views: readonly ViewFacts[]) => views.toSorted((a, b) => b[rule.loss] - a[rule.loss])[0];
  return alike(input.facts.places, (place: PlaceFacts) => {
    const now = worst(place.views);
    if (now === undefined || now[rule.loss] < rule.most) return null;
    const best = worst(place.clear?.views ?? []);
    const fixed = best !== undefined && best[rule.loss] < rule.most;
    return {
      platform: place.platform,
      now,
      left: fixed ? best[rule.loss] : null,
      crop: fixed ? (place.clear?.crop ?? null) : null,
    };
  }).map(({ platforms, verdict: { platform, now, left, crop } }) => {
    const next =
      left === null ? "No cut of this size avoids it." : `Moving the cut brings that to ${percent(left)}.`;
    return {
      code: rule.code,
      severity: rule.severity,
      platforms,
      message: `${rule.says(input.nameOf(platform), percent(now[rule.loss]), now)} ${next}`,
      fix: crop === null ? null : { kind: "crop", platforms, crop },
    };
  });
}

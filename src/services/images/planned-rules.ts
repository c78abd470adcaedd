import type { PlannedRule, ThumbnailRules } from "../../db/rerenders.ts";
import { planVariants } from "../../images/plan-variants.ts";
import { ruleOf } from "../../images/variant-rule.ts";
import { type PlatformDescriptor, SLOTS } from "../../platforms/platform.ts";

/** What every slot asks for now. */
export function plannedRules(descriptors: readonly PlatformDescriptor[]): PlannedRule[] {
  return SLOTS.flatMap((kind) =>
    planVariants(kind, descriptors).map((spec) => ({
      kind,
      platform: spec.platform,
      slot: spec.slot,
      rule: ruleOf(spec),
    })),
  );
}

/** What our own thumbnails ask for, by kind. */
export function thumbnailRules(planned: readonly PlannedRule[]): ThumbnailRules {
  const of = (kind: PlannedRule["kind"]) =>
    planned.find((each) => each.kind === kind && each.slot === "thumbnail")?.rule ?? "";
  return { avatar: of("avatar"), banner: of("banner") };
}

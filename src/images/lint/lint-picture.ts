import type { PlatformId } from "../../platforms/platform.ts";
import { type Finding, FINDING_CODES, type FindingCode, type Rule } from "./finding.ts";
import type { PictureFacts } from "./facts.ts";
import { animationDropped } from "./rules/animation-dropped.ts";
import { avatarCoversSubject } from "./rules/avatar-covers-subject.ts";
import { edgeMerges } from "./rules/edge-merges.ts";
import { metadataRemoved } from "./rules/metadata-removed.ts";
import { soft } from "./rules/soft.ts";
import { subjectOutsideMask } from "./rules/subject-outside-mask.ts";
import { subjectOutsideSafeZone } from "./rules/subject-outside-safe-zone.ts";
import { tooSmall } from "./rules/too-small.ts";
import { transparencyFlattened } from "./rules/transparency-flattened.ts";
import { unreadableSmall } from "./rules/unreadable-small.ts";

/** One rule a code. */
const RULES: Readonly<Record<FindingCode, Rule>> = {
  too_small: tooSmall,
  soft,
  subject_outside_mask: subjectOutsideMask,
  subject_outside_safe_zone: subjectOutsideSafeZone,
  avatar_covers_subject: avatarCoversSubject,
  unreadable_small: unreadableSmall,
  edge_merges: edgeMerges,
  transparency_flattened: transparencyFlattened,
  animation_dropped: animationDropped,
  metadata_removed: metadataRemoved,
};

/** What is worth knowing of a picture before it is put anywhere: warnings first, in the order of the codes. */
export function lintPicture(facts: PictureFacts, nameOf: (platform: PlatformId) => string): Finding[] {
  const findings = FINDING_CODES.flatMap((code) => RULES[code]({ facts, nameOf }));
  return findings.toSorted((a, b) => Number(b.severity === "warning") - Number(a.severity === "warning"));
}

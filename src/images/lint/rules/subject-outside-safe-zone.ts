import type { Rule } from "../finding.ts";
import { bannerLoss } from "./banner-loss.ts";

/** Up to 28 % of a banner is cut off; where more than this of what stands out is, it is the subject. */
const MOST_HIDDEN = 0.32;

/** What stands out in a banner is cut off where the platform shows it in another shape. */
export const subjectOutsideSafeZone: Rule = (input) =>
  bannerLoss(input, {
    code: "subject_outside_safe_zone",
    loss: "hidden",
    most: MOST_HIDDEN,
    severity: "warning",
    says: (platform, share, { name, cutAt }) =>
      `On ${name}, ${platform} cuts a banner off at ${cutAt}: ${share} of what stands out in yours is lost.`,
  });

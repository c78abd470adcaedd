import type { Rule } from "../finding.ts";
import { bannerLoss } from "./banner-loss.ts";

/** The profile picture covers 4 to 9 % of a banner; twice as much of what stands out is no accident. */
const MOST_COVERED = 0.2;

/** The profile picture lies over what stands out in a banner. */
export const avatarCoversSubject: Rule = (input) =>
  bannerLoss(input, {
    code: "avatar_covers_subject",
    loss: "covered",
    most: MOST_COVERED,
    severity: "warning",
    says: (platform, share, { name }) =>
      `On ${name}, ${platform} lays your profile picture over ${share} of what stands out in the banner.`,
  });

import { alike, listed, type Rule } from "../finding.ts";

/**
 * Measured on 19 photographs at 400 × 400, 1000 × 1000 and 1500 × 500, as they are and blurred (decision 11): the softest sharp
 * one has 0.37, those blurred by two pixels 0.27 to 0.35.
 */
const SOFT = 0.35;
const VERY_SOFT = 0.3;
/** What most sharp photographs reach. */
const SHARP = 0.5;

/** Nothing in the picture is in focus, at the size a platform is given. What is enlarged is soft for that reason. */
export const soft: Rule = (input) =>
  alike(input.facts.places, ({ width, height, detail, enlarged }) =>
    detail !== null && detail < SOFT && enlarged <= 1.002 ? { width, height, detail } : null,
  ).map(({ platforms, verdict: { width, height, detail } }) => ({
    code: "soft",
    severity: detail < VERY_SOFT ? "warning" : "note",
    platforms,
    message: `Nothing in the picture is sharp at the ${width} × ${height} pixels for ${listed(input, platforms)}: its finest detail measures ${detail.toFixed(2)}, a sharp photograph ${SHARP} or more. Another shot would help; a smaller cut would not.`,
    fix: null,
  }));

import { alike, listed, type Rule } from "../finding.ts";

/** From here on it is plainly seen, not only beside the original. */
const PLAINLY_SEEN = 1.5;

/** The cut has fewer pixels than a platform's file. */
export const tooSmall: Rule = (input) =>
  alike(input.facts.places, ({ width, height, cutWidth, enlarged, larger }) =>
    // An exact fit may come out a hair above 1.
    enlarged > 1.002 ? { width, height, cutWidth, enlarged, larger } : null,
  ).map(({ platforms, verdict: { width, height, cutWidth, enlarged, larger } }) => {
    const wants = platforms.length === 1 ? "wants" : "want";
    const cut = Math.round(cutWidth);
    const what = `${listed(input, platforms)} ${wants} ${width} × ${height} pixels and the cut is ${cut} wide: it is enlarged ${times(enlarged)} times and looks soft.`;
    const next =
      larger === null ? "A picture with more pixels would be sharp." : "A larger cut would be sharp.";
    return {
      code: "too_small",
      severity: enlarged >= PLAINLY_SEEN ? "warning" : "note",
      platforms,
      message: `${what} ${next}`,
      fix: larger === null ? null : { kind: "crop", platforms, crop: larger },
    };
  });

/** Two digits below 10; never 1. */
function times(factor: number): string {
  const rounded = factor < 1.1 ? factor.toFixed(2) : factor.toFixed(factor < 10 ? 1 : 0);
  return rounded === "1.00" ? "1.01" : rounded;
}

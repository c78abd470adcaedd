import { alike, percent, type Rule } from "../finding.ts";
import { SMALL_PX } from "../measure-small.ts";

/** Faces keep 80 % and more, a stream in a wood 54 %, a wall of bricks 20 % (decision 11). */
const LEAST_LEFT = 0.5;

/** Too little is left of a profile picture where it is shown smallest. */
export const unreadableSmall: Rule = ({ facts }) => {
  // A larger file of the same cut has finer detail to lose; at 32 pixels the two are one picture.
  const leftOf = (width: number) =>
    Math.max(...facts.places.filter(({ cutWidth }) => cutWidth === width).map(({ small }) => small ?? 1));
  return alike(facts.places, ({ cutWidth }) => {
    const left = leftOf(cutWidth);
    return left < LEAST_LEFT ? left : null;
  }).map(({ platforms, verdict }) => ({
    code: "unreadable_small",
    severity: "note",
    platforms,
    message: `Beside a reply the picture is ${SMALL_PX} pixels wide, and only ${percent(verdict)} of its contrast is left there. Fewer and larger shapes are easier to know again; cut closer.`,
    fix: null,
  }));
};

import { alike, percent, type Rule } from "../finding.ts";
import { SMALL_PX } from "../measure-small.ts";

/** Faces keep 80 % and more, a stream in a wood 54 %, a wall of bricks 20 % (decision 11). */
const LEAST_LEFT = 0.5;

/** Too little is left of a profile picture where it is shown smallest. */
export const unreadableSmall: Rule = ({ facts }) => {
  // Every platform shows it as small; files of other sizes measure a little differently.
  const found = alike(facts.places, ({ small }) =>
    small !== null && small < LEAST_LEFT ? "small" : null,
  )[0];
  if (found === undefined) return [];
  const { platforms, place } = found;
  return [
    {
      code: "unreadable_small",
      severity: "note",
      platforms,
      message: `Beside a reply the picture is ${SMALL_PX} pixels wide, and only ${percent(place.small ?? 0)} of its contrast is left there. Fewer and larger shapes are easier to know again; cut closer.`,
      fix: null,
    },
  ];
};

import { alike, listed, percent, type Rule } from "../finding.ts";

/** See-through parts are filled for some platforms, with white as long as nobody chose a colour. */
export const transparencyFlattened: Rule = (input) => {
  const { matteChosen, seeThrough, matte } = input.facts;
  if (matteChosen) return [];
  return alike(input.facts.places, ({ flattened }) => (flattened ? "flattened" : null)).map(
    ({ platforms }) => ({
      code: "transparency_flattened",
      severity: "note",
      platforms,
      message: `${percent(Math.max(seeThrough, 0.01))} of the picture is see-through. The file for ${listed(input, platforms)} has no room for that, so those parts become white; ${matte === "#ffffff" ? "white sets off the rest best" : `${matte} would set off the rest better`}.`,
      fix: { kind: "matte", matte },
    }),
  );
};

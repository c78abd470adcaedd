import { alike, listed, percent, type Rule } from "../finding.ts";

/** So much of the edge that the outline is gone. */
const MOST_ALIKE = 0.9;

/** The edge of a profile picture cannot be told from the page. Banners reach from side to side and have no such edge. */
export const edgeMerges: Rule = (input) => {
  if (input.facts.kind !== "avatar") return [];
  return (["light", "dark"] as const).flatMap((page) =>
    alike(input.facts.places, ({ edgeLike }) =>
      edgeLike[page] >= MOST_ALIKE ? { page, share: percent(edgeLike[page]) } : null,
    ).map(({ platforms, verdict: { share } }) => ({
      code: "edge_merges" as const,
      severity: "note" as const,
      platforms,
      message: `${share} of the picture's edge is as ${page} as a ${page} page on ${listed(input, platforms)}: its outline is not seen there.`,
      fix: null,
    })),
  );
};

import type { Rule } from "../finding.ts";

/** Platforms take one frame. */
export const animationDropped: Rule = ({ facts }) => {
  const platforms = facts.places.map(({ platform }) => platform);
  if (!facts.moving || platforms.length === 0) return [];
  const message = "The file moves; platforms are given its first frame.";
  return [{ code: "animation_dropped", severity: "note", platforms, message, fix: null }];
};

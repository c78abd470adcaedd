import type { Rule } from "../finding.ts";

/** The file said where it was taken. */
export const metadataRemoved: Rule = ({ facts }) => {
  const platforms = facts.places.map(({ platform }) => platform);
  if (!facts.gps || platforms.length === 0) return [];
  const message = "Your place was in the file. It goes nowhere.";
  return [{ code: "metadata_removed", severity: "note", platforms, message, fix: null }];
};

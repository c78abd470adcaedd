/** Digits that read as a letter, and letters that read as another one. */
const FOLDED: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "l",
  "2": "z",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "8": "b",
  "9": "g",
  i: "l",
};

/**
 * A handle with everything folded together that looks alike (the idea of UTS 39 section 4, cut down to a-z, 0-9 and _):
 * two handles with one skeleton could be taken for each other. What is no letter or digit does not count. Stored
 * with each handle: a change of the folding has to fold the stored ones again.
 */
export function handleSkeleton(handle: string): string {
  return handle
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/[0-9i]/g, (char) => FOLDED[char] ?? char)
    .replaceAll("rn", "m")
    .replaceAll("vv", "w");
}

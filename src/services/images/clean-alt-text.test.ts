import { expect, it } from "vitest";

import { cleanAltText } from "./clean-alt-text.ts";

it.each([
  ["  A dandelion  ", "A dandelion"],
  ["two\nlines\tand a tab", "two\nlines\tand a tab"],
  ["zero\u0000escape\u001bdelete\u007f", "zeroescapedelete"],
  ["turned \u202eround\u202c", "turned round"],
  ["half a \ud83d pair", "half a \ufffd pair"],
  ["العربية", "العربية"],
  ["   ", null],
  [null, null],
])("keeps the text of %j", (typed, kept) => {
  expect(cleanAltText(typed)).toBe(kept);
});

it("refuses 1,501 characters with the limit and the value", () => {
  expect(cleanAltText("x".repeat(1_500))).toHaveLength(1_500);
  expect(() => cleanAltText("x".repeat(1_501))).toThrow(
    "The description has 1501 characters; at most 1500 fit.",
  );
});

import { describe, expect, it } from "vitest";

import { matchesAny, rangeHolds } from "./entity-tags.ts";

const ETAG = '"abc"';

describe("matchesAny", () => {
  it.each([
    ['"abc"', true],
    ['W/"abc"', true],
    ['"x", "abc"', true],
    ['"x","abc","y"', true],
    ['W/"x" , W/"abc"', true],
    ["*", true],
    [" * ", true],
    [undefined, false],
    ["", false],
    ["abc", false],
    ['"ABC"', false],
    ['"abcd"', false],
    // A tag may hold commas, and what is inside of one is no tag.
    ['"a,abc,b"', false],
    ['"x,"', false],
    ['"*"', false],
  ])("of %s is %s", (header, expected) => {
    expect(matchesAny(header, ETAG)).toBe(expected);
  });
});

describe("rangeHolds", () => {
  it.each([
    [undefined, true],
    ['"abc"', true],
    [' "abc" ', true],
    ['W/"abc"', false],
    ['"x"', false],
    ["*", false],
    ["Wed, 25 Nov 2026 21:00:00 GMT", false],
    ["", false],
  ])("of %s is %s", (header, expected) => {
    expect(rangeHolds(header, ETAG)).toBe(expected);
  });

  it("never holds for a weak tag", () => {
    expect(rangeHolds('W/"abc"', 'W/"abc"')).toBe(false);
  });
});

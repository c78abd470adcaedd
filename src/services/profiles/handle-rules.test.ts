import * as fc from "fast-check";
import reservedUsernames from "reserved-usernames";
import { describe, expect, it } from "vitest";

import { createApp } from "../../app.ts";
import { AppError } from "../../errors.ts";
import { checkHandle } from "./handle-rules.ts";
import { handleSkeleton } from "./handle-skeleton.ts";

/** The code a handle is refused with, null when it is not. */
function refusal(typed: string): string | null {
  try {
    checkHandle(typed);
    return null;
  } catch (error) {
    return error instanceof AppError ? error.code : "unexpected";
  }
}

const CHARS = "abcdefghijklmnopqrstuvwxyz0123456789_".split("");

const RESERVED_LOOKS = `
  admin Admin a_d_m_i_n adm1n adm_1n adrnin support supp0rt suppor7 linkarooie linkar00ie
  l1nkarooie the_linkarooie_team linkaroo iinkarooie official offlclal mastodon rnastodon
  bluesky b1uesky google g00gle github facebook security verified postmaster settings
  sign_in signin connections api webmaster vvebmaster root staff
`;

describe("handles", () => {
  it.each([
    ["ada", "ada"],
    ["Ada_Lovelace", "ada_lovelace"],
    ["  ada  ", "ada"],
    ["a1b2c3", "a1b2c3"],
    ["x".repeat(30), "x".repeat(30)],
    ["ali", "ali"],
    ["zoe", "zoe"],
  ])("%j becomes %j", (typed, handle) => {
    expect(checkHandle(typed).handle).toBe(handle);
  });

  it.each([
    ["", "3 to 30"],
    ["ab", "2 came"],
    ["x".repeat(31), "31 came"],
    ["1ada", "starts with a letter"],
    ["_ada", "starts with a letter"],
    ["ada__l", "two _"],
    ["ada_", "end with _"],
    ["ada-l", "a to z"],
    ["ada.l", "a to z"],
    ["ada l", "a to z"],
    ["@ada", "a to z"],
    ["\u0430da", "Other alphabets"], // Cyrillic а
    ["ad\u00e4", "Other alphabets"],
    ["\u212aate", "Other alphabets"], // Kelvin sign: lower-cased it would be a k
    ["ada\u200d", "Other alphabets"],
    ["a\u0000da", "Other alphabets"],
  ])("%j is refused with the rule it breaks", (typed, sentence) => {
    expect(refusal(typed)).toBe("handle_not_accepted");
    expect(() => checkHandle(typed)).toThrow(sentence);
  });

  it("refuses every reserved name there is, whichever way it is written", () => {
    for (const name of reservedUsernames) {
      const typed = name.replaceAll(/[-.]/g, "_");
      expect({ name, refused: refusal(typed) !== null }).toEqual({ name, refused: true });
    }
  });

  it.each(RESERVED_LOOKS.trim().split(/\s+/))("%s is reserved", (typed) => {
    expect(refusal(typed)).toBe("handle_reserved");
  });

  it("reserves the first segment of every address of ours", () => {
    const segments = new Set(createApp().routes.map((route) => route.path.split("/")[1] ?? ""));
    const names = [...segments]
      .map((segment) => segment.replaceAll(/[^a-z0-9]+/gi, "_").replaceAll(/^_|_$/g, ""))
      .filter((name) => /^[a-z]\w{2,}$/.test(name));
    expect(names.length).toBeGreaterThan(12);
    expect(names.filter((name) => refusal(name) !== "handle_reserved")).toEqual([]);
  });

  it("knows those that look alike", () => {
    const alike = [
      ["paul", "pau1"],
      ["paul", "paui"],
      ["paul", "p_a_u_l"],
      ["martin", "rnart1n"],
      ["will", "vvi11"],
      ["oscar", "0scar"],
      ["zoe9", "z0e9"],
      ["tess", "7e55"],
      ["bagz", "8a92"],
      ["eve", "3v3"],
    ] as const;
    for (const [one, other] of alike)
      expect([one, handleSkeleton(other)]).toEqual([one, handleSkeleton(one)]);
    for (const [one, other] of [
      ["paul", "paula"],
      ["ada", "eda"],
      ["tom", "ton"],
    ] as const)
      expect(handleSkeleton(one)).not.toBe(handleSkeleton(other));
  });

  it("are accepted only in one form, and folding a skeleton again changes nothing", () => {
    const typed = fc.string({ unit: fc.constantFrom(...CHARS), minLength: 0, maxLength: 32 });
    fc.assert(
      fc.property(typed, (text) => {
        const skeleton = handleSkeleton(text);
        expect(handleSkeleton(skeleton)).toBe(skeleton);
        expect(handleSkeleton(text.replaceAll("_", ""))).toBe(skeleton);
        if (refusal(text) !== null) return;
        expect(checkHandle(text)).toEqual({ handle: text, skeleton });
        expect(text).toMatch(/^[a-z](?:_?[a-z0-9]){1,29}$/);
        expect(refusal(text.toUpperCase())).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });
});

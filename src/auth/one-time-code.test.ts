import { Secret, TOTP } from "otpauth";
import { describe, expect, it } from "vitest";

import { newCodeSecret, otpauthUri, readOneTimeCode, stepOfCode } from "./one-time-code.ts";

/** RFC 6238, appendix B: the SHA-1 secret and its codes; the last six of the eight digits are the six-digit code. */
const SECRET = Secret.fromLatin1("12345678901234567890").base32;
const VECTORS: readonly (readonly [seconds: number, code: string])[] = [
  [59, "94287082"],
  [1_111_111_109, "07081804"],
  [1_111_111_111, "14050471"],
  [1_234_567_890, "89005924"],
  [2_000_000_000, "69279037"],
  [20_000_000_000, "65353130"],
];

describe("one-time codes", () => {
  it.each(VECTORS)("are those of RFC 6238 at %d s", (seconds, code) => {
    expect(stepOfCode(SECRET, code.slice(2), seconds * 1_000)).toBe(Math.floor(seconds / 30));
  });

  it("are taken one step early or late, not two, and name their own step", () => {
    const now = 1_234_567_890_000;
    const step = Math.floor(now / 30_000);
    const codeAt = (ms: number) =>
      new TOTP({ secret: Secret.fromBase32(SECRET) }).generate({ timestamp: ms });
    const seen = [-60_000, -30_000, 0, 30_000, 60_000].map((drift) =>
      stepOfCode(SECRET, codeAt(now + drift), now),
    );
    expect(seen).toEqual([null, step - 1, step, step + 1, null]);
  });

  it.each(["", "000000", "08180", "0818041", "abcdef", "８１８０４１"])("are not %j", (code) => {
    expect(stepOfCode(SECRET, code, 1_111_111_109_000)).toBeNull();
  });

  it("have secrets of 160 bits that differ", () => {
    const secrets = Array.from({ length: 50 }, newCodeSecret);
    expect(new Set(secrets).size).toBe(50);
    for (const secret of secrets) expect(Secret.fromBase32(secret).bytes).toHaveLength(20);
  });

  it("are set up by an address that names the account and the rules", () => {
    const uri = new URL(otpauthUri(SECRET, "ada+x@example.test"));
    expect(uri.protocol).toBe("otpauth:");
    expect(decodeURIComponent(uri.pathname)).toContain("Linkarooie:ada+x@example.test");
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      issuer: "Linkarooie",
      secret: SECRET,
      algorithm: "SHA1",
      digits: "6",
      period: "30",
    });
  });
});

describe("what was typed", () => {
  it.each([
    ["081804", "081804"],
    [" 081 804 ", "081804"],
    ["081-804", "081804"],
    ["08180", null],
    ["0818041", null],
    ["08180a", null],
    ["８１８０４１", null],
    ["", null],
  ])("%j is read as %j", (typed, code) => {
    expect(readOneTimeCode(typed)).toBe(code);
  });
});

import { describe, expect, it } from "vitest";

import { newRecoveryCodes, readRecoveryCode } from "./recovery-code.ts";

describe("recovery codes", () => {
  it("are ten, of 130 bits, all different, in groups", () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{6}$/);
  });

  it("are the same however they are typed", () => {
    const [code = ""] = newRecoveryCodes();
    const plain = code.replaceAll("-", "");
    for (const typed of [code, plain, code.toLowerCase(), ` ${code.replaceAll("-", " ")}\n`]) {
      expect(readRecoveryCode(typed)).toBe(plain);
    }
    expect(readRecoveryCode("oil00-00000-00000-00000-000000")).toBe("01100000000000000000000000");
  });

  it.each(["", "081804", "0".repeat(25), "0".repeat(27), `${"0".repeat(25)}U`, `${"0".repeat(25)}é`])(
    "are not %j",
    (typed) => {
      expect(readRecoveryCode(typed)).toBeNull();
    },
  );
});

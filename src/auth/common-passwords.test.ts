import { describe, expect, it } from "vitest";

import { COMMON_PASSWORD_FILTER_BYTES, createCommonPasswordFilter } from "./common-password-filter.ts";
import { isCommonPassword } from "./common-passwords.ts";
import bytes from "./common-passwords.bin";

describe("common passwords", () => {
  it("come with the Worker as bytes of the stated size", () => {
    expect(bytes).toBeInstanceOf(ArrayBuffer);
    expect(bytes.byteLength).toBe(COMMON_PASSWORD_FILTER_BYTES);
  });

  it.each(["qwertyuiop", "1234567890", "1qaz2wsx3edc", "basketball", "manchester", "Mailcreated5240"])(
    "are known in any case: %s",
    (password) => {
      expect([password, password.toUpperCase(), password.toLowerCase()].map(isCommonPassword)).toEqual([
        true,
        true,
        true,
      ]);
    },
  );

  it("are not what people make of several words, nor the demo person's, which the contract fixes", () => {
    for (const password of ["correct horse battery staple", "analytical engines hum", "eleven kiwis ripen"]) {
      expect({ password, common: isCommonPassword(password) }).toEqual({ password, common: false });
    }
  });
});

describe("the filter", () => {
  it("takes the Unicode forms of a password for one", () => {
    const filter = createCommonPasswordFilter(new Uint8Array(1_024));
    filter.add("Caf\u00e9 au lait");
    expect(filter.has("cafe\u0301 au LAIT")).toBe(true);
    expect(filter.has("cafe au lait")).toBe(false);
  });

  it("knows nothing while it is empty", () => {
    expect(createCommonPasswordFilter(new Uint8Array(1_024)).has("qwertyuiop")).toBe(false);
  });
});

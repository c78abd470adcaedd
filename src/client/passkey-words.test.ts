import { describe, expect, it } from "vitest";

import { passkeyWords, ServerRefusal } from "./passkey-words.ts";

function named(name: string): Error {
  return Object.assign(new Error("technical words"), { name });
}

describe("what is said when a passkey fails", () => {
  it("is the server's own sentence when the server refused", () => {
    expect(passkeyWords(new ServerRefusal("passkey_not_accepted", "Not accepted."))).toBe("Not accepted.");
  });

  it("is nothing when something else was begun", () => {
    expect(passkeyWords(named("AbortError"))).toBe("");
  });

  it.each(["NotAllowedError", "InvalidStateError", "ConstraintError", "SecurityError", "Odd", ""])(
    "is a sentence of ours for %j",
    (name) => {
      const said = passkeyWords(named(name));
      expect(said).toMatch(/^[A-Z].*\.$/);
      expect(said).not.toContain("technical");
    },
  );

  it("is a sentence of ours for what is no error at all", () => {
    expect(passkeyWords("x")).toMatch(/\.$/);
  });
});

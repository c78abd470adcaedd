import { describe, expect, it } from "vitest";

import { AppError } from "../../errors.ts";
import { checkPassword, type PasswordContext } from "./password-rules.ts";

const EMAIL = "Ada.Byron@Example.test";

/** The field's code of the refusal, null when the password passes. */
function refusal(password: string, context?: PasswordContext, email = EMAIL): string | null {
  return thrownBy(password, context, email)?.errors[0]?.code ?? null;
}

function thrownBy(password: string, context?: PasswordContext, email = EMAIL): AppError | null {
  try {
    checkPassword(password, email, context);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

describe("checkPassword", () => {
  it.each([
    ["qwertyuiop", "too_common"],
    ["QwertyUiop", "too_common"],
    ["1qaz2wsx3edc", "too_common"],
    ["nine char", "too_short"],
    ["x".repeat(129), "too_long"],
    ["ada.byron@example.test1", "too_easy"],
    ["Linkarooie2026", "too_easy"],
    ["ada.byron and me", null],
    ["correct horse battery staple", null],
  ])("judges %j: %s", (password, code) => {
    expect(refusal(password)).toBe(code);
  });

  it("answers in one form that does not repeat the password", () => {
    for (const password of ["qwertyuiop", "nine char", "Linkarooie2026"]) {
      const error = thrownBy(password);
      expect(error).toMatchObject({
        status: 422,
        code: "password_not_accepted",
        errors: [{ pointer: "/password", detail: error?.message }],
      });
      expect(error?.message).not.toContain(password);
    }
  });

  it("refuses what is made of the handle, with or without its @ and in any case", () => {
    for (const handle of ["countess", "@countess", "COUNTESS"]) {
      expect(refusal("Countess1815", { handle })).toBe("too_easy");
      expect(refusal("@countess.1", { handle })).toBe("too_easy");
      expect(refusal("countess of the engines", { handle })).toBeNull();
    }
  });

  it("finds the longer of two names when one is inside the other", () => {
    expect(refusal("lordbyron12", { handle: "lordbyron" }, "byron@example.test")).toBe("too_easy");
    expect(refusal("lordbyron12", { handle: "byron" }, "lordbyron@example.test")).toBe("too_easy");
  });

  it("does not count a short handle, and needs none", () => {
    expect(refusal("adadadada1", { handle: "ada" })).toBeNull();
    for (const context of [undefined, {}, { handle: null }, { handle: "" }]) {
      expect(refusal("countess1815", context)).toBeNull();
    }
  });
});

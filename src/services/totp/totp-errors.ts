/** Refusals around one-time codes, the same wherever a code is asked for. */
import { AppError, ConflictError, InvalidInputError } from "../../errors.ts";

/** 401: neither a code of the app that is good now, nor an unused recovery code. */
export function wrongCode(): AppError {
  const detail =
    "That code is not right, or it was used already. Type the one your app shows now; each works once.";
  return new AppError(401, "wrong_code", detail, {
    errors: [{ pointer: "/code", code: "wrong_code", detail }],
  });
}

/** 422: this account asks for a code beside the password, and none came. */
export function codeNeeded(): InvalidInputError {
  const detail = "This account asks for a code as well. Type the six digits your app shows now.";
  return new InvalidInputError("code_needed", detail, [{ pointer: "/code", code: "code_needed", detail }]);
}

export function codesAreOn(): ConflictError {
  return new ConflictError(
    "codes_on",
    "Codes from an app are on for this account. Switch them off first if you want to set up another app.",
  );
}

export function codesAreOff(): ConflictError {
  return new ConflictError("codes_off", "Codes from an app are not on for this account.");
}

import { InvalidInputError } from "../../errors.ts";
import { handleSkeleton } from "./handle-skeleton.ts";
import { isReserved } from "./reserved-handles.ts";

export const MIN_HANDLE_CHARS = 3;
export const MAX_HANDLE_CHARS = 30;

export interface CheckedHandle {
  readonly handle: string;
  /** Unique among all people; see `handleSkeleton`. */
  readonly skeleton: string;
}

/**
 * A typed handle as it is kept, lower-cased. Throws `handle_not_accepted` with the rule it breaks, `handle_reserved` for a
 * name that is nobody's or looks like one.
 */
export function checkHandle(typed: string): CheckedHandle {
  const text = typed.trim();
  // Before lower-casing: that makes an ASCII letter of the Kelvin sign.
  if (/[^\x20-\x7e]/.test(text)) {
    throw notAccepted(
      "Use the letters a to z, digits and _ only. Other alphabets have letters that look like these, and somebody could pass for you with them.",
    );
  }
  const handle = text.toLowerCase();
  const problem = problemOf(handle);
  if (problem !== null) throw notAccepted(problem);
  if (isReserved(handle)) {
    const detail = `The name ${handle} is reserved, or looks like one that is. Choose another one.`;
    throw new InvalidInputError("handle_reserved", detail, [
      { pointer: "/handle", code: "handle_reserved", detail },
    ]);
  }
  return { handle, skeleton: handleSkeleton(handle) };
}

function problemOf(handle: string): string | null {
  const length = `${MIN_HANDLE_CHARS} to ${MAX_HANDLE_CHARS} characters; ${handle.length} came.`;
  if (handle.length < MIN_HANDLE_CHARS || handle.length > MAX_HANDLE_CHARS) return `A name has ${length}`;
  if (/[^a-z0-9_]/.test(handle)) return "Use the letters a to z, digits and _ only.";
  if (!/^[a-z]/.test(handle)) return "A name starts with a letter.";
  if (handle.includes("__")) return "A name has no two _ in a row.";
  if (handle.endsWith("_")) return "A name does not end with _.";
  return null;
}

function notAccepted(detail: string): InvalidInputError {
  return new InvalidInputError("handle_not_accepted", detail, [
    { pointer: "/handle", code: "handle_not_accepted", detail },
  ]);
}

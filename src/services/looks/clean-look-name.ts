import { InvalidInputError } from "../../errors.ts";
import { MAX_LOOK_NAME_CHARS } from "../../limits.ts";

/** The name as it is stored: composed, on one line, without blanks around it. Throws 422 with limit and value. */
export function cleanLookName(name: string): string {
  const clean = name
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();
  const length = Array.from(clean).length;
  if (length >= 1 && length <= MAX_LOOK_NAME_CHARS) return clean;
  const detail =
    length === 0
      ? `A look needs a name of 1 to ${MAX_LOOK_NAME_CHARS} characters. Give it one.`
      : `The name has ${length} characters; at most ${MAX_LOOK_NAME_CHARS} fit. Shorten it.`;
  throw new InvalidInputError("look_name", detail, [{ pointer: "/name", code: "look_name", detail }]);
}

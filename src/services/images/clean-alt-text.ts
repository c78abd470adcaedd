import { InvalidInputError } from "../../errors.ts";
import { MAX_ALT_TEXT_CHARS } from "../../limits.ts";

/** Characters that are no text: controls but line breaks and tabs, and marks that turn the text around them round. */
const NO_TEXT = /(?![\n\r\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A description as it is stored and sent: without what is no text, without space around it; null when nothing is left.
 * Throws 422 above 1,500 characters.
 */
export function cleanAltText(typed: string | null): string | null {
  const text = (typed ?? "").toWellFormed().replace(NO_TEXT, "").trim();
  if (text.length <= MAX_ALT_TEXT_CHARS) return text === "" ? null : text;
  const detail = `The description has ${text.length} characters; at most ${MAX_ALT_TEXT_CHARS} fit.`;
  throw new InvalidInputError("alt_text_too_long", detail, [
    { pointer: "/alt_text", code: "too_long", detail },
  ]);
}

import { checkBounds } from "../../src/images/check-bounds.ts";
import { readHeader } from "../../src/images/read-header.ts";
import { describeUnreadable } from "../../src/images/unreadable-reasons.ts";

/** What a person who uploads a refused file reads: of a bound with its numbers. `code` is the pipeline's reason. */
export function refusalSentence(file: Uint8Array, code: string): string {
  const header = readHeader(file);
  return (header.ok ? checkBounds(header, file.length)?.message : null) ?? describeUnreadable(code);
}

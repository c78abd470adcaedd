import { InvalidInputError } from "../../errors.ts";

/** 422 for a link from a mail that opens nothing any more. `next` is a sentence: how to get a new one. */
export function linkNotValid(next: string): InvalidInputError {
  const detail = `This link was used already, was replaced by a newer one, or is older than 60 minutes. ${next}`;
  return new InvalidInputError("link_not_valid", detail, [
    { pointer: "/token", code: "link_not_valid", detail },
  ]);
}

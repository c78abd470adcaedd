import type * as z from "zod";

import { InvalidInputError } from "../errors.ts";
import { fieldErrors } from "../http/field-errors.ts";

/** What a form holds, checked as the API checks it. Throws `invalid_input` with one entry a field. */
export function readBody<Schema extends z.ZodType>(schema: Schema, typed: unknown): z.output<Schema> {
  const parsed = schema.safeParse(typed);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    "invalid_input",
    "Some fields are not accepted.",
    fieldErrors(parsed.error, typed),
  );
}

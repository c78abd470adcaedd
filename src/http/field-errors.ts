import type * as z from "zod";

import type { FieldError } from "../errors.ts";

/**
 * zod's issues as the API and the forms show them: a JSON pointer, a stable code, and a sentence with the limit and
 * the size of what came. Values themselves are never repeated: one of them may be a password.
 */
export function fieldErrors(error: z.ZodError, input: unknown): FieldError[] {
  return error.issues.flatMap((issue) => describeIssue(issue, input));
}

function describeIssue(issue: z.core.$ZodIssue, input: unknown): FieldError[] {
  const pointer = toPointer(issue.path);
  const one = (code: string, detail: string): FieldError[] => [{ pointer, code, detail }];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        pointer: toPointer([...issue.path, key]),
        code: "unknown_field",
        detail: `There is no field ${key.slice(0, 100)} here.`,
      }));
    case "too_big":
      return one("too_large", `At most ${amount(issue.maximum, issue.origin)}${came(issue, input)}.`);
    case "too_small":
      return one("too_small", `At least ${amount(issue.minimum, issue.origin)}${came(issue, input)}.`);
    case "invalid_type":
      return valueAt(input, issue.path) === undefined
        ? one("missing", `This field is needed: ${issue.expected}.`)
        : one("wrong_type", `Must be of type ${issue.expected}.`);
    case "invalid_value":
      return one("not_allowed", `Must be one of: ${issue.values.map(String).join(", ")}.`);
    case "invalid_format":
      return one(
        "wrong_format",
        issue.message.startsWith("Invalid") ? `Not a valid ${issue.format}.` : sentence(issue.message),
      );
    case "custom":
      return one("not_accepted", sentence(issue.message));
    case "not_multiple_of":
    case "invalid_union":
    case "invalid_key":
    case "invalid_element":
      return one(issue.code, sentence(issue.message));
  }
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1).replace(/\.$/, "")}.`;
}

/** RFC 6901. */
function toPointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null ? (Reflect.get(value, step) as unknown) : undefined,
    input,
  );
}

const UNITS: Readonly<Record<string, string>> = {
  string: "character",
  array: "item",
  set: "item",
  file: "byte",
};

function amount(limit: number | bigint, origin: string): string {
  const unit = UNITS[origin];
  if (unit === undefined) return String(limit);
  return `${limit} ${unit}${Number(limit) === 1 ? "" : "s"}`;
}

function came(issue: z.core.$ZodIssue, input: unknown): string {
  const value = valueAt(input, issue.path);
  if (typeof value === "string" || Array.isArray(value)) return `; ${value.length} came`;
  if (typeof value === "number") return `; ${value} came`;
  return "";
}

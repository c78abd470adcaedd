import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

import { AppError, UnsupportedMediaError } from "../errors.ts";
import { renderDocument } from "../views/document.ts";

const FORM_TYPES: ReadonlySet<string> = new Set(["application/x-www-form-urlencoded", "multipart/form-data"]);

/**
 * A refusal that a form can show beside its fields: the person's fault or the gate's. Anything else goes on to the one
 * error renderer.
 */
export function formProblem(thrown: unknown): AppError {
  if (thrown instanceof AppError && thrown.status >= 400 && thrown.status < 500) return thrown;
  throw thrown;
}

/** The form again with what was typed, under the status of the refusal. */
export function formAgain(
  c: Context,
  error: AppError,
  page: { toString(): string },
): Response | Promise<Response> {
  if (error.retryAfterSeconds !== null) c.header("Retry-After", String(error.retryAfterSeconds));
  return c.html(renderDocument(page), error.status as ContentfulStatusCode);
}

/** The text fields of a form as typed; files are left out. Throws 400 or 415 for a body that is no form. */
export async function readFields(c: Context): Promise<Record<string, string>> {
  const form = await readForm(c);
  return Object.fromEntries(
    [...form].filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** Every text value of one field. */
export async function readValues(c: Context, name: string): Promise<string[]> {
  return (await readForm(c)).getAll(name).filter((value) => typeof value === "string");
}

async function readForm(c: Context): Promise<FormData> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!FORM_TYPES.has(type)) throw new UnsupportedMediaError("Send the fields as a form.");
  try {
    return await c.req.formData();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError(400, "bad_form", "The form could not be read. Send it again.", { cause });
  }
}

import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

import { AppError } from "../errors.ts";
import { renderDocument } from "../views/document.ts";

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

/** The text fields of a form as typed; files are left out. */
export async function readFields(c: Context): Promise<Record<string, string>> {
  const body = await c.req.parseBody();
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}

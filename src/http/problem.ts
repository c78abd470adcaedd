import * as z from "zod";

import type { AppError } from "../errors.ts";

/** RFC 9457, with a stable `code`, the request's id and one entry for each field that is not accepted. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof problemSchema>;

const TITLES: Readonly<Record<number, string>> = {
  400: "The request cannot be read",
  401: "Sign in first",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  406: "Not available in that form",
  408: "Too slow",
  409: "Not possible right now",
  412: "Changed meanwhile",
  413: "Too large",
  415: "Wrong content type",
  421: "Wrong address",
  422: "Not accepted",
  429: "Too many requests",
  500: "Something went wrong on our side",
  502: "The platform gave no clear answer",
  503: "Away for a moment",
};

/** A short name for a status, the same for every error that has it. */
export function problemTitle(status: number): string {
  return TITLES[status] ?? (status < 500 ? "Not accepted" : "Something went wrong on our side");
}

/** The body of an error answer. `origin` is ours; `type` is a page there that explains the code. */
export function toProblem(
  error: AppError,
  request: { origin: string; path: string; requestId: string },
): Problem {
  return {
    type: `${request.origin}/problems/${error.code}`,
    title: problemTitle(error.status),
    status: error.status,
    detail: error.message,
    instance: request.path,
    code: error.code,
    request_id: request.requestId,
    errors: [...error.errors],
  };
}

import * as z from "zod";

import type { AppContext } from "../../context.ts";
import { type DeadLetterRow, listDeadLetters as listRows } from "../../db/dead-letters.ts";
import type { PagePosition } from "../../db/page-position.ts";
import type { AdminView } from "./record-view.ts";

/** Ids and words of ours, nothing else a message could carry. */
const message = z.object({
  kind: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .catch("unknown"),
  imageId: z
    .string()
    .regex(/^img_[0-9a-z]{1,40}$/)
    .optional()
    .catch(undefined),
  emailId: z
    .string()
    .regex(/^eml_[0-9a-z]{1,40}$/)
    .optional()
    .catch(undefined),
});

export interface DeadLetter {
  readonly id: string;
  readonly queue: string;
  readonly kind: string;
  /** What it was about, by id. */
  readonly subject: string | null;
  readonly attempts: number;
  readonly created_at: string;
}

/** Messages no consumer could finish, newest first. */
export async function listDeadLetters(
  app: AppContext,
  _view: AdminView,
  page: { readonly limit: number; readonly after: PagePosition | null },
): Promise<DeadLetter[]> {
  return (await listRows(app.db, page.limit, page.after)).map(toDeadLetter);
}

function toDeadLetter(row: DeadLetterRow): DeadLetter {
  const { kind, imageId, emailId } = message.catch({ kind: "unknown" }).parse(parseJson(row.body));
  const { id, queue, attempts } = row;
  const created_at = new Date(row.createdAt).toISOString();
  return { id, queue, kind, subject: imageId ?? emailId ?? null, attempts, created_at };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

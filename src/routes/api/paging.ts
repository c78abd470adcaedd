import * as z from "zod";

import type { PagePosition } from "../../db/page-position.ts";
import { InvalidInputError } from "../../errors.ts";

/** Query of every list: how many, and where to go on. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(200).optional(),
});

/** A page of `item`s as every list answers it. */
export function pageOf<T extends z.ZodType>(item: T, id: string) {
  return z
    .object({ data: z.array(item), next_cursor: z.string().nullable(), has_more: z.boolean() })
    .meta({ id });
}

/** The item a cursor goes on behind. Throws 422 for a cursor that is not one of ours. */
export function readCursor(cursor: string | undefined): PagePosition | null {
  if (cursor === undefined) return null;
  const [, time, id] = /^c1_([0-9a-z]{1,10})_((?:[a-z]{1,8}_)?[0-9a-z-]{1,40})$/.exec(cursor) ?? [];
  if (time === undefined || id === undefined) {
    const detail = "The cursor is not one of ours. Leave it out to start from the beginning.";
    throw new InvalidInputError("bad_cursor", detail, [{ pointer: "/cursor", code: "bad_cursor", detail }]);
  }
  return { createdAt: parseInt(time, 36), id };
}

/**
 * Cuts a list that was read with one item more than `limit` into a page. `link` is the `Link` header for the next one,
 * null on the last page.
 */
export function toPage<T extends { readonly id: string; readonly created_at: string }>(
  items: readonly T[],
  limit: number,
  url: string,
): { page: { data: T[]; next_cursor: string | null; has_more: boolean }; link: string | null } {
  const data = items.slice(0, limit);
  const last = data.at(-1);
  const hasMore = items.length > limit && last !== undefined;
  const cursor = hasMore ? `c1_${Date.parse(last.created_at).toString(36)}_${last.id}` : null;
  if (cursor === null) return { page: { data, next_cursor: null, has_more: false }, link: null };
  const next = new URL(url);
  next.searchParams.set("cursor", cursor);
  return { page: { data, next_cursor: cursor, has_more: true }, link: `<${next.href}>; rel="next"` };
}

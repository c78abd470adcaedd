import { type Column, type SQL, sql } from "drizzle-orm";

/** The last row of a page of a list that runs from new to old. Creation times may be equal, so the id is part of it. */
export interface PagePosition {
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly id: string;
}

/** The condition for the rows behind a position, for a list ordered by both columns, descending. Null: from the start. */
export function behind(createdAt: Column, id: Column, position: PagePosition | null): SQL | undefined {
  if (position === null) return undefined;
  return sql`(${createdAt}, ${id}) < (${position.createdAt}, ${position.id})`;
}

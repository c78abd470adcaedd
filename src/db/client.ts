import { drizzle } from "drizzle-orm/d1";

import * as schema from "./schema.ts";

export type Database = ReturnType<typeof createDatabase>;

/**
 * drizzle over D1. Reads that decide about access must see the newest data, so the session starts on the primary;
 * one session a request also makes every read follow that request's own writes.
 */
export function createDatabase(d1: D1Database) {
  return drizzle(d1.withSession("first-primary") as unknown as D1Database, { schema });
}

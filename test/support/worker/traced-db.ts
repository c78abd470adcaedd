/** A database that writes down each round trip, for tests about what an observer could count or time. */
import { env } from "cloudflare:workers";

import { createDatabase, type Database } from "../../../src/db/client.ts";

/** One round trip: the statements that went together, values left out. */
export type RoundTrip = readonly string[];

export interface TracedDatabase {
  readonly db: Database;
  readonly trips: RoundTrip[];
}

/** The test database through the same session as the app's, with every round trip in `trips`. */
export function tracedDatabase(): TracedDatabase {
  const trips: RoundTrip[] = [];
  const inner = (env as unknown as { DB: D1Database }).DB.withSession("first-primary");
  const originals = new WeakMap<object, { statement: D1PreparedStatement; text: string }>();

  function traced(statement: D1PreparedStatement, text: string): D1PreparedStatement {
    const go = <T>(run: () => T): T => {
      trips.push([text]);
      return run();
    };
    const wrapper = {
      bind: (...values: unknown[]) => traced(statement.bind(...values), text),
      first: (...args: [string]) => go(() => statement.first(...args)),
      run: () => go(() => statement.run()),
      all: () => go(() => statement.all()),
      raw: (...args: [{ columnNames?: false }]) => go(() => statement.raw(...args)),
    } as unknown as D1PreparedStatement;
    originals.set(wrapper, { statement, text });
    return wrapper;
  }

  const session = {
    prepare: (text: string) => traced(inner.prepare(text), text),
    batch: (wrappers: D1PreparedStatement[]) => {
      const known = wrappers.map((wrapper) => originals.get(wrapper));
      trips.push(known.map((each) => each?.text ?? "unknown"));
      return inner.batch(known.flatMap((each) => (each === undefined ? [] : [each.statement])));
    },
  };
  const d1 = { withSession: () => session } as unknown as D1Database;
  return { db: createDatabase(d1), trips };
}

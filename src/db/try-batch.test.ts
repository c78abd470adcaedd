import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";

import { countRows, testContext } from "../../test/support/worker/signed-in.ts";
import { deadLetters } from "./schema.ts";
import { onlyWhile, tryBatch } from "./try-batch.ts";

const { db } = testContext();

function write(id: string) {
  return db.insert(deadLetters).values({ id, queue: "q", body: "{}", attempts: 1, createdAt: 0 });
}

function isThere(id: string) {
  return sql`exists (select 1 from ${deadLetters} where ${deadLetters.id} = ${id})`;
}

describe("tryBatch", () => {
  it("writes all of it while the condition holds", async () => {
    await write("a");
    expect(await tryBatch(db, [onlyWhile(db, isThere("a")), write("b"), write("c")])).toBe(true);
    expect(await countRows("dead_letters")).toBe(3);
  });

  it("writes nothing when it does not, wherever the condition stands", async () => {
    expect(await tryBatch(db, [onlyWhile(db, isThere("a")), write("b")])).toBe(false);
    expect(await tryBatch(db, [write("b"), onlyWhile(db, isThere("a"))])).toBe(false);
    expect(await countRows("dead_letters")).toBe(0);
  });

  it("judges at the moment the statement runs", async () => {
    expect(await tryBatch(db, [write("a"), onlyWhile(db, isThere("a")), write("b")])).toBe(true);
    expect(await countRows("dead_letters")).toBe(2);
  });

  it("writes nothing when a unique key was taken", async () => {
    await write("a");
    expect(await tryBatch(db, [write("b"), write("a")])).toBe(false);
    expect(await countRows("dead_letters")).toBe(1);
  });

  it("passes every other failure on", async () => {
    const broken = db.insert(deadLetters).values({ id: "b" } as typeof deadLetters.$inferInsert);
    await expect(tryBatch(db, [write("a"), broken])).rejects.toThrow("NOT NULL");
    expect(await countRows("dead_letters")).toBe(0);
  });
});

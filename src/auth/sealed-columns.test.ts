import * as fc from "fast-check";
import { getTableColumns, getTableName, is } from "drizzle-orm";
import { SQLiteTable } from "drizzle-orm/sqlite-core";
import { describe, expect, it } from "vitest";

import * as schema from "../db/schema.ts";
import { ALL_SEALED_COLUMNS, sealPlace } from "./sealed-columns.ts";
import { createVault } from "./vault.ts";

const vault = createVault({
  primary: "a",
  keys: new Map([["a", crypto.getRandomValues(new Uint8Array(32))]]),
});

const tables = Object.values(schema).filter((each) => is(each, SQLiteTable));

describe("sealed columns", () => {
  it("are all the columns of the schema that are named so, with the columns they are bound to", () => {
    const inSchema = tables.flatMap((table) =>
      Object.values(getTableColumns(table))
        .filter((column) => column.name.startsWith("sealed_"))
        .map((column) => `${getTableName(table)}.${column.name}`),
    );
    expect(ALL_SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(
      inSchema.sort(),
    );
    for (const { table, row, user, platform } of ALL_SEALED_COLUMNS) {
      const columns = Object.values(
        getTableColumns(tables.find((each) => getTableName(each) === table) ?? schema.users),
      );
      const names = columns.map((column) => column.name);
      expect(names).toEqual(expect.arrayContaining([row, user, platform].filter((name) => name !== null)));
      expect(columns.find((column) => column.primary)?.name).toBe(row);
    }
  });

  it("hold values that open nowhere but where they were sealed: not in another row, column, table, person, platform", async () => {
    const id = fc.stringMatching(/^[a-z0-9_]{0,12}$/);
    const place = fc
      .record({ column: fc.constantFrom(...ALL_SEALED_COLUMNS), row: id, user: id, platform: id })
      .map(({ column, ...at }) => sealPlace(column, at));
    await fc.assert(
      fc.asyncProperty(place, place, fc.string(), async (here, there, text) => {
        const sealed = await vault.seal(text, here);
        expect(await vault.open(sealed, here)).toBe(text);
        fc.pre(JSON.stringify(here) !== JSON.stringify(there));
        await expect(vault.open(sealed, there)).rejects.toMatchObject({ code: "unreadable_secret" });
        await expect(vault.reseal(sealed, there)).rejects.toMatchObject({ code: "unreadable_secret" });
      }),
      { numRuns: 300 },
    );
  });

  it("hold values of which every part is bound: one part changed is enough", async () => {
    const parts = ["table", "column", "row", "user", "platform"] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ALL_SEALED_COLUMNS),
        fc.constantFrom(...parts),
        async (column, part) => {
          const place = sealPlace(column, { row: "row", user: "user", platform: "platform" });
          const sealed = await vault.seal("secret", place);
          await expect(vault.open(sealed, { ...place, [part]: `${place[part]}x` })).rejects.toMatchObject({
            code: "unreadable_secret",
          });
        },
      ),
    );
  });
});

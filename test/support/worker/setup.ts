import { env } from "cloudflare:workers";
import { applyD1Migrations, reset, type D1Migration } from "cloudflare:test";
import { beforeEach } from "vitest";

const bindings = env as unknown as { DB: D1Database; TEST_MIGRATIONS: D1Migration[] };
const MOST_RESETS = 5;

/** Every test starts from empty stores with the schema in place. */
beforeEach(async () => {
  await emptyStores();
  await applyD1Migrations(bindings.DB, bindings.TEST_MIGRATIONS);
});

/** At the first test of a file one reset sometimes leaves the database as the file before left it; the next one does not. */
async function emptyStores(): Promise<void> {
  for (let round = 1; round <= MOST_RESETS; round += 1) {
    await reset();
    const left = await bindings.DB.prepare("select name from sqlite_master where name = 'users'").all();
    if (left.results.length === 0) return;
  }
  throw new Error(`The database still holds tables after ${MOST_RESETS} resets.`);
}

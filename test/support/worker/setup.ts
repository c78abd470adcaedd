import { env } from "cloudflare:workers";
import { applyD1Migrations, reset, type D1Migration } from "cloudflare:test";
import { beforeEach } from "vitest";

const bindings = env as unknown as { DB: D1Database; TEST_MIGRATIONS: D1Migration[] };

/** Every test starts from empty stores with the schema in place. */
beforeEach(async () => {
  await reset();
  // Between two files the database may sleep, and a reset passes over what sleeps: looking wakes it up.
  if (await hasTables()) await reset();
  await applyD1Migrations(bindings.DB, bindings.TEST_MIGRATIONS);
});

async function hasTables(): Promise<boolean> {
  const tables = bindings.DB.prepare("select count(*) as n from sqlite_master where name = 'users'");
  return ((await tables.first<{ n: number }>())?.n ?? 0) > 0;
}

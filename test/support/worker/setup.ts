import { env } from "cloudflare:workers";
import { applyD1Migrations, reset, type D1Migration } from "cloudflare:test";
import { beforeEach } from "vitest";

/** Every test starts from empty stores with the schema in place. */
beforeEach(async () => {
  // The images Worker has no KV.
  const bindings = env as unknown as Pick<AppEnv, "DB" | "PICTURES"> &
    Partial<Pick<AppEnv, "CACHE">> & { TEST_MIGRATIONS: D1Migration[] };
  // `reset` deletes the stores that are in memory, and one that rested for ten seconds (while a slow machine loaded the
  // next file) is not: then the first test would find what the last one left. So each is woken first.
  await Promise.all([
    bindings.DB.prepare("select 1").first(),
    bindings.PICTURES.head("wake"),
    bindings.CACHE?.get("wake"),
  ]);
  await reset();
  await applyD1Migrations(bindings.DB, bindings.TEST_MIGRATIONS);
});

import { env } from "cloudflare:workers";
import { applyD1Migrations, reset, type D1Migration } from "cloudflare:test";
import { beforeEach } from "vitest";

/** Anew for each file. */
let isFirst = true;

/** Every test starts from empty stores with the schema in place. */
beforeEach(async () => {
  await reset();
  // The first reset of a file may leave what the file before it wrote, when both run in one Worker.
  if (isFirst) await reset();
  isFirst = false;
  const bindings = env as unknown as { DB: D1Database; TEST_MIGRATIONS: D1Migration[] };
  await applyD1Migrations(bindings.DB, bindings.TEST_MIGRATIONS);
});

import { expect, it } from "vitest";

import { bindings, ORIGIN } from "../../../test/support/worker/signed-in.ts";
import { createApp } from "../../app.ts";
import { createLogger } from "../../log.ts";

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly responses?: Readonly<Record<string, unknown>>;
}

async function readDocument() {
  const app = createApp({ log: createLogger({}, () => {}) });
  const answer = await app.request(`${ORIGIN}/api/v1/openapi.json`, {}, bindings);
  expect(answer.status).toBe(200);
  return (await answer.json()) as { paths: Record<string, Record<string, Operation>> };
}

it("is the committed document: run npm run openapi after a change of the API", async () => {
  await expect(`${JSON.stringify(await readDocument(), null, 2)}\n`).toMatchFileSnapshot(
    "../../../docs/api/openapi.json",
  );
});

it("names every operation once, with a summary and its refusals", async () => {
  const { paths } = await readDocument();
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ at: `${method} ${path}`, ...operation })),
  );
  const ids = operations.map((operation) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(
    operations.filter(({ operationId, summary }) => !operationId || !summary).map(({ at }) => at),
  ).toEqual([]);
  expect(operations.length).toBeGreaterThan(15);
});

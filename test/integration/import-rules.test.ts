/** The import rules of the architecture, each seen to fail on a planted violation. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import { ROOT } from "../../scripts/stack/child.ts";

const PLANTED: readonly (readonly [file: string, line: string])[] = [
  ["src/errors.ts", 'import { Hono } from "hono"; export const a = Hono;'],
  ["src/sync/planted.ts", 'import { users } from "../db/schema.ts"; export const a = users;'],
  ["src/sync/planted-too.ts", 'import { Hono } from "hono"; export const a = Hono;'],
  ["src/images/planted.ts", 'import { createContext } from "../context.ts"; export const a = createContext;'],
  ["src/platforms/x/planted.ts", 'import { eq } from "drizzle-orm"; export const a = eq;'],
  [
    "src/platforms/x/planted-too.ts",
    'import { readConfig } from "../../db/users.ts"; export const a = readConfig;',
  ],
  ["src/auth/planted.ts", 'import { generateState } from "arctic"; export const a = generateState;'],
  [
    "src/db/planted.ts",
    'import { getImage } from "../services/images/get-image.ts"; export const a = getImage;',
  ],
  ["src/services/images/planted.ts", 'import { eq } from "drizzle-orm"; export const a = eq;'],
  [
    "src/services/images/planted-too.ts",
    'import { Layout } from "../../views/layout.tsx"; export const a = Layout;',
  ],
  [
    "src/routes/planted.ts",
    'import { UserSync } from "../durable-objects/user-sync/user-sync.ts"; export const a = UserSync;',
  ],
  ["src/routes/planted-too.ts", 'import { env } from "cloudflare:workers"; export const a = env;'],
  ["src/views/planted.tsx", 'import { users } from "../db/schema.ts"; export const a = users;'],
  [
    "src/images/saliency/planted.ts",
    'import { placeCrop } from "../geometry.ts"; export const a = placeCrop;',
  ],
  [
    "src/client/planted-too.ts",
    'import { placeCrop } from "../images/geometry.ts"; export const a = placeCrop;',
  ],
  [
    "src/client/planted-three.ts",
    'import { makeTaps } from "../images/lint/finding.ts"; export const a = makeTaps;',
  ],
  [
    "src/client/planted.ts",
    'import { startSync } from "../services/syncs/start-sync.ts"; export const a = startSync;',
  ],
  [
    "src/client/planted-too.ts",
    'import { renderVariants } from "../images/render-variants.ts"; export const a = renderVariants;',
  ],
  ["src/durable-objects/planted.ts", 'import { Hono } from "hono"; export const a = Hono;'],
  [
    "src/queues/planted.ts",
    'import { createX } from "../../simulators/x/create-x.ts"; export const a = createX;',
  ],
];

const ALLOWED: readonly (readonly [file: string, line: string])[] = [
  [
    "src/client/allowed.ts",
    'import { suggestCrop } from "../images/saliency/suggest-crop.ts"; export const a = suggestCrop;',
  ],
];

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "linkarooie-lint-"));
  const config = JSON.parse(readFileSync(join(ROOT, ".oxlintrc.json"), "utf8")) as { options?: unknown };
  // Types are not needed for imports, and the planted files have none to resolve.
  delete config.options;
  writeFileSync(join(folder, ".oxlintrc.json"), JSON.stringify(config));
  for (const [file, line] of [...PLANTED, ...ALLOWED]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${line}\n`);
  }
  cpSync(join(ROOT, "package.json"), join(folder, "package.json"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("refuses every planted import that goes up or round", () => {
  const result = spawnSync("oxlint", ["--format", "json", "src"], { cwd: folder, encoding: "utf8" });
  const report = JSON.parse(result.stdout) as { diagnostics: { code?: string; filename: string }[] };
  const refused = new Set(
    report.diagnostics
      .filter((each) => each.code?.includes("no-restricted-imports"))
      .map((each) => each.filename),
  );
  expect(PLANTED.map(([file]) => file).filter((file) => !refused.has(file))).toEqual([]);
  expect(ALLOWED.map(([file]) => file).filter((file) => refused.has(file))).toEqual([]);
  expect(result.status).not.toBe(0);
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import { ROOT } from "../../scripts/stack/child.ts";
import { PROBLEM_WORDS } from "../../src/views/problem-words.ts";

/** Codes strangers never see: 500s, which the renderer turns into `internal_error`, and what exists in development only. */
const INTERNAL = new Set([
  "demo_person_missing",
  "misconfigured",
  "unreadable_secret",
  "unknown_mail",
  "unreadable_hash",
  "mail_sink",
]);

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => readFileSync(join(ROOT, folder, name), "utf8"));
}

it("explains every code the source can answer with", () => {
  const thrown = sources("src").flatMap((text) =>
    [...text.matchAll(/(?:new \w*Error|super)\(\s*(?:\d{3},\s*)?"([a-z]+(?:_[a-z]+)+)",\s*["`A-Zdm]/g)].map(
      ([, code = ""]) => code,
    ),
  );
  const breaches =
    /readonly code:([\s\S]*?);/.exec(readFileSync(join(ROOT, "src/images/check-bounds.ts"), "utf8"))?.[1] ??
    "";
  const codes = new Set([...thrown, ...[...breaches.matchAll(/"([a-z_]+)"/g)].map(([, code = ""]) => code)]);
  expect(codes.size).toBeGreaterThan(20);
  expect([...codes].filter((code) => !INTERNAL.has(code) && !(code in PROBLEM_WORDS))).toEqual([]);
});

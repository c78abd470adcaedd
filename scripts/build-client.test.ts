import { beforeAll, describe, expect, it } from "vitest";

import { buildClientFiles } from "./build-client.ts";

const KILOBYTE = 1024;

/** What each page loads at most; pages say it in their `scripts`. */
const PAGES: readonly (readonly [page: string, budgetKilobytes: number, files: readonly string[]])[] = [
  ["pictures", 10, ["picture-upload.js", "local-time.js", "picture-pending.js", "thumb-hash.js"]],
  ["a picture", 12, ["crop-box.js", "picture-pending.js"]],
  ["replacing a picture", 10, ["picture-upload.js"]],
  ["a run", 10, ["run-progress.js", "local-time.js"]],
  ["passkeys", 10, ["passkey-button.js"]],
];

let sizes: ReadonlyMap<string, number>;

beforeAll(async () => {
  sizes = new Map((await buildClientFiles()).map(({ name, gzipBytes }) => [name, gzipBytes]));
});

describe("what browsers load, compressed", () => {
  it.each(PAGES)("is within the budget: %s", (_, budget, files) => {
    const bytes = files.map((name) => sizes.get(name) ?? Number.NaN);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(budget * KILOBYTE);
  });

  it("is 30 KB altogether, styles included", () => {
    const all = [...sizes.values()].reduce((sum, each) => sum + each, 0);
    expect(all).toBeLessThanOrEqual(30 * KILOBYTE);
  });

  it("carries no codec, schema or database into the browser", async () => {
    const texts = (await buildClientFiles()).map(({ contents }) => new TextDecoder().decode(contents));
    for (const text of texts) expect(text).not.toMatch(/ZodError|WebAssembly|sqliteTable|inflateSync/);
  });
});

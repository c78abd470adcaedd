import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { beforeAll, expect, it } from "vitest";

import { createCommonPasswordFilter } from "../src/auth/common-password-filter.ts";
import { createRandom } from "../test/simulation/random.ts";
import { buildCommonPasswords, readCommonPasswords } from "./build-common-passwords.ts";

const FILTER_FILE = fileURLToPath(new URL("../src/auth/common-passwords.bin", import.meta.url));
const PRINTABLE = Array.from({ length: 95 }, (_, n) => String.fromCharCode(32 + n));
/** What the docstring of the filter states. */
const STATED_RATE = 1 / 10_000;
const SAMPLES = 100_000;

const committed = new Uint8Array(readFileSync(FILTER_FILE));
const filter = createCommonPasswordFilter(committed);
let common: readonly string[] = [];

beforeAll(async () => {
  common = await readCommonPasswords();
});

it("makes the committed file, byte for byte, whatever the order of the list", () => {
  expect(Buffer.compare(buildCommonPasswords(common), committed)).toBe(0);
  expect(Buffer.compare(buildCommonPasswords(common.toReversed()), committed)).toBe(0);
});

it("reads the list in its order and keeps what our rule would let through", () => {
  expect(common.length).toBe(113_361);
  expect(common.slice(0, 3)).toEqual(["qwertyuiop", "1234567890", "q1w2e3r4t5"]);
  expect(common.filter((password) => password.length < 10 || password.length > 128)).toEqual([]);
});

it("knows the 3,000 most common ones (OWASP ASVS 5.0, 6.2.4), and all the others", () => {
  expect(common.slice(0, 3_000).filter((password) => !filter.has(password))).toEqual([]);
  expect(common.filter((password) => !filter.has(password))).toEqual([]);
});

it("takes no more random passwords for common ones than it states", () => {
  const random = createRandom(20_261_122);
  const known = new Set(common.map((password) => password.toLowerCase()));
  let mistaken = 0;
  for (let n = 0; n < SAMPLES; n += 1) {
    const length = random.between(10, 25);
    const password = Array.from({ length }, () => random.pick(PRINTABLE)).join("");
    if (filter.has(password) && !known.has(password.toLowerCase())) mistaken += 1;
  }
  expect(mistaken / SAMPLES).toBeLessThanOrEqual(2 * STATED_RATE);
  // A filter that knows nothing at all would pass the line above.
  expect(mistaken).toBeGreaterThan(0);
});

it("refuses to write a filter from a list that is not the one we know", () => {
  expect(() => buildCommonPasswords(common.slice(0, 99_000))).toThrow("at least 100000 are expected");
});

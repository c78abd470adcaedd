/**
 * `npm run hostile`: attacks the images Worker with pictures that broke decoders before, bombs, and mutants of good ones.
 * Exit code 1 when any file broke a promise; such files are kept in `.dev/hostile/`.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { askExiftool } from "./hostile/ask-exiftool.ts";
import { type Attacker, type AttackOptions, createAttacker } from "./hostile/attack.ts";
import { fetchCorpora } from "./hostile/corpora/fetch-corpora.ts";
import { findExiftool } from "./hostile/find-exiftool.ts";
import { dressedFiles, generatedFiles, truncatedFiles } from "./hostile/generated-files.ts";
import type { HostileFile } from "./hostile/hostile-file.ts";
import { largestFiles } from "./hostile/bombs/largest-files.ts";
import type { Verdict } from "./hostile/judge.ts";
import { mutant } from "./hostile/mutants.ts";
import { summarize, summaryTable } from "./hostile/report.ts";
import { createProgress } from "./progress.ts";
import { readOptions } from "./read-options.ts";
import { ROOT } from "./stack/child.ts";

const USAGES = [
  "npm run hostile                       corpora, bombs and 10,000 mutants",
  "npm run hostile -- --count N          as many mutants; --seed S: the same ones again",
  "npm run hostile -- --only mutants     or corpora, or bombs; --json: one JSON object",
];
const PARTS = ["corpora", "bombs", "mutants"] as const;
const FOLDER = join(ROOT, ".dev", "hostile");
const OUTPUTS = join(FOLDER, "outputs");
/** Files like these are tried again in a fresh process: there nothing from before can hide what they take. */
const LARGE_BYTES = 512 * 1024;
const LARGE_GROWTH_BYTES = 16 * 1024 * 1024;
/** Of the mutants, each so many-th is followed by a good picture and read as a platform's. */
const SAMPLE = 10;

const values = readOptions(USAGES, {
  count: { type: "string", default: "10000" },
  seed: { type: "string", default: String(Date.now() % 1_000_000) },
  only: { type: "string" },
  json: { type: "boolean", default: false },
});
const progress = createProgress(values.json);
const seed = Number(values.seed);
const count = Number(values.count);
const wanted = PARTS.filter((part) => (values.only ?? part) === part);
if (wanted.length === 0 || !Number.isInteger(seed) || !Number.isInteger(count)) {
  process.stderr.write(`--only takes ${PARTS.join(", ")}; --seed and --count take whole numbers.\n`);
  process.exit(1);
}

const verdicts: Verdict[] = [];
const notes: string[] = [];
const note = (line: string) => {
  notes.push(line);
  progress.fail(line);
};
rmSync(OUTPUTS, { recursive: true, force: true });
const attacker = createAttacker();
try {
  if (wanted.includes("corpora")) {
    for (const file of fetchCorpora(join(FOLDER, "corpora"), (line) => progress.step(line), note))
      await attackFully(attacker, file);
    progress.step("corpora attacked with");
  }
  if (wanted.includes("bombs")) {
    const files = [...(await generatedFiles()), ...(await largestFiles()), ...dressedFiles()];
    for (const file of files) await attackFully(attacker, file);
    for (const file of truncatedFiles()) await attack(attacker, file, { way: "small", fingerprint: true });
    progress.step("bombs attacked with");
  }
  for (let number = 0; wanted.includes("mutants") && number < count; number += 1) {
    const sampled = number % SAMPLE === 0;
    await attack(attacker, mutant(seed, number), { way: "small", fingerprint: sampled, checkGood: sampled });
    if (number % 1_000 === 999) progress.step(`${number + 1} mutants`);
  }
} finally {
  await attacker.stop();
}
const metadata = checkOutputs();
const lines = summarize(verdicts);
const broken = verdicts.filter(({ breaches }) => breaches.length > 0);
const failed = broken.length > 0 || metadata.length > 0;
if (values.json) {
  const breaches = broken.map((each) => ({
    source: each.file.source,
    name: each.file.name,
    breaches: each.breaches,
  }));
  process.stdout.write(
    `${JSON.stringify({ ok: !failed, seed, sources: lines, breaches, metadata, notes })}\n`,
  );
} else {
  process.stdout.write(`\n${summaryTable(lines)}\n`);
  for (const { file, breaches } of broken)
    process.stdout.write(`✖ ${file.source} ${file.name}: ${breaches.join("; ")}\n`);
  for (const line of metadata) process.stdout.write(`✖ metadata left: ${line}\n`);
  process.stdout.write(
    failed ? `✖ seed ${seed}; the files are in .dev/hostile/\n` : `✔ every promise kept (seed ${seed})\n`,
  );
}
process.exitCode = failed ? 1 : 0;

/** Straight from the pipeline, by the queue, and when it is large whole in a process of its own. */
async function attackFully(by: Attacker, file: HostileFile): Promise<void> {
  const small = await attack(by, file, { way: "small", fingerprint: true });
  const kind = verdicts.length % 5 === 0 ? "banner" : "avatar";
  await attack(by, file, { way: "queue", kind });
  const large = file.bytes.length > LARGE_BYTES || (small.growthBytes ?? 0) > LARGE_GROWTH_BYTES;
  if (large) await attack(by, file, { way: "whole", kind, fresh: true });
}

async function attack(by: Attacker, file: HostileFile, options: AttackOptions): Promise<Verdict> {
  const { outputs, ...verdict } = await by.attack(file, options);
  verdicts.push(verdict);
  const name = `${file.source}-${file.name}`.replaceAll(/[^\w.-]+/g, "_").slice(-180);
  if (verdict.breaches.length > 0) keep(FOLDER, name, file.bytes);
  if (options.way === "queue") {
    for (const { platform, slot, format, data } of outputs) {
      keep(OUTPUTS, `${name}.${platform}-${slot}.${format}`, Buffer.from(data, "base64"));
    }
  }
  return verdict;
}

function keep(folder: string, name: string, bytes: Uint8Array): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), bytes);
}

/** Asks a tool nobody here wrote what is in the finished pictures beyond their pixels. */
function checkOutputs(): string[] {
  const made =
    verdicts.some(({ outcome }) => outcome === "rendered") && wanted.some((part) => part !== "mutants");
  const exiftool = made ? findExiftool(note) : null;
  const found = exiftool === null ? [] : askExiftool(exiftool, OUTPUTS);
  if (found.length === 0) rmSync(OUTPUTS, { recursive: true, force: true });
  return found;
}

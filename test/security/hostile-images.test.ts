/** What a stranger can upload: the images Worker answers every file in words, and the next good picture always works. */
import { afterAll, describe, expect, it } from "vitest";

import { type Attack, type AttackOptions, createAttacker } from "../../scripts/hostile/attack.ts";
import { generatedFiles, truncatedFiles } from "../../scripts/hostile/generated-files.ts";
import type { HostileFile } from "../../scripts/hostile/hostile-file.ts";
import { mutant } from "../../scripts/hostile/mutants.ts";

/** Fixed: a failure here must be there again tomorrow. `npm run hostile` takes another one each time. */
const SEED = 20_261_122;
const MUTANTS = 150;
/** Every so many-th of the files that were cut off; the others are for `npm run hostile`. */
const CUTS = 8;

const attacker = createAttacker();
afterAll(() => attacker.stop());

const generated = await generatedFiles();
const cut = truncatedFiles().filter((_, index) => index % CUTS === 0);
const mutants = Array.from({ length: MUTANTS }, (_, number) => mutant(SEED, number));
const sources = Map.groupBy([...generated, ...cut, ...mutants], ({ source }) => source);

/** What each file broke, by its name; and how many were made into pictures. */
async function attackAll(files: readonly HostileFile[], options: AttackOptions) {
  const attacks: Attack[] = [];
  for (const file of files) attacks.push(await attacker.attack(file, options));
  const broken = attacks
    .filter(({ breaches }) => breaches.length > 0)
    .map(({ file, breaches }) => `${file.name}: ${breaches.join("; ")}`);
  return { broken, attacks };
}

function named(...names: readonly string[]): HostileFile[] {
  const files = generated.filter(({ name }) => names.includes(name));
  expect(files.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  return files;
}

describe("hostile files", { timeout: 180_000 }, () => {
  it("are many", () => {
    expect([...sources.values()].flat().length).toBeGreaterThanOrEqual(300);
    // One name, one file: a failure says which it was.
    const names = [...sources.values()].flat().map(({ source, name }) => `${source} ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([...sources])("end in a picture or a reason: %s", async (_source, files) => {
    const { broken, attacks } = await attackAll(files, { way: "small", fingerprint: true });
    expect(broken).toEqual([]);
    expect(attacks.map(({ outcome }) => outcome)).not.toContain("fault");
  });

  it("take no memory of a fresh Worker for what only a liar would send", async () => {
    const files = named("profile-inflates-to-200-MB", "text-inflates-to-200-MB");
    const { broken } = await attackAll(files, { way: "whole", fresh: true });
    expect(broken).toEqual([]);
  });

  it("are settled by the queue's consumer as well: acknowledged, and the row says what became of them", async () => {
    const files = named("jpeg-and-page", "noise-for-a-stream", "empty", "two-frames", "20000-scans");
    const { broken, attacks } = await attackAll(files, { way: "queue" });
    expect(broken).toEqual([]);
    expect(attacks.map(({ file, outcome, code }) => `${file.name} ${outcome} ${code}`).toSorted()).toEqual([
      "20000-scans refused unsupported_coding",
      "empty refused not_a_picture",
      "jpeg-and-page rendered null",
      "noise-for-a-stream refused damaged",
      "two-frames refused damaged",
    ]);
  });
});

describe("mutants", () => {
  it("are the same for the same seed, and others for another", () => {
    expect(mutant(1, 2)).toEqual(mutant(1, 2));
    expect(mutant(2, 2).bytes).not.toEqual(mutant(1, 2).bytes);
  });
});

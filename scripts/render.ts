/** `npm run render -- FILE`: the picture pipeline on the command line, in the same runtime and the same code as deployed. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { planVariants, type VariantSpec } from "../src/images/plan-variants.ts";
import { type Slot, SLOTS } from "../src/platforms/platform.ts";
import { descriptors } from "../src/platforms/registry.ts";
import type { PictureOutcome, PrintedFinding, RenderedFile } from "./picture-worker/picture-job.ts";
import { cpuMs } from "./picture-worker/process-figures.ts";
import { type PictureWorker, startPictureWorker } from "./picture-worker/start-picture-worker.ts";
import { readCut, type Cut } from "./picture-worker/read-cut.ts";
import { formatTable } from "./picture-worker/format-table.ts";
import { readArguments } from "./read-options.ts";

const USAGES = [
  "npm run render -- FILE                     every file that is made of it",
  "npm run render -- FILE --platform x        only one platform's, or linkarooie's own; --slot avatar, banner or thumbnail",
  "npm run render -- FILE --crop 0.25,0,0.5,1 cuts that part: x, y, width, height in fractions, and degrees if turned",
  "npm run render -- FILE --crop-for x=0,0,0.5,0.5 --matte #1f6f5c   cuts one platform's file elsewhere; colours what is see-through",
  "npm run render -- FILE --out DIR --json    leaves the files in a folder; prints one JSON object",
];

interface Times {
  readonly wall_ms: number;
  /** Of the runtime; null where it cannot be measured. */
  readonly cpu_ms: number | null;
}

/** Everything of one kind at once, as the queue's consumer does it; the first one in a fresh isolate. */
interface Job extends Times {
  readonly kind: Slot;
  readonly wasm_bytes: number;
  /** What is worth knowing of the picture as one of this kind. */
  readonly lint: readonly PrintedFinding[];
}

/** One file; the figures are of a job that makes this file alone, decoding included. */
interface Line extends Omit<RenderedFile, "data">, Times {
  readonly bytes: number;
  /** Name below `--out`, null without. */
  readonly file: string | null;
  readonly encodes: number;
  readonly wasm_bytes: number;
}

/** Ends the script with a sentence and exit code 1. */
class Refusal extends Error {
  readonly code: string;
  constructor(code: string, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

const { values, positionals } = readArguments(USAGES, {
  platform: { type: "string" },
  slot: { type: "string" },
  crop: { type: "string" },
  "crop-for": { type: "string", multiple: true, default: [] },
  matte: { type: "string" },
  out: { type: "string" },
  json: { type: "boolean", default: false },
});

try {
  await run();
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  const { code, message } = error;
  if (values.json) process.stdout.write(`${JSON.stringify({ ok: false, code, sentence: message })}\n`);
  else process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) {
    throw new Refusal("usage", `Name one file. There is:\n  ${USAGES.join("\n  ")}`);
  }
  const cut = readCut({ crop: values.crop, cropsFor: values["crop-for"], matte: values.matte });
  if (typeof cut === "string") throw new Refusal("usage", cut);
  const stranger = Object.keys(cut.overrides).find((id) => !(id in descriptors));
  if (stranger !== undefined) throw new Refusal("usage", `There is no platform ${stranger} to cut for.`);
  const matte = cut.matte === null ? {} : { matte: cut.matte };
  const plans = SLOTS.map((kind) => ({ kind, specs: wanted(kind, cut) })).filter(
    ({ specs }) => specs.length > 0,
  );
  if (plans.length === 0) throw new Refusal("usage", `There is no such place; there is: ${everyPlace()}.`);
  const file = readPicture(path);
  const worker = await startPictureWorker();
  try {
    const jobs: Job[] = [];
    const lines: Line[] = [];
    for (const { kind, specs } of plans) {
      const whole = await timed(worker, () => worker.render(file, { kind, specs, measured: true, ...matte }));
      const made = rendered(whole.outcome);
      jobs.push({ kind, wasm_bytes: made.measured?.wasmBytes ?? 0, ...whole.times, lint: made.findings });
      for (const [index, spec] of specs.entries()) {
        const alone = await timed(worker, () =>
          worker.render(file, { kind, specs: [spec], measured: true, ...matte }),
        );
        const counted = rendered(alone.outcome).measured;
        const one = made.files[index];
        if (one === undefined) throw new Refusal("fault", "A planned file is missing.");
        lines.push({
          ...saved(one, kind),
          ...alone.times,
          // Lossless: there is nothing to try again.
          encodes: one.format === "png" ? 1 : (counted?.encodes ?? 0),
          wasm_bytes: counted?.wasmBytes ?? 0,
        });
      }
    }
    if (values.json) process.stdout.write(`${JSON.stringify({ ok: true, jobs, files: lines })}\n`);
    else process.stdout.write(report(basename(path), lines, jobs));
  } finally {
    await worker.stop();
  }
}

function wanted(kind: Slot, { crop, overrides }: Cut): VariantSpec[] {
  return planVariants(kind, Object.values(descriptors), overrides)
    .filter(
      ({ platform, slot }) => (values.platform ?? platform) === platform && (values.slot ?? slot) === slot,
    )
    .map((spec) => (crop === null ? spec : { crop, ...spec }));
}

function everyPlace(): string {
  const specs = SLOTS.flatMap((kind) => planVariants(kind, Object.values(descriptors)));
  return [...new Set(specs.map(({ platform, slot }) => `--platform ${platform} --slot ${slot}`))].join(", ");
}

function readPicture(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw new Refusal("usage", `${path} cannot be read. Name a picture file.`);
  }
}

async function timed(worker: PictureWorker, work: () => Promise<PictureOutcome>) {
  const cpu = cpuMs(worker.pid);
  const started = performance.now();
  const outcome = await work();
  const after = cpuMs(worker.pid);
  const times: Times = {
    wall_ms: Math.round(performance.now() - started),
    cpu_ms: cpu === null || after === null ? null : Math.round(after - cpu),
  };
  return { outcome, times };
}

function rendered(outcome: PictureOutcome) {
  if (outcome.outcome === "rendered") return outcome;
  if (outcome.outcome === "refused") throw new Refusal(outcome.code, outcome.sentence);
  throw new Refusal("fault", `The pipeline failed: ${outcome.error}`);
}

/** Writes a file where `--out` says, and gives what is told of it. */
function saved({ data, ...facts }: RenderedFile, kind: Slot) {
  const bytes = Buffer.from(data, "base64");
  if (values.out === undefined) return { ...facts, bytes: bytes.length, file: null };
  mkdirSync(values.out, { recursive: true });
  // Each kind has a thumbnail.
  const place = facts.slot === "thumbnail" ? `${facts.slot}-${kind}` : facts.slot;
  const file = `${facts.platform}-${place}.${facts.format === "jpeg" ? "jpg" : facts.format}`;
  writeFileSync(join(values.out, file), bytes);
  return { ...facts, bytes: bytes.length, file };
}

function report(name: string, lines: readonly Line[], jobs: readonly Job[]): string {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const time = ({ cpu_ms, wall_ms }: Times) => (cpu_ms === null ? `${wall_ms} ms` : `${cpu_ms} ms CPU`);
  const rows = lines.map((line) => [
    `${line.platform} ${line.slot}`,
    `${line.width} × ${line.height}`,
    line.format,
    line.quality === null ? "" : String(line.quality),
    line.bytes.toLocaleString("en"),
    String(line.encodes),
    time(line),
    megabytes(line.wasm_bytes),
    line.upscaled ? "enlarged: the picture has fewer pixels" : "",
  ]);
  const head = ["place", "pixels", "format", "quality", "bytes", "encodes", "time", "WASM", ""];
  const all = jobs.map(
    (job) =>
      `  every ${job.kind} file in one job: ${time(job)}, ${job.wall_ms} ms on the clock, ${megabytes(job.wasm_bytes)} of WASM\n`,
  );
  const lint = jobs.flatMap(({ kind, lint: findings }) =>
    findings.map(({ severity, message }) => `  ${severity === "warning" ? "!" : "·"} ${kind}: ${message}\n`),
  );
  const where = values.out === undefined ? "" : `  files in ${values.out}\n`;
  return `\n  ${name}\n\n${formatTable(head, rows)}\n${all.join("")}${lint.join("")}${where}`;
}

/**
 * Measures the picture pipeline in workerd, in turn with sharp in the same run, and prints one JSON object:
 * `node bench/images.ts [--rounds N] [--only speed,bounds,quality]`. The photographs are derived from those of the
 * repository and kept in a folder under the system's temporary one. Exit code 1 when a target is missed.
 */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { boundFiles } from "./images/bound-files.ts";
import { measureBounds } from "./images/measure-bounds.ts";
import { measureEncoder } from "./images/measure-encoder.ts";
import { measureQuality } from "./images/measure-quality.ts";
import { measureSpeed } from "./images/measure-speed.ts";
import { sizedPhotos } from "./images/photos.ts";
import { startBenchWorker } from "./images/start-worker.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    only: { type: "string", default: "speed,bounds,quality" },
    json: { type: "boolean" },
  },
});
const parts = values.only.split(",");
const folder = join(tmpdir(), "linkarooie-bench-photos");

const speed = parts.includes("speed")
  ? await measureSpeed(await sizedPhotos(folder), Number(values.rounds))
  : null;
const bounds = parts.includes("bounds") ? await measureBounds(await boundFiles(folder)) : null;
const quality = parts.includes("quality") ? await measureBoth() : null;

async function measureBoth() {
  const worker = await startBenchWorker();
  try {
    return { ...(await measureQuality(worker)), encoder: await measureEncoder(worker) };
  } finally {
    await worker.stop();
  }
}

/** The targets of the project, each with what missed it. */
const missed = [
  ...(speed ?? []).filter(({ ratio, target }) => ratio > target).map((row) => ({ what: "cpu", row })),
  ...(speed ?? [])
    .filter(({ megapixels, growthMib }) => growthMib > (megapixels <= 24 ? 96 : 112))
    .map((row) => ({ what: "growth", row })),
  ...[...(speed ?? []), ...(bounds ?? [])]
    .filter(({ peakMb }) => peakMb > 100)
    .map((row) => ({ what: "peak", row })),
  ...(bounds ?? []).filter(({ cpuMs }) => cpuMs > 10_000).map((row) => ({ what: "time", row })),
  ...(bounds ?? []).filter(({ outcome }) => outcome !== "ready").map((row) => ({ what: "outcome", row })),
  // Only the two kinds above 24 MP may grow further.
  ...(bounds ?? [])
    .filter(({ bound, growthMib }) => growthMib > (bound.includes("50 MP") ? 112 : 96))
    .map((row) => ({ what: "growth", row })),
  ...(quality !== null && (quality.ssimMean < 0.998 || quality.ssimLeast < 0.995)
    ? [{ what: "ssim", row: quality }]
    : []),
  ...(quality !== null && Math.abs(quality.checkerboard - 188) > 2
    ? [{ what: "linear light", row: quality }]
    : []),
  ...(quality !== null && quality.encoder.bytesRatio > 1.03 ? [{ what: "file size", row: quality }] : []),
];

process.stdout.write(`${JSON.stringify({ name: "images", speed, bounds, quality, missed }, null, 2)}\n`);
process.exitCode = missed.length > 0 ? 1 : 0;

/** JPEG: floods of scans. Each one costs the decoder a walk over the whole picture. */
import sharp from "sharp";

import { sof, sos, withFrame } from "../build/jpeg.ts";
import { goodFile } from "../good-files.ts";
import type { HostileFile } from "../hostile-file.ts";
import { listParts } from "../structure/list-parts.ts";

export async function jpegScans(): Promise<HostileFile[]> {
  const named = (name: string, bytes: Uint8Array): HostileFile => ({ name, source: "jpeg scans", bytes });
  const progressive = goodFile("progressive.jpg");
  const flat = await sharp({ create: { width: 4_000, height: 3_000, channels: 3, background: "#888" } })
    .jpeg({ progressive: true, quality: 30 })
    .toBuffer();
  return [
    ...[50, 99, 100, 101, 5_000, 20_000].map((scans) =>
      named(`${scans}-scans`, repeatLastScan(progressive, scans)),
    ),
    named("12-MP-flat-90-scans", repeatLastScan(flat, 90)),
    named(
      "12-MP-90-scans-that-say-nothing",
      emptyScans(withFrame(flat, sof({ width: 4_000, height: 3_000, marker: 0xc2 })), 90),
    ),
    named(
      "16-MP-of-a-small-file",
      withFrame(progressive, sof({ width: 4_600, height: 3_450, marker: 0xc2 })),
    ),
    named(
      "50-MP-of-a-small-file",
      withFrame(goodFile("orientation-1.jpg"), sof({ width: 8_160, height: 6_120 })),
    ),
    named(
      "16-MP-in-many-scans-of-a-baseline",
      withFrame(splitScans(goodFile("grey.jpg"), 95), sof({ width: 4_000, height: 4_000, factors: [0x11] })),
    ),
  ];
}

/** The last scan until there are so many. */
export function repeatLastScan(file: Buffer, scans: number): Buffer {
  const parts = listParts(file);
  const last = parts.findLastIndex(({ name }) => name === "SOS");
  const from = parts[last]?.start ?? 0;
  const there = parts.filter(({ name }) => name === "SOS").length;
  const again = file.subarray(from, parts[last + 1]?.end ?? from);
  const copies = Array.from({ length: Math.max(0, scans - there) }, () => again);
  return Buffer.concat([file.subarray(0, -2), ...copies, file.subarray(-2)]);
}

/** Scans of one component each with a few bytes: the decoder walks over the whole picture for every one of them. */
function emptyScans(file: Buffer, scans: number): Buffer {
  const copies = Array.from({ length: scans }, (_, at) =>
    Buffer.concat([sos(1, [1, 1 + (at % 63), 0]), Buffer.alloc(12, 0x55)]),
  );
  return Buffer.concat([file.subarray(0, -2), ...copies, file.subarray(-2)]);
}

/** The only scan of a baseline file many times over. */
function splitScans(file: Buffer, scans: number): Buffer {
  const parts = listParts(file);
  const first = parts.findIndex(({ name }) => name === "SOS");
  const scan = file.subarray(parts[first]?.start ?? 0, parts[first + 1]?.end ?? 0);
  return Buffer.concat([
    file.subarray(0, -2),
    ...Array.from({ length: scans }, () => scan),
    file.subarray(-2),
  ]);
}

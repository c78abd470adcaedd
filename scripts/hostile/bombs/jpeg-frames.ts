/** JPEG: what frames and scans declare. */
import { EOI, sof, SOI, sos, segment, tablesOf, withFrame, withSegments, type Frame } from "../build/jpeg.ts";
import { goodFile } from "../good-files.ts";
import type { HostileFile } from "../hostile-file.ts";
import { listParts } from "../structure/list-parts.ts";

const HUGE: readonly Frame[] = [
  { width: 65_535, height: 65_535 },
  { width: 65_500, height: 65_500, marker: 0xc2 },
  { width: 8_224, height: 65_312 },
  { width: 16_384, height: 16_384 },
  { width: 16_384, height: 16_384, marker: 0xc2, factors: [0x11, 0x11, 0x11] },
  { width: 22_500, height: 33_300 },
  { width: 65_535, height: 1 },
  { width: 1, height: 65_535 },
  { width: 0, height: 64 },
  { width: 64, height: 0 },
  { width: 0, height: 0 },
];

/** Frames that stay within the bounds and are wrong in another way. */
const STRANGE: Readonly<Record<string, Frame>> = {
  lossless: { width: 96, height: 64, marker: 0xc3 },
  "extended-12-bit": { width: 96, height: 64, marker: 0xc1, precision: 12 },
  arithmetic: { width: 96, height: 64, marker: 0xc9 },
  "progressive-arithmetic": { width: 96, height: 64, marker: 0xca },
  hierarchical: { width: 96, height: 64, marker: 0xc5 },
  "precision-0": { width: 96, height: 64, precision: 0 },
  "precision-16": { width: 96, height: 64, precision: 16 },
  "no-component": { width: 96, height: 64, factors: [] },
  "two-components": { width: 96, height: 64, factors: [0x11, 0x11] },
  "four-components": { width: 96, height: 64, factors: [0x11, 0x11, 0x11, 0x11] },
  "ten-components": { width: 96, height: 64, factors: Array<number>(10).fill(0x11) },
  "factors-zero": { width: 96, height: 64, factors: [0x00, 0x11, 0x11] },
  "factors-15": { width: 96, height: 64, factors: [0xff, 0xff, 0xff] },
  "factors-too-many-blocks": { width: 96, height: 64, factors: [0x44, 0x44, 0x44] },
  "factors-odd": { width: 96, height: 64, factors: [0x31, 0x13, 0x22] },
  "grey-sampled-4x4": { width: 96, height: 64, factors: [0x44] },
  "chroma-finer-than-luma": { width: 96, height: 64, factors: [0x11, 0x22, 0x22] },
  "larger-than-its-data": { width: 4_000, height: 3_000 },
  "larger-than-its-data-progressive": { width: 3_900, height: 3_900, marker: 0xc2 },
  "smaller-than-its-data": { width: 33, height: 33 },
};

export function jpegFrames(): HostileFile[] {
  const named = (name: string, bytes: Uint8Array): HostileFile => ({ name, source: "jpeg frames", bytes });
  const good = goodFile("orientation-1.jpg");
  const progressive = goodFile("progressive.jpg");
  const frame = sof({ width: 96, height: 64 });
  const tables = tablesOf(good);
  const [firstScan] = listParts(good).filter(({ name }) => name === "SOS");
  const head = good.subarray(0, firstScan?.start ?? 0);
  const tail = good.subarray(firstScan?.start ?? 0);
  const tiny = (...parts: readonly Uint8Array[]) => Buffer.concat([SOI, ...parts, EOI]);
  return [
    ...HUGE.map((each) => ({
      ...named(
        `huge-${each.width}x${each.height}-sof${(each.marker ?? 0xc0) - 0xc0}`,
        withFrame(good, sof(each)),
      ),
      must: "be refused" as const,
    })),
    ...Object.entries(STRANGE).map(([name, each]) =>
      named(name, withFrame(each.marker === 0xc2 ? progressive : good, sof(each))),
    ),
    named("97-bytes-8224x65312", tiny(sof({ width: 8_224, height: 65_312 }), sos(3), Buffer.alloc(60))),
    named("two-frames", withFrame(good, Buffer.concat([frame, sof({ width: 9_000, height: 5_000 })]))),
    named(
      "second-frame-behind-the-scan",
      Buffer.concat([good.subarray(0, -2), sof({ width: 9_000, height: 5_000 }), tail]),
    ),
    named("frame-behind-the-scan-alone", Buffer.concat([SOI, tables, tail.subarray(0, -2), frame, EOI])),
    named("no-frame", Buffer.concat([SOI, tables, tail])),
    named("no-tables", Buffer.concat([SOI, frame, tail])),
    named("frame-cut-short", withFrame(good, segment(0xc0, Buffer.from([8, 0, 64, 0, 96, 3, 1])))),
    named("frame-length-0", withFrame(good, segment(0xc0, Buffer.alloc(9), 0))),
    named("frame-length-65535", withFrame(good, segment(0xc0, frame.subarray(4), 65_535))),
    named("same-component-three-times", withFrame(good, Buffer.from(frame).fill(1, 13, 14).fill(1, 16, 17))),
    named("quantisation-table-15", withFrame(good, Buffer.from(frame).fill(15, 12, 13))),
    named(
      "height-comes-later",
      Buffer.concat([
        withFrame(good, sof({ width: 96, height: 0 })).subarray(0, -2),
        segment(0xdc, Buffer.from([0, 64])),
        EOI,
      ]),
    ),
    named(
      "scan-of-unknown-components",
      Buffer.concat([
        head,
        segment(0xda, Buffer.from([3, 9, 0, 8, 0x11, 7, 0x11, 0, 63, 0])),
        tail.subarray(14),
      ]),
    ),
    named(
      "scan-of-255-components",
      Buffer.concat([head, segment(0xda, Buffer.alloc(300, 255)), tail.subarray(14)]),
    ),
    named("scan-without-data", Buffer.concat([head, sos(3), EOI])),
    named("scan-of-zeros", Buffer.concat([head, sos(3), Buffer.alloc(100_000), EOI])),
    named("scan-of-ones", Buffer.concat([head, sos(3), Buffer.alloc(100_000, 0xfe), EOI])),
    named(
      "scan-of-restarts",
      Buffer.concat([
        head,
        sos(3),
        Buffer.from(
          Array.from({ length: 60_000 }, (_, at) => (at % 2 === 0 ? 0xff : 0xd0 + ((at >> 1) & 7))),
        ),
        EOI,
      ]),
    ),
    named("restart-after-each-block", withSegments(good, segment(0xdd, Buffer.from([0, 1])))),
    named("restart-interval-65535", withSegments(good, segment(0xdd, Buffer.from([255, 255])))),
    named("bands-out-of-order", Buffer.concat([head, sos(3, [63, 0, 0]), tail.subarray(14)])),
    named("band-255", Buffer.concat([head, sos(3, [0, 255, 0]), tail.subarray(14)])),
    named("approximation-ff", Buffer.concat([head, sos(3, [0, 63, 0xff]), tail.subarray(14)])),
    named("baseline-called-progressive", withFrame(good, sof({ width: 96, height: 64, marker: 0xc2 }))),
    named("progressive-called-baseline", withFrame(progressive, sof({ width: 96, height: 64 }))),
    named(
      "codes-that-overlap",
      withSegments(
        good,
        segment(0xc4, Buffer.from([0, ...Array<number>(16).fill(255), ...Array<number>(200).fill(1)])),
      ),
    ),
    named(
      "codes-of-one-length",
      withSegments(good, segment(0xc4, Buffer.from([0, 3, ...Array<number>(15).fill(0), 1, 2, 3]))),
    ),
    named(
      "code-table-15",
      withSegments(good, segment(0xc4, Buffer.from([0xff, 1, ...Array<number>(15).fill(0), 1]))),
    ),
    named("code-table-empty", withSegments(good, segment(0xc4, Buffer.alloc(0)))),
    named("quantisation-of-zeros", withSegments(good, segment(0xdb, Buffer.alloc(65)))),
    named(
      "quantisation-of-16-bits",
      withSegments(good, segment(0xdb, Buffer.concat([Buffer.from([0x10]), Buffer.alloc(128, 255)]))),
    ),
    named("quantisation-cut-short", withSegments(good, segment(0xdb, Buffer.alloc(20)))),
    named("every-table-late", Buffer.concat([SOI, frame, sos(3), tables, tail])),
  ];
}

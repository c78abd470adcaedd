/** WebP: containers that lie about what they hold. */
import { EXIF_DIRECTORY, LONG, ORIENTATION, SHORT, tiff } from "../build/exif.ts";
import { chunksOf, codedSize, FLAGS, riffChunk, vp8x, webp } from "../build/webp.ts";
import { goodFile } from "../good-files.ts";
import type { HostileFile } from "../hostile-file.ts";

export function webpFiles(): HostileFile[] {
  const named = (name: string, bytes: Uint8Array): HostileFile => ({ name, source: "webp", bytes });
  const refused = (name: string, bytes: Uint8Array): HostileFile => ({
    ...named(name, bytes),
    must: "be refused",
  });
  const [lossy = Buffer.alloc(0)] = chunksOf(goodFile("lossy.webp"));
  const [lossless = Buffer.alloc(0)] = chunksOf(goodFile("lossless.webp"));
  const { width, height } = codedSize(goodFile("lossy.webp"));
  const right = vp8x(0, width, height);
  const frame = (w: number, h: number, ...inside: readonly Buffer[]) => {
    const head = Buffer.alloc(16);
    head.writeUIntLE(w - 1, 6, 3);
    head.writeUIntLE(h - 1, 9, 3);
    return riffChunk("ANMF", Buffer.concat([head, ...inside]));
  };
  const lossyOf = (w: number, h: number) => {
    const chunk = Buffer.from(lossy);
    chunk.writeUInt16LE(w, 14);
    chunk.writeUInt16LE(h, 16);
    return chunk;
  };
  const losslessOf = (w: number, h: number) => {
    const chunk = Buffer.from(lossless);
    chunk.writeUInt32LE((((w - 1) | ((h - 1) << 14)) >>> 0) & 0x0fffffff, 9);
    return chunk;
  };
  const many = Array.from({ length: 5_000 }, () => frame(1, 1, lossyOf(1, 1)));
  return [
    refused("huge-lossy-16383", webp([lossyOf(16_383, 16_383)])),
    refused("huge-lossless-16384", webp([losslessOf(16_384, 16_384)])),
    refused("huge-canvas-16777216", webp([vp8x(0, 16_777_216, 16_777_216), lossy])),
    refused("canvas-larger-than-its-picture", webp([vp8x(0, width + 1, height), lossy])),
    refused("canvas-smaller-than-its-picture", webp([vp8x(0, 1, 1), lossy])),
    refused("canvas-without-a-picture", webp([right])),
    refused("nothing-but-a-header", webp([])),
    named("lossy-larger-than-its-data", webp([lossyOf(2_448, 2_448)])),
    named("lossless-larger-than-its-data", webp([losslessOf(1_870, 1_870)])),
    named("lossy-smaller-than-its-data", webp([lossyOf(33, 33)])),
    named("scaling-bits-set", webp([lossyOf(width | 0xc000, height | 0x8000)])),
    named("not-a-key-frame", webp([Buffer.from(lossy).fill((lossy[8] ?? 0) | 1, 8, 9)])),
    named("first-partition-too-long", webp([Buffer.from(lossy).fill(0xff, 9, 11)])),
    named("lossless-version-7", webp([Buffer.from(lossless).fill(0xe0, 12, 13)])),
    named("lossless-wrong-mark", webp([Buffer.from(lossless).fill(0, 8, 9)])),
    ...[0, 4, 0xffffffff, 0x7fffffff, 0xfffffff6].map((length) =>
      named(`file-length-${length.toString(16)}`, webp([lossy], length)),
    ),
    ...[0xffffffff, 0x7fffffff, 0xfffffff7].map((length) =>
      named(`chunk-length-${length.toString(16)}`, webp([riffChunk("VP8 ", lossy.subarray(8), length)])),
    ),
    named("chunk-length-0", webp([riffChunk("VP8 ", Buffer.alloc(0)), lossy])),
    named("unknown-chunk-of-4-GB", webp([right, riffChunk("XXXX", Buffer.alloc(4), 0xfffffff0), lossy])),
    named("two-pictures-of-two-sizes", webp([lossy, lossyOf(8_000, 8_000)])),
    named("large-picture-first", webp([lossyOf(2_400, 2_400), lossy])),
    named("lossy-then-lossless", webp([lossy, lossless])),
    named("lossless-then-lossy", webp([lossless, lossy])),
    named("canvas-behind-the-picture", webp([lossy, vp8x(FLAGS.animation, 16_000, 16_000)])),
    named("two-canvases", webp([right, vp8x(0, 16_000, 16_000), lossy])),
    named("canvas-cut-short", webp([riffChunk("VP8X", Buffer.from([0, 0, 0])), lossy])),
    named("animated-without-frames", webp([vp8x(FLAGS.animation, width, height)])),
    named("animated-with-a-still-picture", webp([vp8x(FLAGS.animation, width, height), lossy])),
    named(
      "animated-frame-larger-than-the-canvas",
      webp([vp8x(FLAGS.animation, 64, 64), riffChunk("ANIM", Buffer.alloc(6)), frame(16_000, 16_000, lossy)]),
    ),
    named(
      "animated-frame-in-a-frame",
      webp([vp8x(FLAGS.animation, 64, 64), frame(64, 64, frame(64, 64, frame(64, 64, lossy)))]),
    ),
    named(
      "animated-frame-without-data",
      webp([vp8x(FLAGS.animation, 64, 64), riffChunk("ANIM", Buffer.alloc(6)), frame(64, 64)]),
    ),
    named(
      "animated-canvas-16-million",
      webp([vp8x(FLAGS.animation, 16_777_216, 1), riffChunk("ANIM", Buffer.alloc(6)), frame(64, 64, lossy)]),
    ),
    named(
      "five-thousand-frames",
      webp([vp8x(FLAGS.animation, 64, 64), riffChunk("ANIM", Buffer.alloc(6)), ...many]),
    ),
    named("frame-without-the-animation-flag", webp([right, frame(width, height, lossy)])),
    named(
      "alpha-is-noise",
      webp([
        vp8x(FLAGS.alpha, width, height),
        riffChunk("ALPH", Buffer.from(Array.from({ length: 900 }, (_, at) => (at * 57) & 255))),
        lossy,
      ]),
    ),
    named("alpha-empty", webp([vp8x(FLAGS.alpha, width, height), riffChunk("ALPH", Buffer.alloc(0)), lossy])),
    named(
      "alpha-coded-lossless-cut-short",
      webp([vp8x(FLAGS.alpha, width, height), riffChunk("ALPH", Buffer.from([1, 0, 0])), lossy]),
    ),
    named("alpha-said-and-not-there", webp([vp8x(FLAGS.alpha, width, height), lossy])),
    named(
      "exif-loops",
      webp([
        vp8x(FLAGS.exif, width, height),
        lossy,
        riffChunk("EXIF", tiff([{ tag: EXIF_DIRECTORY, type: LONG, count: 1, value: 8 }], { next: 8 })),
      ]),
    ),
    named(
      "exif-65535-entries",
      webp([
        vp8x(FLAGS.exif, width, height),
        lossy,
        riffChunk("EXIF", tiff([{ tag: ORIENTATION, type: SHORT, count: 1, value: 99 }], { count: 65_535 })),
      ]),
    ),
    named(
      "profile-is-noise",
      webp([vp8x(FLAGS.icc, width, height), riffChunk("ICCP", Buffer.alloc(70_000, 0x99)), lossy]),
    ),
    named("profile-announced-and-not-there", webp([vp8x(FLAGS.icc, width, height), lossy])),
    named(
      "xmp-of-four-megabytes",
      webp([vp8x(FLAGS.xmp, width, height), lossy, riffChunk("XMP ", Buffer.alloc(4_000_000, 0x20))]),
    ),
    named(
      "100k-unknown-chunks",
      webp([
        right,
        Buffer.concat(Array.from({ length: 100_000 }, () => riffChunk("ABCD", Buffer.alloc(2)))),
        lossy,
      ]),
    ),
    named(
      "odd-chunk-without-padding",
      webp([right, Buffer.concat([Buffer.from("ABCD\x01\0\0\0Z", "latin1")]), lossy]),
    ),
    named("four-megabytes-behind-the-end", Buffer.concat([goodFile("lossy.webp"), Buffer.alloc(4_000_000)])),
  ];
}

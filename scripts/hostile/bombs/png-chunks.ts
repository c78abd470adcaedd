/** PNG: chunks that lie, repeat, flood, loop or inflate without end. */
import { deflateSync } from "node:zlib";

import { exifBody, EXIF_DIRECTORY, GPS_DIRECTORY, LONG, ORIENTATION, SHORT, tiff } from "../build/exif.ts";
import { chunk, GREY, idat, IEND, ihdr, plainPng, png, type PngShape } from "../build/png.ts";
import type { HostileFile } from "../hostile-file.ts";

const SMALL: PngShape = { width: 64, height: 64 };

export function pngChunks(): HostileFile[] {
  const named = (name: string, bytes: Uint8Array): HostileFile => ({ name, source: "png chunks", bytes });
  const before = (name: string, ...chunks: readonly Buffer[]) => named(name, plainPng(SMALL, ...chunks));
  const bomb = deflateSync(Buffer.alloc(200_000_000), { level: 9 });
  const nested = deflateSync(bomb, { level: 9 });
  const text = (type: string, body: Uint8Array) =>
    chunk(type, Buffer.concat([Buffer.from("k\0\0", "latin1"), body]));
  const frameControl = (width: number, height: number, x = 0) => {
    const data = Buffer.alloc(26);
    data.writeUInt32BE(width >>> 0, 4);
    data.writeUInt32BE(height >>> 0, 8);
    data.writeUInt32BE(x >>> 0, 12);
    return chunk("fcTL", data);
  };
  const animation = (frames: number) => {
    const data = Buffer.alloc(8);
    data.writeUInt32BE(frames >>> 0, 0);
    return chunk("acTL", data);
  };
  const loop = tiff([{ tag: EXIF_DIRECTORY, type: LONG, count: 1, value: 8 }], { next: 8 });
  return [
    before("text-inflates-to-200-MB", text("zTXt", bomb)),
    before(
      "international-text-inflates",
      text("iTXt", Buffer.concat([Buffer.from("\x01\0\0\0", "latin1"), bomb])),
    ),
    before("profile-inflates-to-200-MB", text("iCCP", bomb)),
    before("profile-in-a-profile", text("iCCP", nested)),
    before(
      "profile-is-noise",
      text("iCCP", Buffer.from(Array.from({ length: 2_000 }, (_, at) => (at * 97) & 255))),
    ),
    before("profile-without-a-name", chunk("iCCP", Buffer.alloc(3_000, 0x41))),
    before("profile-is-empty", chunk("iCCP")),
    before(
      "two-thousand-profiles",
      ...Array.from({ length: 2_000 }, () => text("iCCP", deflateSync(Buffer.alloc(4_000)))),
    ),
    before(
      "64k-texts",
      Buffer.concat(Array.from({ length: 65_536 }, () => chunk("tEXt", Buffer.from("k\0v", "latin1")))),
    ),
    before("eight-megabytes-of-text", chunk("tEXt", Buffer.alloc(8_000_000, 0x41))),
    before("exif-loops", chunk("eXIf", loop)),
    before(
      "exif-with-prefix",
      chunk("eXIf", exifBody(tiff([{ tag: ORIENTATION, type: SHORT, count: 1, value: 6 }]))),
    ),
    before(
      "exif-orientation-9",
      chunk("eXIf", tiff([{ tag: ORIENTATION, type: SHORT, count: 1, value: 9 }])),
    ),
    before(
      "exif-65535-entries",
      chunk("eXIf", tiff([{ tag: GPS_DIRECTORY, type: LONG, count: 1, value: 8 }], { count: 65_535 })),
    ),
    before("exif-of-one-byte", chunk("eXIf", Buffer.from("I"))),
    named("two-headers", png(ihdr(SMALL), ihdr({ width: 9_000, height: 9_000 }), idat(SMALL), IEND)),
    named(
      "second-header-behind-the-pixels",
      png(ihdr(SMALL), idat(SMALL), ihdr({ width: 9_000, height: 9_000 }), IEND),
    ),
    named("header-is-not-first", png(chunk("tEXt", Buffer.from("k\0v")), ihdr(SMALL), idat(SMALL), IEND)),
    named("header-of-12-bytes", png(chunk("IHDR", Buffer.alloc(12)), idat(SMALL), IEND)),
    named("nothing-but-a-signature", png()),
    named("nothing-but-an-end", png(IEND)),
    named("no-end", png(ihdr(SMALL), idat(SMALL))),
    named("end-before-the-pixels", png(ihdr(SMALL), IEND, idat(SMALL))),
    named("pixels-behind-the-end", png(ihdr(SMALL), idat(SMALL), IEND, idat(SMALL), IEND)),
    named("other-chunk-between-pixels", png(ihdr(SMALL), idat(SMALL), chunk("tEXt"), idat(SMALL), IEND)),
    named("end-with-data", png(ihdr(SMALL), idat(SMALL), chunk("IEND", Buffer.alloc(2_000)))),
    ...[0xffffffff, 0x7fffffff, 0xfffffff4, 0xfffffff0, 0x80000000].map((length) =>
      named(
        `length-${length.toString(16)}`,
        png(ihdr(SMALL), chunk("tEXt", Buffer.alloc(4), { length }), idat(SMALL), IEND),
      ),
    ),
    named(
      "pixel-length-ffffffff",
      png(ihdr(SMALL), chunk("IDAT", Buffer.alloc(4), { length: 0xffffffff }), IEND),
    ),
    named(
      "wrong-sum-of-the-header",
      png(chunk("IHDR", ihdr(SMALL).subarray(8, 21), { crc: 1 }), idat(SMALL), IEND),
    ),
    named(
      "wrong-sum-of-the-pixels",
      png(ihdr(SMALL), chunk("IDAT", idat(SMALL).subarray(8, -4), { crc: 1 }), IEND),
    ),
    before("wrong-sum-of-a-text", chunk("tEXt", Buffer.from("k\0v"), { crc: 1 })),
    before("unknown-critical-chunk", chunk("ABCD", Buffer.alloc(100))),
    before(
      "chunk-names-that-are-none",
      chunk("\0\0\0\0"),
      chunk("\xff\xff\xff\xff", Buffer.alloc(9)),
      chunk("   \n"),
    ),
    before("lower-case-header", chunk("ihdr", ihdr({ width: 9_000, height: 9_000 }).subarray(8, 21))),
    before("apple-optimised", chunk("CgBI", Buffer.from([0x50, 0, 0x20, 2]))),
    before("transparency-too-long", chunk("tRNS", Buffer.alloc(5_000))),
    before("transparency-empty", chunk("tRNS")),
    named(
      "transparency-of-grey-alpha",
      png(ihdr({ ...SMALL, colour: 4 }), chunk("tRNS", Buffer.alloc(2)), idat({ ...SMALL, colour: 4 }), IEND),
    ),
    before(
      "nonsense-colours",
      chunk("cHRM", Buffer.alloc(32, 0xff)),
      chunk("gAMA", Buffer.alloc(4)),
      chunk("sRGB", Buffer.from([255])),
    ),
    before("gamma-zero", chunk("gAMA", Buffer.alloc(4))),
    before("significant-bits-too-many", chunk("sBIT", Buffer.from([255, 255, 255]))),
    before("background-too-short", chunk("bKGD", Buffer.from([1]))),
    before("density-huge", chunk("pHYs", Buffer.alloc(9, 0xff))),
    before("animation-of-no-frames", animation(0)),
    before("animation-of-four-billion-frames", animation(0xffffffff)),
    before("animation-without-frames", animation(10), frameControl(64, 64)),
    before("frame-larger-than-the-picture", animation(1), frameControl(0xffffffff, 0xffffffff)),
    before("frame-beside-the-picture", animation(1), frameControl(64, 64, 0xfffffff0)),
    named(
      "ten-thousand-frames",
      png(
        ihdr(SMALL),
        animation(10_000),
        frameControl(64, 64),
        idat(SMALL),
        ...Array.from({ length: 10_000 }, () => [frameControl(1, 1), chunk("fdAT", Buffer.alloc(8))]).flat(),
        IEND,
      ),
    ),
    named(
      "frame-data-before-pixels",
      png(
        ihdr(SMALL),
        animation(2),
        frameControl(64, 64),
        chunk("fdAT", Buffer.alloc(40)),
        idat(SMALL),
        IEND,
      ),
    ),
    named("grey-with-a-palette", plainPng({ ...SMALL, colour: GREY }, chunk("PLTE", Buffer.alloc(768)))),
    named("eight-megabytes-behind-the-end", Buffer.concat([plainPng(SMALL), Buffer.alloc(8_000_000, 0x20)])),
  ];
}

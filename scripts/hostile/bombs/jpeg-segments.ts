/** JPEG: segments around the picture. */
import { exifBody, EXIF_DIRECTORY, GPS_DIRECTORY, LONG, ORIENTATION, SHORT, tiff } from "../build/exif.ts";
import { EOI, segment, SOI, withSegments } from "../build/jpeg.ts";
import { goodFile } from "../good-files.ts";
import type { HostileFile } from "../hostile-file.ts";

const APP1 = 0xe1;
const APP2 = 0xe2;
const COMMENT = 0xfe;
const LONGEST = 65_533;

export function jpegSegments(): HostileFile[] {
  const good = goodFile("progressive.jpg");
  const named = (name: string, bytes: Uint8Array): HostileFile => ({ name, source: "jpeg segments", bytes });
  const before = (name: string, ...segments: readonly Buffer[]) =>
    named(name, withSegments(good, ...segments));
  const exif = (block: Uint8Array) => segment(APP1, exifBody(block));
  const profile = (number: number, count: number, data: Uint8Array) =>
    segment(
      APP2,
      Buffer.concat([Buffer.from("ICC_PROFILE\0", "latin1"), Buffer.from([number, count]), data]),
    );
  const fake = (tags: number) => {
    const icc = Buffer.alloc(60_000, 0xff);
    icc.write("RGB XYZ ", 16, "latin1");
    icc.writeUInt32BE(tags >>> 0, 128);
    return icc;
  };
  const orientation = (type: number, value: number) =>
    exif(tiff([{ tag: ORIENTATION, type, count: 1, value }]));
  return [
    before(
      "240-comments-of-64-kB",
      ...Array.from({ length: 240 }, () => segment(COMMENT, Buffer.alloc(LONGEST, 0x41))),
    ),
    before(
      "200k-empty-comments",
      Buffer.concat(Array.from({ length: 200_000 }, () => segment(COMMENT, Buffer.alloc(0)))),
    ),
    before("a-megabyte-of-fill-bytes", Buffer.alloc(1_000_000, 0xff)),
    before("a-megabyte-of-zeros", Buffer.alloc(1_000_000)),
    before("a-thousand-starts", Buffer.concat(Array.from({ length: 1_000 }, () => SOI))),
    before("end-at-the-start", EOI),
    before("segment-length-0", segment(COMMENT, Buffer.alloc(0), 0)),
    before("segment-length-1", segment(COMMENT, Buffer.alloc(0), 1)),
    before("segment-length-65535", segment(COMMENT, Buffer.alloc(0), 65_535)),
    before(
      "every-unknown-marker",
      ...Array.from({ length: 14 }, (_, at) => segment(0xf0 + at, Buffer.alloc(9))),
    ),
    before("standalone-markers", Buffer.from([0xff, 0x01, 0xff, 0xd0, 0xff, 0xd7])),
    before(
      "exif-directory-loops",
      exif(tiff([{ tag: EXIF_DIRECTORY, type: LONG, count: 1, value: 8 }], { next: 8 })),
    ),
    before("exif-offset-ffffffff", exif(tiff([], { next: 0xffffffff }))),
    before("exif-first-directory-far-away", exif(Buffer.from("II*\0\xff\xff\xff\x7f", "latin1"))),
    before(
      "exif-65535-entries",
      exif(tiff([{ tag: GPS_DIRECTORY, type: LONG, count: 1, value: 8 }], { count: 65_535 })),
    ),
    before("exif-value-of-4-GB", exif(tiff([{ tag: 0x927c, type: 7, count: 0xffffffff, value: 8 }]))),
    before("exif-empty", exif(Buffer.alloc(0))),
    before("exif-big-endian-garbage", exif(Buffer.from("MM\0*\0\0\0\x08\xff\xff", "latin1"))),
    before("exif-thumbnail-is-a-bomb", exif(Buffer.concat([tiff([], { next: 14 }), good]))),
    before(
      "hundred-exif-blocks",
      ...Array.from({ length: 100 }, (_, at) => orientation(SHORT, (at % 8) + 1)),
    ),
    ...[0, 9, 255, 65_535].map((value) => before(`orientation-${value}`, orientation(SHORT, value))),
    before("orientation-as-long", orientation(LONG, 6)),
    before("orientation-as-text", exif(tiff([{ tag: ORIENTATION, type: 2, count: 400, value: 0x41414141 }]))),
    before(
      "xmp-extended-without-end",
      segment(
        APP1,
        Buffer.concat([
          Buffer.from("http://ns.adobe.com/xmp/extension/\0", "latin1"),
          Buffer.alloc(60_000, 0xff),
        ]),
      ),
    ),
    before(
      "profile-255-parts",
      ...Array.from({ length: 255 }, (_, at) => profile(at + 1, 255, Buffer.alloc(60_000, at))),
    ),
    before("profile-same-part-100-times", ...Array.from({ length: 100 }, () => profile(1, 1, fake(9)))),
    before("profile-part-0-of-0", profile(0, 0, fake(9))),
    before("profile-of-four-billion-tags", profile(1, 1, fake(0xffffffff))),
    before("profile-tags-point-outside", profile(1, 1, fake(100))),
    before("profile-empty", profile(1, 1, Buffer.alloc(0))),
    before("profile-curve-of-four-billion", profile(1, 1, curveProfile(0xffffffff))),
    before("profile-curve-of-one", profile(1, 1, curveProfile(1))),
    before(
      "photoshop-block-without-end",
      segment(
        0xed,
        Buffer.concat([Buffer.from("Photoshop 3.0\0" + "8BIM", "latin1"), Buffer.alloc(40, 0xff)]),
      ),
    ),
    before("adobe-says-cmyk", segment(0xee, Buffer.from("Adobe\0d\0\0\0\0\x02", "latin1"))),
    before("adobe-says-nonsense", segment(0xee, Buffer.from("Adobe\0d\0\0\0\0\xff", "latin1"))),
    before(
      "jfif-thumbnail-255x255",
      segment(0xe0, Buffer.from("JFIF\0\x01\x02\x00\0\x01\0\x01\xff\xff", "latin1")),
    ),
    named("eight-megabytes-behind-the-end", Buffer.concat([good, Buffer.alloc(8_000_000, 0x41)])),
    named("second-picture-behind-the-end", Buffer.concat([good, goodFile("orientation-6.jpg")])),
    named("no-end", good.subarray(0, -2)),
    named("nothing-but-a-start", Buffer.from([0xff, 0xd8, 0xff])),
    named("start-and-end", Buffer.concat([SOI, EOI])),
  ];
}

/** A matrix profile whose curves say they have `count` points. */
function curveProfile(count: number): Buffer {
  const tags = ["rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"];
  const icc = Buffer.alloc(1_000);
  icc.write("RGB XYZ ", 16, "latin1");
  icc.writeUInt32BE(tags.length, 128);
  tags.forEach((tag, index) => {
    icc.write(tag, 132 + index * 12, "latin1");
    icc.writeUInt32BE(tag.endsWith("TRC") ? 600 : 500, 136 + index * 12);
    icc.writeUInt32BE(60, 140 + index * 12);
  });
  icc.write("XYZ \0\0\0\0\0\0\x80\0\0\0\x80\0\0\0\x80\0", 500, "latin1");
  icc.write("curv", 600, "latin1");
  icc.writeUInt32BE(count >>> 0, 608);
  return icc;
}

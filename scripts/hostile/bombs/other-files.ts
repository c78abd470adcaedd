/** GIF, other formats, polyglots, and files that are no pictures. */
import { sos, sof, segment, SOI, withSegments } from "../build/jpeg.ts";
import { GIF_END, gifFrame, gifHeader } from "../build/gif.ts";
import { chunk, plainPng } from "../build/png.ts";
import { goodFile } from "../good-files.ts";
import type { HostileFile } from "../hostile-file.ts";

/** An empty ZIP archive: its end record. */
const EMPTY_ZIP = Buffer.concat([Buffer.from("PK\x05\x06", "latin1"), Buffer.alloc(18)]);
const PAGE = Buffer.from("<!doctype html><script>alert(1)</script>", "latin1");
const LAUGHS = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "ha">${Array.from({ length: 20 }, (_, at) => `<!ENTITY a${at} "&a${at - 1};&a${at - 1};">`).join("")}]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">&a19;</svg>`;

export function gifFiles(): HostileFile[] {
  const named = (name: string, ...parts: readonly Uint8Array[]): HostileFile => ({
    name,
    source: "gif",
    bytes: Buffer.concat(parts),
  });
  const still = goodFile("still.gif");
  const screen = gifHeader(64, 64);
  const lzw = (bytes: number, minimum: number) =>
    Buffer.concat([
      Buffer.from([0x2c, 0, 0, 0, 0, 64, 0, 64, 0, 0, minimum]),
      ...Array.from({ length: Math.ceil(bytes / 255) }, () =>
        Buffer.concat([Buffer.from([255]), Buffer.alloc(255, 0xff)]),
      ),
      Buffer.from([0]),
    ]);
  return [
    named("screen-65535x65535", gifHeader(65_535, 65_535), gifFrame(65_535, 65_535), GIF_END),
    named("screen-0x0", gifHeader(0, 0), gifFrame(64, 64), GIF_END),
    named("frame-larger-than-the-screen", screen, gifFrame(65_535, 65_535), GIF_END),
    named("frame-0x0", screen, gifFrame(0, 0), GIF_END),
    named("ten-thousand-frames", screen, ...Array.from({ length: 10_000 }, () => gifFrame(64, 64)), GIF_END),
    named("no-frame", screen, GIF_END),
    named("no-end", screen, gifFrame(64, 64)),
    named("no-colours", gifHeader(64, 64, 0), gifFrame(64, 64), GIF_END),
    named(
      "100k-extensions",
      screen,
      Buffer.concat(Array.from({ length: 100_000 }, () => Buffer.from([0x21, 0xfe, 1, 0x41, 0]))),
      gifFrame(64, 64),
      GIF_END,
    ),
    named("extension-without-end", screen, Buffer.from([0x21, 0xfe]), Buffer.alloc(300_000, 0xff)),
    named("data-of-ones", screen, lzw(400_000, 8), GIF_END),
    ...[0, 1, 9, 12, 255].map((minimum) => named(`code-size-${minimum}`, screen, lzw(300, minimum), GIF_END)),
    named("colour-table-cut", screen.subarray(0, 15)),
    named("screen-cut", Buffer.from("GIF89a\x40", "latin1")),
    named("twice", still, still),
  ];
}

export function otherFiles(): HostileFile[] {
  const named =
    (source: string) =>
    (name: string, bytes: Uint8Array | string): HostileFile => ({
      name,
      source,
      bytes: typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes,
      must: "be refused",
    });
  const other = named("other formats");
  const nothing = named("no pictures");
  const both = (name: string, bytes: Uint8Array): HostileFile => ({ name, source: "polyglots", bytes });
  const jpeg = goodFile("progressive.jpg");
  const png = goodFile("plain.png");
  const box = (brand: string) =>
    Buffer.concat([
      Buffer.from([0, 0, 0, 24]),
      Buffer.from(`ftyp${brand}\0\0\0\0mif1${brand}`, "latin1"),
      Buffer.alloc(4_000),
    ]);
  return [
    other(
      "plain.svg",
      '<svg xmlns="http://www.w3.org/2000/svg" width="99999" height="99999"><script>alert(1)</script></svg>',
    ),
    other("svg-called-png.png", LAUGHS),
    other("svg-after-a-comment", `<!-- ${"x".repeat(900)} --><svg onload="alert(1)"/>`),
    other("svg-in-utf-16", Buffer.from("\ufeff<svg onload='alert(1)'/>", "utf16le")),
    other("svg-far-behind", `<a>${" ".repeat(50_000)}<svg/>`),
    other(
      "bitmap-65535.bmp",
      Buffer.concat([
        Buffer.from("BM\0\0\0\0\0\0\0\x006\0\0\0(\0\0\0\xff\xff\xff\x7f\xff\xff\xff\x7f", "latin1"),
        Buffer.alloc(60),
      ]),
    ),
    other("icon.ico", Buffer.concat([Buffer.from([0, 0, 1, 0, 255, 255]), Buffer.alloc(4_000)])),
    other("loop.tiff", Buffer.from("II*\0\x08\0\0\0\0\0\x08\0\0\0", "latin1")),
    other("big-endian.tiff", Buffer.from("MM\0*\xff\xff\xff\xff", "latin1")),
    other("still.avif", goodFile("still.avif")),
    other("lying.avif", box("avif")),
    other("lying.heic", box("heic")),
    other("film.mp4", box("isom")),
    other("codestream.jxl", Buffer.concat([Buffer.from([0xff, 0x0a]), Buffer.alloc(2_000)])),
    other(
      "boxes.jxl",
      Buffer.concat([Buffer.from("\0\0\0\x0cJXL \r\n\x87\n", "latin1"), Buffer.alloc(2_000)]),
    ),
    other("picture.jp2", Buffer.from("\0\0\0\x0cjP  \r\n\x87\n", "latin1")),
    other("picture.psd", Buffer.from(`8BPS\0\x01${"\0".repeat(100)}`, "latin1")),
    other(
      "document.pdf",
      "%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
    ),
    other("page.html", PAGE),
    other("script.js", "alert(1)//"),
    other("program.exe", Buffer.concat([Buffer.from("MZ", "latin1"), Buffer.alloc(900)])),
    other("archive.zip", EMPTY_ZIP),
    nothing("empty", Buffer.alloc(0)),
    nothing("one-byte", Buffer.from([0xff])),
    nothing("two-bytes-of-a-jpeg", SOI),
    nothing("magic-of-a-png", png.subarray(0, 8)),
    nothing("magic-of-a-webp", "RIFF\0\0\0\0WEBP"),
    nothing("magic-of-a-gif", "GIF89a"),
    nothing("riff-of-another-kind", "RIFF\xff\xff\xff\xffWAVEfmt "),
    nothing("zeros", Buffer.alloc(1_000_000)),
    nothing("ones", Buffer.alloc(1_000_000, 0xff)),
    nothing("text", "just words ".repeat(10_000)),
    nothing("png-signature-in-text-mode", "\x89PNG\n\x1a\n"),
    nothing("start-frame-scan-of-nothing", Buffer.concat([SOI, sof({ width: 64, height: 64 }), sos(3)])),
    both(
      "gif-and-script",
      Buffer.concat([
        Buffer.from("GIF89a=1;/*", "latin1"),
        goodFile("still.gif").subarray(11),
        Buffer.from("*/alert(1)"),
      ]),
    ),
    both("png-and-zip", Buffer.concat([png, EMPTY_ZIP])),
    both("jpeg-and-zip", Buffer.concat([jpeg, EMPTY_ZIP])),
    both("jpeg-and-page", withSegments(jpeg, segment(0xfe, PAGE))),
    both(
      "jpeg-and-php",
      withSegments(jpeg, segment(0xfe, Buffer.from("<?php system($_GET[0]); __halt_compiler();"))),
    ),
    both(
      "png-and-page",
      plainPng({ width: 64, height: 64 }, chunk("tEXt", Buffer.concat([Buffer.from("k\0"), PAGE]))),
    ),
    both("png-behind-a-jpeg", Buffer.concat([jpeg, png])),
    both("jpeg-behind-a-png", Buffer.concat([png, jpeg])),
    both("webp-and-page", Buffer.concat([goodFile("lossy.webp"), PAGE])),
    both("pdf-with-a-jpeg", Buffer.concat([Buffer.from("%PDF-1.7\n"), jpeg])),
    both("bitmap-name-of-a-jpeg", Buffer.concat([Buffer.from("BM"), jpeg])),
  ];
}

/** Good pictures with everything a camera, a program or a person can hide in them. */
import { deflateSync } from "node:zlib";

import { exifBody, phoneExif } from "./build/exif.ts";
import { segment, withSegments } from "./build/jpeg.ts";
import { chunk } from "./build/png.ts";
import { chunksOf, codedSize, FLAGS, riffChunk, vp8x, webp } from "./build/webp.ts";
import { listParts, pictureKind } from "./structure/list-parts.ts";

const XMP = Buffer.from(
  `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="Secret Person"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`,
);
/** An IPTC caption in a Photoshop block. */
const IPTC = Buffer.concat([
  Buffer.from("Photoshop 3.0\0" + "8BIM\x04\x04\0\0\0\0\0\x12", "latin1"),
  Buffer.from("\x1c\x02\x78\0\x0dSecret words.", "latin1"),
]);
const COMMENT = Buffer.from("Secret comment", "latin1");
const TRAILING = Buffer.from("<script>secret()</script>".repeat(40), "latin1");

export interface Dress {
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number;
  readonly profile: Uint8Array | null;
}

/** The picture with EXIF (camera, time, coordinates), XMP, IPTC, profile, text, thumbnail and trailing bytes. */
export function dressedFile(good: Uint8Array, dress: Dress): Buffer {
  const kind = pictureKind(good);
  if (kind === "jpeg") return dressedJpeg(good, dress);
  if (kind === "png") return dressedPng(good, dress);
  if (kind === "webp") return dressedWebp(good, dress);
  throw new Error("only JPEG, PNG and WebP are dressed");
}

function dressedJpeg(good: Uint8Array, { orientation, profile }: Dress): Buffer {
  const icc = (data: Uint8Array) => Buffer.concat([Buffer.from("ICC_PROFILE\0\x01\x01", "latin1"), data]);
  const file = withSegments(
    good,
    segment(0xe0, Buffer.from("JFXX\0\x13\x01\x01\x01\x02\x03", "latin1")),
    segment(0xe1, exifBody(phoneExif(orientation))),
    segment(0xe1, Buffer.concat([Buffer.from("http://ns.adobe.com/xap/1.0/\0", "latin1"), XMP])),
    ...(profile === null ? [] : [segment(0xe2, icc(profile))]),
    segment(0xe2, Buffer.from("MPF\0II*\0\x08\0\0\0\0\0", "latin1")),
    segment(0xed, IPTC),
    segment(0xfe, COMMENT),
  );
  return Buffer.concat([file, TRAILING]);
}

function dressedPng(good: Uint8Array, { orientation, profile }: Dress): Buffer {
  const parts = listParts(good);
  const headEnd = parts.find(({ name }) => name === "IHDR")?.end ?? 0;
  const text = (type: string, body: Uint8Array) =>
    chunk(type, Buffer.concat([Buffer.from("Comment\0", "latin1"), body]));
  return Buffer.concat([
    good.subarray(0, headEnd),
    ...(profile === null ? [] : [text("iCCP", Buffer.concat([Buffer.from([0]), deflateSync(profile)]))]),
    chunk("eXIf", phoneExif(orientation)),
    text("tEXt", COMMENT),
    text("zTXt", Buffer.concat([Buffer.from([0]), deflateSync(COMMENT)])),
    chunk("iTXt", Buffer.concat([Buffer.from("XML:com.adobe.xmp\0\0\0\0\0", "latin1"), XMP])),
    chunk("tIME", Buffer.from([0x07, 0xea, 11, 22, 12, 34, 56])),
    chunk("pHYs", Buffer.from([0, 0, 0x0b, 0x13, 0, 0, 0x0b, 0x13, 1])),
    chunk("seCr", COMMENT),
    good.subarray(headEnd),
    TRAILING,
  ]);
}

function dressedWebp(good: Uint8Array, { orientation, profile }: Dress): Buffer {
  const { width, height } = codedSize(good);
  const flags = FLAGS.exif | FLAGS.xmp | (profile === null ? 0 : FLAGS.icc);
  const file = webp([
    vp8x(flags, width, height),
    ...(profile === null ? [] : [riffChunk("ICCP", profile)]),
    ...chunksOf(good).filter((each) => each.toString("latin1", 0, 4) !== "VP8X"),
    riffChunk("EXIF", phoneExif(orientation)),
    riffChunk("XMP ", XMP),
    riffChunk("SECR", COMMENT),
  ]);
  return Buffer.concat([file, TRAILING]);
}

/**
 * Makes the small pictures in `test/fixtures/images`, one for each kind of file the header reader and the decoders must
 * know. Run it after changing it: `node scripts/make-image-fixtures.ts`.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import sharp, { type Sharp } from "sharp";

const FOLDER = fileURLToPath(new URL("../test/fixtures/images/", import.meta.url));
const WIDTH = 96;
const HEIGHT = 64;

/** Four differently coloured corners over a slope: no turn or mirror image of it equals another. */
function drawUpright(): Buffer {
  const corners = [
    [220, 40, 40],
    [40, 180, 60],
    [40, 60, 210],
    [230, 200, 50],
  ];
  const data = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const corner = corners[(y < HEIGHT / 2 ? 0 : 2) + (x < WIDTH / 2 ? 0 : 1)] ?? [];
      corner.forEach((value, channel) => {
        data[(y * WIDTH + x) * 3 + channel] = Math.round(value * (0.75 + (0.25 * x) / WIDTH));
      });
    }
  }
  return data;
}

const upright = drawUpright();
const picture = () => sharp(upright, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
const sharpest = { quality: 95, chromaSubsampling: "4:4:4" } as const;

/** Stored so that reading it with this EXIF orientation gives the upright picture. */
function storedFor(orientation: number): Sharp {
  const swap = orientation >= 5;
  const reverseX = [2, 3, 7, 8].includes(orientation);
  const reverseY = [3, 4, 6, 7].includes(orientation);
  const width = swap ? HEIGHT : WIDTH;
  const height = swap ? WIDTH : HEIGHT;
  const data = Buffer.alloc(upright.length);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const [a, b] = swap ? [y, x] : [x, y];
      const storedX = reverseX ? width - 1 - a : a;
      const storedY = reverseY ? height - 1 - b : b;
      upright.copy(data, (storedY * width + storedX) * 3, (y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } }).withMetadata({ orientation });
}

function disc(): Sharp {
  const svg = `<svg width="64" height="64"><circle cx="32" cy="32" r="28" fill="#fff"/><circle cx="32" cy="32" r="14" fill="#c03"/></svg>`;
  return sharp(Buffer.from(svg));
}

/**
 * A profile of the matrix kind with the primaries of Adobe RGB (1998), relative to D50, and its gamma of 563/256; enough of
 * ICC.1:2022 for any program to convert by it.
 */
function adobeRgb(): Buffer {
  const fixed = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(Math.round(value * 65_536));
    return bytes;
  };
  const xyz = (values: readonly number[]) =>
    Buffer.concat([Buffer.from("XYZ \0\0\0\0", "latin1"), ...values.map(fixed)]);
  const gamma = Buffer.from("curv\0\0\0\0\0\0\0\x01\x02\x33\0\0", "latin1");
  const text = Buffer.from("text\0\0\0\0none", "latin1");
  const name = Buffer.concat([Buffer.from("desc\0\0\0\0\0\0\0\x05test\0", "latin1"), Buffer.alloc(79)]);
  const tags: readonly (readonly [string, Buffer])[] = [
    ["desc", name],
    ["cprt", text],
    ["wtpt", xyz([0.9642, 1, 0.8249])],
    ["rXYZ", xyz([0.60974, 0.31111, 0.01947])],
    ["gXYZ", xyz([0.20528, 0.62567, 0.06087])],
    ["bXYZ", xyz([0.14919, 0.06322, 0.74457])],
    ...["rTRC", "gTRC", "bTRC"].map((tag) => [tag, gamma] as const),
  ];
  const header = Buffer.alloc(128);
  const table = Buffer.alloc(4 + 12 * tags.length);
  table.writeUInt32BE(tags.length);
  const bodies: Buffer[] = [];
  let at = header.length + table.length;
  tags.forEach(([tag, body], index) => {
    table.write(tag, 4 + index * 12, "latin1");
    table.writeUInt32BE(at, 8 + index * 12);
    table.writeUInt32BE(body.length, 12 + index * 12);
    const padded = Buffer.alloc(Math.ceil(body.length / 4) * 4);
    body.copy(padded);
    bodies.push(padded);
    at += padded.length;
  });
  header.writeUInt32BE(at, 0);
  header.writeUInt32BE(0x02400000, 8);
  header.write("mntrRGB XYZ ", 12, "latin1");
  header.write("acsp", 36, "latin1");
  [0.9642, 1, 0.8249].forEach((value, index) => fixed(value).copy(header, 68 + index * 4));
  return Buffer.concat([header, table, ...bodies]);
}

const adobeProfile = join(mkdtempSync(join(tmpdir(), "profile-")), "adobe.icc");
writeFileSync(adobeProfile, adobeRgb());

const gps = {
  IFD3: {
    GPSLatitudeRef: "N",
    GPSLatitude: "53/1 20/1 0/1",
    GPSLongitudeRef: "W",
    GPSLongitude: "6/1 15/1 0/1",
  },
};
const frames = await Promise.all([1, 3].map((orientation) => storedFor(orientation).raw().toBuffer()));
const film = () =>
  sharp(Buffer.concat(frames), {
    raw: { width: WIDTH, height: HEIGHT * 2, channels: 3, pageHeight: HEIGHT },
  });

const files: Record<string, Sharp> = {
  "progressive.jpg": picture().jpeg({ quality: 90, progressive: true }),
  "progressive-444.jpg": picture().jpeg({ ...sharpest, progressive: true }),
  "grey.jpg": picture().toColourspace("b-w").jpeg({ quality: 90 }),
  "cmyk.jpg": picture().toColourspace("cmyk").jpeg({ quality: 90 }),
  "gps.jpg": picture().withExif(gps).jpeg({ quality: 90 }),
  "p3.jpg": picture().withIccProfile("p3").jpeg(sharpest),
  "p3.png": picture().withIccProfile("p3").png(),
  "p3.webp": picture().withIccProfile("p3").webp({ lossless: true }),
  "adobe.jpg": picture().withIccProfile(adobeProfile).jpeg(sharpest),
  "adobe.png": picture().withIccProfile(adobeProfile).png(),
  "plain.png": picture().png(),
  "interlaced.png": picture().png({ progressive: true }),
  "palette.png": picture().png({ palette: true, colours: 16 }),
  "deep.png": picture().toColourspace("rgb16").png(),
  "alpha.png": disc().png(),
  "alpha.webp": disc().webp({ quality: 90 }),
  "lossy.webp": picture().webp({ quality: 90 }),
  "lossless.webp": picture().webp({ lossless: true }),
  "animated.webp": film().webp(),
  "animated.gif": film().gif(),
  "still.gif": picture().gif(),
  "still.avif": picture().avif({ quality: 50 }),
  "orientation-6.png": storedFor(6).png(),
  "orientation-6.webp": storedFor(6).webp({ lossless: true }),
};
for (let orientation = 1; orientation <= 8; orientation += 1) {
  files[`orientation-${orientation}.jpg`] = storedFor(orientation).jpeg(sharpest);
}

mkdirSync(FOLDER, { recursive: true });
for (const [name, file] of Object.entries(files)) writeFileSync(`${FOLDER}${name}`, await file.toBuffer());

/** Good pictures at or just below the bounds of `src/images/bounds.ts`: what is accepted must fit too. Half a minute to make. */
import sharp, { type JpegOptions, type Sharp, type WebpOptions } from "sharp";

import { chunk, IEND, ihdr, png, rawBytes, RGBA } from "../build/png.ts";
import type { HostileFile } from "../hostile-file.ts";
import { repeatLastScan } from "./jpeg-scans.ts";
import { zeros } from "./png-frames.ts";

const FULL_COLOUR = { chromaSubsampling: "4:4:4" } as const;
const PROGRESSIVE = { progressive: true } as const;

const JPEGS: readonly (readonly [name: string, width: number, height: number, options: JpegOptions])[] = [
  ["50-MP.jpg", 8_160, 6_120, {}],
  ["50-MP-full-colour.jpg", 8_160, 6_120, FULL_COLOUR],
  ["50-MP-narrow.jpg", 16_384, 3_050, {}],
  ["16-MP-progressive.jpg", 4_618, 3_464, PROGRESSIVE],
  ["12-MP-progressive.jpg", 4_000, 3_000, PROGRESSIVE],
  ["8-MP-progressive-full-colour.jpg", 3_265, 2_449, { ...PROGRESSIVE, ...FULL_COLOUR }],
  ["6-MP-progressive-full-colour.jpg", 2_828, 2_121, { ...PROGRESSIVE, ...FULL_COLOUR }],
];

const WEBPS: readonly (readonly [
  name: string,
  width: number,
  height: number,
  alpha: number,
  options: WebpOptions,
])[] = [
  ["lossy.webp", 2_448, 2_448, 1, { quality: 50 }],
  ["with-transparency.webp", 2_000, 2_000, 0.5, { quality: 80 }],
  ["lossless.webp", 1_870, 1_870, 0.5, { lossless: true }],
];

/** Sides of PNGs with 16 bits a channel and transparency: 50 MP, and for decoders that want all rows at once. */
const PNG_SIDES = [7_071, 2_048];

export async function largestFiles(): Promise<HostileFile[]> {
  const named = (name: string, width: number, height: number, bytes: Uint8Array): HostileFile => ({
    name,
    source: "largest",
    bytes,
    megapixels: (width * height) / 1e6,
  });
  const files: HostileFile[] = [];
  for (const [name, width, height, options] of JPEGS) {
    const bytes = await slope(width, height)
      .jpeg({ quality: 60, ...options })
      .toBuffer();
    files.push(named(name, width, height, bytes));
  }
  for (const [name, width, height, alpha, options] of WEBPS) {
    const background = { r: 9, g: 90, b: 200, alpha };
    const picture = sharp({ create: { width, height, channels: 4, background } });
    files.push(named(name, width, height, await picture.webp(options).toBuffer()));
  }
  for (const side of PNG_SIDES) {
    const shape = { width: side, height: side, depth: 16, colour: RGBA };
    const data = zeros(rawBytes(shape));
    files.push(named(`${side}-16-bit.png`, side, side, png(ihdr(shape), chunk("IDAT", data), IEND)));
  }
  const still = await slope(2_000, 2_000).gif().toBuffer();
  files.push(named("4-MP.gif", 2_000, 2_000, still));
  const busy = await slope(4_000, 3_000).jpeg({ progressive: true, quality: 20 }).toBuffer();
  for (const scans of [40, 90]) {
    files.push(named(`12-MP-${scans}-scans.jpg`, 4_000, 3_000, repeatLastScan(busy, scans)));
  }
  return files;
}

/** A picture with something to code everywhere. */
function slope(width: number, height: number): Sharp {
  const tile = Buffer.alloc(256 * 256 * 3);
  for (let at = 0; at < tile.length; at += 1) tile[at] = ((at % 768) * 7 + Math.floor(at / 768) * 3) & 255;
  const options = { raw: { width: 256, height: 256, channels: 3 as const } };
  return sharp(tile, options).resize(width, height, { fit: "fill", kernel: "linear" });
}

/** Whatever a picture carries, what we make of it is pixels alone, and upright. */
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ADOBE_RGB, DISPLAY_P3, matrixProfile } from "../../scripts/hostile/build/icc.ts";
import { dressedFile } from "../../scripts/hostile/dressed-file.ts";
import { findMetadata } from "../../scripts/hostile/structure/find-metadata.ts";
import { type PictureWorker, startPictureWorker } from "../../scripts/picture-worker/start-picture-worker.ts";
import type { VariantSpec } from "../../src/images/plan-variants.ts";
import type { PictureFormat } from "../../src/platforms/platform.ts";

const WIDTH = 96;
const HEIGHT = 64;
const FORMATS = ["jpeg", "png", "webp"] as const;
const PROFILES = [
  ["Display P3", matrixProfile(DISPLAY_P3, 2.2)],
  ["Adobe RGB", matrixProfile(ADOBE_RGB, 563 / 256)],
  ["no profile", null],
] as const;

let worker: PictureWorker;
beforeAll(async () => {
  worker = await startPictureWorker();
});
afterAll(() => worker.stop());

/** Every pixel different from its mirror images and turns. */
function upright(): Buffer {
  const data = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const dark = (x - 20) ** 2 + (y - 16) ** 2 < 100 ? 0.3 : 1;
      data.set([x * 2.6 * dark, y * 3.9 * dark, (x + y) * 1.5 * dark], (y * WIDTH + x) * 3);
    }
  }
  return data;
}

/** The upright picture stored so that reading it with this EXIF orientation (EXIF 2.32, tag 274) shows it upright. */
async function storedFor(orientation: number, format: PictureFormat): Promise<Buffer> {
  const swap = orientation >= 5;
  const reverseX = [2, 3, 7, 8].includes(orientation);
  const reverseY = [3, 4, 6, 7].includes(orientation);
  const [width, height] = swap ? [HEIGHT, WIDTH] : [WIDTH, HEIGHT];
  const from = upright();
  const data = Buffer.alloc(from.length);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const [a, b] = swap ? [y, x] : [x, y];
      const at = (reverseY ? height - 1 - b : b) * width + (reverseX ? width - 1 - a : a);
      from.copy(data, at * 3, (y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3);
    }
  }
  const picture = sharp(data, { raw: { width, height, channels: 3 } });
  if (format === "png") return picture.png().toBuffer();
  if (format === "webp") return picture.webp({ lossless: true }).toBuffer();
  return picture.jpeg({ quality: 97, chromaSubsampling: "4:4:4" }).toBuffer();
}

function spec(format: PictureFormat): VariantSpec {
  return {
    platform: "x",
    slot: "banner",
    width: WIDTH,
    height: HEIGHT,
    formats: [format],
    maxBytes: 100_000,
  };
}

/** The picture made into each format, at its own size. */
async function rendered(file: Uint8Array): Promise<{ format: string; bytes: Buffer }[]> {
  const files: { format: string; bytes: Buffer }[] = [];
  for (const format of FORMATS) {
    const outcome = await worker.render(file, { kind: "banner", specs: [spec(format)], measured: false });
    if (outcome.outcome !== "rendered") throw new Error(JSON.stringify(outcome));
    files.push(
      ...outcome.files.map((each) => ({ format: each.format, bytes: Buffer.from(each.data, "base64") })),
    );
  }
  return files;
}

describe("findMetadata", () => {
  it("sees everything that the dressed files carry", async () => {
    const found = async (format: PictureFormat) =>
      findMetadata(dressedFile(await storedFor(6, format), { orientation: 6, profile: PROFILES[0][1] }));
    expect(await found("jpeg")).toEqual([
      "APP0",
      "APP1",
      "APP1",
      "APP2",
      "APP2",
      "APP13",
      "COM",
      "trailing bytes",
      "no end",
    ]);
    expect(await found("png")).toEqual([
      "iCCP",
      "eXIf",
      "tEXt",
      "zTXt",
      "iTXt",
      "tIME",
      "pHYs",
      "seCr",
      // The encoder's own.
      "pHYs",
      "trailing bytes",
      "no end",
    ]);
    expect(await found("webp")).toEqual([
      "VP8X",
      "ICCP",
      "EXIF",
      "XMP ",
      "SECR",
      "trailing bytes",
      "another length than the file's",
    ]);
  });
});

describe.each(FORMATS)("a dressed %s", (format) => {
  it.each(PROFILES)("comes out bare, whatever it becomes: %s", async (_name, profile) => {
    const dressed = dressedFile(await storedFor(1, format), { orientation: 1, profile });
    const files = await rendered(dressed);
    expect(files.map((file) => file.format)).toEqual([...FORMATS]);
    for (const file of files) {
      expect([file.format, findMetadata(file.bytes)]).toEqual([file.format, []]);
      expect(file.bytes.toString("latin1")).not.toMatch(/secret/i);
      // A second opinion on what is in there.
      const { exif, icc, iptc, xmp, orientation } = await sharp(file.bytes).metadata();
      expect([exif, icc, iptc, xmp, orientation]).toEqual(Array(5).fill(undefined));
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("stands upright from orientation %i", async (orientation) => {
    const dressed = dressedFile(await storedFor(orientation, format), { orientation, profile: null });
    const wanted = upright();
    for (const file of await rendered(dressed)) {
      const pixels = await sharp(file.bytes).removeAlpha().raw().toBuffer();
      expect(pixels.length).toBe(wanted.length);
      const error = pixels.reduce((sum, value, at) => sum + Math.abs(value - (wanted[at] ?? 0)), 0);
      // Losses of the encoders; a wrong turn is off by 50 and more.
      expect(error / pixels.length).toBeLessThan(6);
    }
  });
});

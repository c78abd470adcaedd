import { beforeAll, describe, expect, it, vi } from "vitest";

import { budgetTrials, seededRandom } from "../../test/support/worker/budget-trials.ts";
import { decodePicture } from "../../test/support/worker/decode-picture.ts";
import { photoFixture } from "../../test/support/worker/image-fixtures.ts";
import { encodeJpeg, mozjpeg } from "./codecs/mozjpeg.ts";
import { encodeWebp, webpEncoder } from "./codecs/webp.ts";
import { fitBytes, JPEG_CURVE, WEBP_CURVE } from "./fit-bytes.ts";
import type { Pixels } from "./pixels.ts";
import { resize } from "./resize.ts";

// Each test encodes and decodes several pictures; a busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

const SIDE = 96;

/** From a calm slope to pure noise. */
function texture(noise: number): Pixels {
  let seed = 11;
  const data = new Uint8Array(SIDE * SIDE * 4).fill(255);
  for (let at = 0; at < data.length; at += 4) {
    for (let channel = at; channel < at + 3; channel += 1) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      const slope = ((at / 4) % SIDE) * (255 / SIDE);
      data[channel] = Math.round(slope * (1 - noise) + ((seed >> 8) % 256) * noise);
    }
  }
  return { data, channels: 4, width: SIDE, height: SIDE };
}

const CODECS = [
  { name: "jpeg", encode: encodeJpeg, curve: JPEG_CURVE, startQuality: 85 },
  { name: "webp", encode: encodeWebp, curve: WEBP_CURVE, startQuality: 82 },
] as const;

describe("fitBytes", () => {
  beforeAll(async () => {
    await mozjpeg.load();
    await webpEncoder.load();
  });

  it.each(CODECS)(
    "never goes over the limit and never tries more than six times ($name)",
    ({ encode, curve, startQuality }) => {
      for (const noise of [0.02, 0.2, 1]) {
        const pixels = texture(noise);
        const largest = encode(pixels, startQuality).length;
        const smallest = encode(pixels, 30).length;
        for (const share of [1.2, 0.95, 0.8, 0.6, 0.4, 0.25]) {
          const maxBytes = Math.round(largest * share);
          let tries = 0;
          const counted = (quality: number) => {
            tries += 1;
            return encode(pixels, quality);
          };
          const fitted = fitBytes(counted, { maxBytes, startQuality, curve });
          expect(tries).toBeLessThanOrEqual(6);
          expect(fitted === null).toBe(smallest > maxBytes);
          expect(fitted?.bytes.length ?? 0).toBeLessThanOrEqual(maxBytes);
          expect(tries === 1 && fitted?.quality === startQuality).toBe(share > 1);
        }
      }
    },
  );

  it("fills what there is with few attempts, in 60 random triples of photograph, size and limit", async () => {
    const random = seededRandom(4);
    const photo = await decodePicture(photoFixture("dandelion.jpg"), 1);
    const trials = (["jpeg", "webp", "jpeg"] as const).flatMap((format) => {
      const side = Math.round(photo.height * (0.4 + 0.6 * random()));
      const rect = {
        x: (photo.width - side) * random(),
        y: (photo.height - side) * random(),
        width: side,
        height: side,
      };
      const size = 120 + Math.round(200 * random());
      return budgetTrials(resize(photo, rect, size, size), format, random, 20);
    });
    expect(trials).toHaveLength(60);
    const binding = trials.filter(({ binds }) => binds);
    const filled = binding.map((trial) => trial.filled ?? 0).toSorted((a, b) => a - b);
    expect(binding.length).toBeGreaterThan(40);
    expect(filled.at(-1)).toBeLessThanOrEqual(1);
    expect(filled[0]).toBeGreaterThanOrEqual(0.8);
    expect(filled[Math.floor(filled.length / 2)]).toBeGreaterThanOrEqual(0.9);
    expect(binding.reduce((sum, { encodes }) => sum + encodes, 0) / binding.length).toBeLessThanOrEqual(3.1);
    expect(trials.filter(({ binds, encodes }) => !binds && encodes !== 1)).toEqual([]);
  });

  it("follows a picture whose size does not fall with every step of quality", () => {
    const sizes: Readonly<Record<number, number>> = {
      85: 2840,
      70: 1870,
      69: 1990,
      68: 1976,
      67: 1899,
      66: 1887,
    };
    const encode = (quality: number) => new Uint8Array(sizes[quality] ?? 1163 + 17 * (quality - 30));
    const fitted = fitBytes(encode, { maxBytes: 1847, startQuality: 85, curve: JPEG_CURVE });
    expect(fitted?.bytes.length).toBeGreaterThan(0.8 * 1847);
  });
});

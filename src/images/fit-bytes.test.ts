import { beforeAll, describe, expect, it } from "vitest";

import { encodeJpeg, mozjpeg } from "./codecs/mozjpeg.ts";
import { encodeWebp, webpEncoder } from "./codecs/webp.ts";
import { fitBytes, JPEG_CURVE, WEBP_CURVE } from "./fit-bytes.ts";
import type { Pixels } from "./pixels.ts";

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

  it("uses most of the room there is", () => {
    const pixels = texture(0.3);
    const maxBytes = Math.round(encodeJpeg(pixels, 85).length * 0.6);
    const fitted = fitBytes((quality) => encodeJpeg(pixels, quality), {
      maxBytes,
      startQuality: 85,
      curve: JPEG_CURVE,
    });
    expect(fitted?.bytes.length).toBeGreaterThan(maxBytes * 0.85);
  });
});

import reference, { initResize } from "@jsquash/resize";
import resizeModule from "@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm?module";
import { beforeAll, describe, expect, it, vi } from "vitest";

import { decodePicture } from "../../test/support/worker/decode-picture.ts";
import { imageFixture, photoFixture } from "../../test/support/worker/image-fixtures.ts";
import type { Pixels } from "./pixels.ts";
import { resize } from "./resize.ts";

// Each test encodes and decodes several pictures; a busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

function whole({ width, height }: Pixels) {
  return { x: 0, y: 0, width, height };
}

describe("resize", () => {
  beforeAll(async () => {
    const scope = globalThis as { ImageData?: unknown };
    scope.ImageData ??= class {
      data: Uint8ClampedArray;
      width: number;
      height: number;
      constructor(data: Uint8ClampedArray, width: number, height: number) {
        this.data = data;
        this.width = width;
        this.height = height;
      }
    };
    await initResize(resizeModule);
  });

  it.each([
    ["a photograph, smaller", 400, 225],
    ["a photograph, a little smaller", 600, 340],
    ["a photograph, larger", 800, 450],
  ])("agrees with the squoosh resizer: %s", async (_what, width, height) => {
    const source = await decodePicture(photoFixture("dandelion.jpg"), 1);
    expect(
      worstDifference(resize(source, whole(source), width, height), await byReference(source, width, height)),
    ).toBeLessThanOrEqual(1);
  });

  it("agrees with the squoosh resizer where there is transparency", async () => {
    const source = await decodePicture(imageFixture("alpha.png"), 8);
    const ours = resize(source, whole(source), 40, 40);
    const theirs = await byReference(source, 40, 40);
    // The colour of a pixel nobody sees is anything.
    expect(worstDifference(ours, theirs, 16)).toBeLessThanOrEqual(2);
  });

  it("works in linear light: fine black and white becomes the grey a person sees from afar", () => {
    const side = 64;
    const data = Uint8Array.from({ length: side * side * 4 }, (_, index) => {
      const pixel = index >> 2;
      const white = ((pixel % side) + Math.floor(pixel / side)) % 2 === 0;
      return index % 4 === 3 || white ? 255 : 0;
    });
    const small = resize(
      { data, channels: 4, width: side, height: side },
      { x: 0, y: 0, width: side, height: side },
      8,
      8,
    );
    expect(small.data[(4 * 8 + 4) * 4]).toBeGreaterThanOrEqual(186);
    expect(small.data[(4 * 8 + 4) * 4]).toBeLessThanOrEqual(190);
  });

  it("lets nothing outside the rectangle bleed in", () => {
    const side = 30;
    const data = Uint8Array.from({ length: side * side * 4 }, (_, index) => {
      const x = (index >> 2) % side;
      return index % 4 === 3 ? 255 : x < 10 || x >= 20 ? 255 : 50;
    });
    const cut = resize(
      { data, channels: 4, width: side, height: side },
      { x: 10, y: 10, width: 10, height: 10 },
      5,
      5,
    );
    expect(new Set(cut.data.filter((_, index) => index % 4 !== 3))).toEqual(new Set([50]));
  });
});

async function byReference(source: Pixels, width: number, height: number): Promise<Pixels> {
  const input = { data: rgba(source), width: source.width, height: source.height };
  const out = (await reference(input as never, { width, height })) as unknown as Pixels;
  return { data: Uint8Array.from(out.data), channels: 4, width, height };
}

function rgba({ data, channels }: Pixels): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: (data.length / channels) * 4 }, (_, index) =>
    index % 4 < channels ? (data[(index >> 2) * channels + (index % 4)] ?? 0) : 255,
  );
}

/** Over all channels of the pixels with at least this alpha. */
function worstDifference(a: Pixels, b: Pixels, leastAlpha = 0): number {
  let worst = 0;
  for (let at = 0; at < a.data.length; at += 4) {
    if ((a.data[at + 3] ?? 0) < leastAlpha) continue;
    for (let channel = at; channel < at + 4; channel += 1) {
      worst = Math.max(worst, Math.abs((a.data[channel] ?? 0) - (b.data[channel] ?? 0)));
    }
  }
  return worst;
}

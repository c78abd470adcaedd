import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA, thumbHashToRGBA } from "thumbhash";
import { describe, expect, it } from "vitest";

import { imageFixture, photoFixture } from "../../test/support/worker/image-fixtures.ts";
import type { Pixels } from "./pixels.ts";
import { placeholderOf } from "./placeholder.ts";
import { planVariants } from "./plan-variants.ts";
import { renderVariants } from "./render-variants.ts";

type Colour = readonly number[];

/** A picture whose colour at a place is said by `at`; three numbers a pixel, or four. */
function draw(width: number, height: number, at: (x: number, y: number) => Colour): Pixels {
  const channels = at(0, 0).length === 4 ? 4 : 3;
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) data.set(at(x, y), (y * width + x) * channels);
  return { data, channels, width, height };
}

const decode = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

function average(base64: string): number[] {
  const { r, g, b, a } = thumbHashToAverageRGBA(decode(base64));
  return [r, g, b, a].map((value) => Math.round(value * 255));
}

/** How far two colours are apart, in the channel where most. */
function distance(found: readonly number[], expected: readonly number[]): number {
  return Math.max(...expected.map((value, at) => Math.abs((found[at] ?? 0) - value)));
}

/** The colour shown at a place, both from 0 to 1. */
function shownAt(base64: string, x: number, y: number): number[] {
  const { w, h, rgba } = thumbHashToRGBA(decode(base64));
  const at = (Math.floor(y * h) * w + Math.floor(x * w)) * 4;
  return [...rgba.subarray(at, at + 4)];
}

describe("placeholderOf", () => {
  it("keeps colour and shape in some 25 bytes, whatever the size", () => {
    // A ThumbHash says shapes in sevenths.
    for (const [width, height, shape] of [
      [1, 1, 1],
      [99, 100, 1],
      [256, 256, 1],
      [768, 256, 7 / 2],
      [256, 768, 2 / 7],
      [500, 21, 7],
      [101, 7, 7],
    ] as const) {
      const hash = placeholderOf(draw(width, height, () => [200, 100, 40]));
      expect(distance(average(hash), [200, 100, 40, 255])).toBeLessThan(12);
      expect(decode(hash).length).toBeLessThanOrEqual(25);
      expect(thumbHashToApproximateAspectRatio(decode(hash))).toBeCloseTo(shape, 5);
    }
  });

  it("keeps what is where", () => {
    const sides = placeholderOf(draw(256, 256, (x) => (x < 128 ? [220, 30, 30] : [30, 30, 220])));
    expect(distance(shownAt(sides, 0.15, 0.5), [220, 30, 30])).toBeLessThan(60);
    expect(distance(shownAt(sides, 0.85, 0.5), [30, 30, 220])).toBeLessThan(60);
    const rows = placeholderOf(draw(768, 256, (_, y) => (y < 128 ? [240, 240, 240] : [10, 10, 10])));
    expect(distance(shownAt(rows, 0.5, 0.15), [240, 240, 240])).toBeLessThan(70);
    expect(distance(shownAt(rows, 0.5, 0.85), [10, 10, 10])).toBeLessThan(70);
  });

  it("counts see-through pixels by what is seen of them", () => {
    // What lies hidden under full transparency is bright green and must not show.
    const half = placeholderOf(draw(256, 256, (x) => (x % 2 === 0 ? [200, 0, 0, 255] : [0, 255, 0, 0])));
    const [red, green, , alpha] = average(half);
    expect(distance([red ?? 0, green ?? 0], [200, 0])).toBeLessThan(25);
    expect(Math.abs((alpha ?? 0) - 128)).toBeLessThan(20);
    expect(average(placeholderOf(draw(200, 200, () => [9, 9, 9, 0])))[3]).toBe(0);
  });

  it("takes three channels for what they are", () => {
    const at = (x: number, y: number) => [x, y, 255 - x] as const;
    const opaque = draw(200, 120, (x, y) => [...at(x, y), 255]);
    expect(placeholderOf(draw(200, 120, at))).toBe(placeholderOf(opaque));
  });
});

describe("rendering", () => {
  const render = async (file: Uint8Array, kind: "avatar" | "banner") => {
    const rendered = await renderVariants(file, { crop: null, kind, specs: planVariants(kind, []) });
    if (!rendered.ok) throw new Error(rendered.reason);
    return rendered;
  };

  it("gives the thumbnail's placeholder, the same every time", { timeout: 30_000 }, async () => {
    for (const kind of ["avatar", "banner"] as const) {
      const { placeholder } = await render(photoFixture("dandelion.jpg"), kind);
      expect((await render(photoFixture("dandelion.jpg"), kind)).placeholder).toBe(placeholder);
      const ratio = thumbHashToApproximateAspectRatio(decode(placeholder ?? ""));
      expect(Math.abs(ratio - (kind === "avatar" ? 1 : 3))).toBeLessThan(0.6);
    }
  });

  it("keeps transparency in it", async () => {
    const { placeholder } = await render(imageFixture("alpha.png"), "avatar");
    expect(average(placeholder ?? "")[3]).toBeLessThan(250);
  });

  it("gives none where no thumbnail is asked for", async () => {
    const specs = [
      { platform: "x", slot: "avatar", width: 64, height: 64, formats: ["jpeg"], maxBytes: 100_000 },
    ] as const;
    const rendered = await renderVariants(imageFixture("plain.png"), { crop: null, kind: "avatar", specs });
    expect(rendered).toMatchObject({ ok: true, placeholder: null });
  });
});

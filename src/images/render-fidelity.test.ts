import { beforeEach, describe, expect, it, vi } from "vitest";

import { colourDifference } from "../../test/support/worker/colour-difference.ts";
import { decodePicture } from "../../test/support/worker/decode-picture.ts";
import { imageFixture } from "../../test/support/worker/image-fixtures.ts";
import { dropCodecs } from "./codec-memory.ts";
import { encodeJpeg, mozjpeg } from "./codecs/mozjpeg.ts";
import type { Pixels } from "./pixels.ts";
import type { VariantSpec } from "./plan-variants.ts";
import { readHeader } from "./read-header.ts";
import { type RenderedPicture, renderVariants } from "./render-variants.ts";
import { resize } from "./resize.ts";

// Each test encodes and decodes several pictures; a busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

/** The size of the fixtures, without loss: what comes out can be compared pixel by pixel. */
const LOSSLESS: VariantSpec = {
  platform: "x",
  slot: "banner",
  width: 96,
  height: 64,
  formats: ["png"],
  maxBytes: 100_000,
};
const JPEG: VariantSpec = { ...LOSSLESS, formats: ["jpeg"] };

async function render(
  file: Uint8Array,
  spec: VariantSpec,
  more: Partial<Parameters<typeof renderVariants>[1]> = {},
): Promise<RenderedPicture> {
  const rendered = await renderVariants(file, { crop: null, kind: "banner", specs: [spec], ...more });
  if (!rendered.ok) throw new Error(rendered.reason);
  return rendered;
}

async function pixelsOf(file: Uint8Array, spec: VariantSpec, more = {}): Promise<Pixels> {
  const [variant] = (await render(file, spec, more)).variants;
  return decodePicture(variant?.bytes ?? new Uint8Array());
}

function colourAt({ data, channels, width }: Pixels, x: number, y: number): number[] {
  const at = (y * width + x) * channels;
  return [...data.subarray(at, at + 3)];
}

/** Over all pixels of two pictures of the same size. */
function worstDifference(a: Pixels, b: Pixels): number {
  let worst = 0;
  for (let y = 0; y < a.height; y += 1) {
    for (let x = 0; x < a.width; x += 1) {
      worst = Math.max(worst, colourDifference(colourAt(a, x, y), colourAt(b, x, y)));
    }
  }
  return worst;
}

describe("what a rendered picture shows", () => {
  beforeEach(dropCodecs);

  it.each(["p3.png", "adobe.png", "p3.webp"])(
    "has the colours of the converted picture: %s",
    async (name) => {
      const converted = await decodePicture(imageFixture("plain.png"));
      expect(worstDifference(await pixelsOf(imageFixture(name), LOSSLESS), converted)).toBeLessThanOrEqual(2);
      // Ignoring the profile would be seen.
      expect(worstDifference(await decodePicture(imageFixture(name)), converted)).toBeGreaterThan(5);
    },
  );

  it.each(["p3.jpg", "adobe.jpg"])(
    "has the colours of the converted picture within what JPEG loses: %s",
    async (name) => {
      const shown = await pixelsOf(imageFixture(name), LOSSLESS);
      const converted = await decodePicture(imageFixture("plain.png"));
      for (const [x, y] of [
        [24, 16],
        [72, 16],
        [24, 48],
        [72, 48],
      ] as const) {
        expect(colourDifference(colourAt(shown, x, y), colourAt(converted, x, y))).toBeLessThanOrEqual(2);
      }
    },
  );

  it("has the colours of a picture with 16 bits, a palette or interlacing", async () => {
    const plain = await decodePicture(imageFixture("plain.png"));
    for (const name of ["deep.png", "interlaced.png"]) {
      // Rounding by one value of 255.
      expect(worstDifference(await pixelsOf(imageFixture(name), LOSSLESS), plain)).toBeLessThanOrEqual(1.5);
    }
    const palette = await decodePicture(imageFixture("palette.png"));
    expect(worstDifference(await pixelsOf(imageFixture("palette.png"), LOSSLESS), palette)).toBe(0);
  });

  it("stays grey", async () => {
    const { data, channels } = await pixelsOf(imageFixture("grey.jpg"), LOSSLESS);
    for (let at = 0; at < data.length; at += channels) expect(data[at]).toBe(data[at + 2]);
    expect(new Set(data).size).toBeGreaterThan(20);
  });

  it.each(["animated.gif", "animated.webp"])(
    "is the first frame of %s, and says that the rest was dropped",
    async (name) => {
      const rendered = await render(imageFixture(name), JPEG);
      expect(rendered.animationDropped).toBe(true);
      const shown = await decodePicture(rendered.variants[0]?.bytes ?? new Uint8Array());
      // The second frame is upside down.
      expect(colourDifference(colourAt(shown, 24, 16), [179, 32, 32])).toBeLessThan(12);
      expect(colourDifference(colourAt(shown, 72, 48), [216, 188, 47])).toBeLessThan(12);
    },
  );

  it("says nothing of frames where there is one", async () => {
    expect((await render(imageFixture("still.gif"), JPEG)).animationDropped).toBe(false);
  });

  it("keeps the bare part of a canvas see-through that the first frame does not cover", async () => {
    const file = imageFixture("animated.webp");
    const canvas = String.fromCharCode(...file).indexOf("VP8X") + 8 + 4;
    const wider = file.with(canvas, 127);
    expect(readHeader(wider)).toMatchObject({ ok: true, width: 128, height: 64, alpha: true });
    const whole = { ...LOSSLESS, width: 128 };
    const rendered = await render(wider, { ...whole, formats: ["jpeg", "png"] });
    expect(rendered.variants[0]).toMatchObject({ format: "png", flattened: false });
    const onWhite = await pixelsOf(wider, { ...whole, formats: ["jpeg"] });
    expect(colourDifference(colourAt(onWhite, 24, 16), [179, 32, 32])).toBeLessThan(12);
    expect(colourDifference(colourAt(onWhite, 120, 32), [255, 255, 255])).toBeLessThan(4);
  });

  it("refuses a moving WebP whose first frame is larger than it says", async () => {
    const file = imageFixture("animated.webp");
    const at = String.fromCharCode(...file).indexOf("ANMF") + 8 + 6;
    expect(await renderVariants(file.with(at, 40), { crop: null, kind: "banner", specs: [JPEG] })).toEqual({
      ok: false,
      reason: "damaged",
    });
  });
});

describe("the matte", () => {
  const spec: VariantSpec = { ...JPEG, slot: "avatar", width: 48, height: 48 };

  it("is white unless another colour is chosen, and only where transparency is lost", async () => {
    const white = await pixelsOf(imageFixture("alpha.png"), spec);
    expect(colourDifference(colourAt(white, 0, 0), [255, 255, 255])).toBeLessThanOrEqual(1);
    const matte = { red: 20, green: 60, blue: 200 };
    const blue = await pixelsOf(imageFixture("alpha.png"), spec, { matte });
    expect(colourDifference(colourAt(blue, 0, 0), [20, 60, 200])).toBeLessThanOrEqual(8);
    const disc = colourDifference(colourAt(blue, 24, 24), colourAt(white, 24, 24));
    expect(disc).toBeLessThanOrEqual(2);
    const opaque = { ...JPEG, width: 48, height: 32 };
    const [without, withMatte] = await Promise.all([
      render(imageFixture("plain.png"), opaque),
      render(imageFixture("plain.png"), opaque, { matte }),
    ]);
    expect(withMatte.variants[0]?.sha256).toBe(without.variants[0]?.sha256);
  });

  it("is told in the result", async () => {
    const [flat] = (await render(imageFixture("alpha.png"), spec)).variants;
    expect(flat?.flattened).toBe(true);
    const [kept] = (await render(imageFixture("alpha.png"), { ...spec, formats: ["jpeg", "png"] })).variants;
    expect(kept).toMatchObject({ flattened: false, format: "png" });
    const [plain] = (await render(imageFixture("plain.png"), spec)).variants;
    expect(plain?.flattened).toBe(false);
  });
});

it("makes a file once that two platforms take alike", async () => {
  const specs = [
    { ...JPEG, platform: "x", maxBytes: 90_000 },
    { ...JPEG, platform: "mastodon", maxBytes: 80_000, formats: ["jpeg", "webp"] },
  ] as const;
  const { variants } = await render(imageFixture("plain.png"), JPEG, { specs });
  expect(variants[0]?.bytes).toBe(variants[1]?.bytes);
});

it("cuts a scaled decode where a full one is cut, though its last pixel is a part of one", async () => {
  await mozjpeg.load();
  const side = 1_002;
  const data = new Uint8Array(side * side * 4).fill(255);
  for (let pixel = 0; pixel < side * side; pixel += 1) {
    const [x, y] = [pixel % side, Math.floor(pixel / side)];
    data.fill(128 + 100 * Math.sin((x + y) / 3.5), pixel * 4, pixel * 4 + 3);
  }
  const jpeg = encodeJpeg({ data, channels: 4, width: side, height: side }, 95);
  // 300 pixels out of 1,002 are decoded at 5/8, which is 626.25.
  const shown = await pixelsOf(jpeg, { ...LOSSLESS, width: 300, height: 300, maxBytes: 1_000_000 });
  const whole = { x: 0, y: 0, width: side, height: side };
  const full = resize(await decodePicture(jpeg), whole, 300, 300);
  let sum = 0;
  for (let pixel = 0; pixel < 300 * 300; pixel += 1) {
    sum += Math.abs((shown.data[pixel * shown.channels] ?? 0) - (full.data[pixel * 4] ?? 0));
  }
  expect(sum / (300 * 300)).toBeLessThan(1.5);
});

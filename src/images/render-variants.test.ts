import { beforeEach, describe, expect, it } from "vitest";

import { decodePicture } from "../../test/support/worker/decode-picture.ts";
import { imageFixture } from "../../test/support/worker/image-fixtures.ts";
import { sha256Hex } from "../auth/hash.ts";
import { descriptors } from "../platforms/registry.ts";
import { codecMemory, dropCodecs } from "./codec-memory.ts";
import type { Crop } from "./geometry.ts";
import type { Pixels } from "./pixels.ts";
import { planVariants, type VariantSpec } from "./plan-variants.ts";
import { readHeader } from "./read-header.ts";
import { type RenderedVariant, renderVariants } from "./render-variants.ts";

/** The fixture's own size, so that what comes out can be compared with what went in. */
const PLAIN: VariantSpec = {
  platform: "x",
  slot: "banner",
  width: 96,
  height: 64,
  formats: ["jpeg"],
  maxBytes: 100_000,
};
/** Colours of the four corners of the fixture picture, at the middle of each. */
const CORNERS = [
  { x: 24, y: 16, rgb: [179, 32, 32] },
  { x: 72, y: 16, rgb: [37, 169, 56] },
  { x: 24, y: 48, rgb: [32, 49, 171] },
  { x: 72, y: 48, rgb: [216, 188, 47] },
] as const;

async function render(
  file: Uint8Array,
  spec: VariantSpec = PLAIN,
  crop: Crop | null = null,
): Promise<RenderedVariant> {
  const rendered = await renderVariants(file, { crop, kind: "banner", specs: [spec] });
  if (!rendered.ok) throw new Error(rendered.reason);
  const [variant] = rendered.variants;
  if (variant === undefined) throw new Error("nothing was rendered");
  return variant;
}

function colourError(pixels: Pixels, x: number, y: number, rgb: readonly number[]): number {
  const at = (y * pixels.width + x) * pixels.channels;
  return Math.max(...rgb.map((value, channel) => Math.abs((pixels.data[at + channel] ?? 0) - value)));
}

/** How far the corners of the rendered fixture are from the upright picture's colours, at worst, 0..255. */
async function cornerError(file: Uint8Array): Promise<number> {
  const pixels = await decodePicture((await render(file)).bytes);
  return Math.max(...CORNERS.map(({ x, y, rgb }) => colourError(pixels, x, y, rgb)));
}

describe("renderVariants", () => {
  beforeEach(dropCodecs);

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("stands orientation %i upright", async (orientation) => {
    expect(await cornerError(imageFixture(`orientation-${orientation}.jpg`))).toBeLessThanOrEqual(8);
  });

  it.each([
    "orientation-6.png",
    "orientation-6.webp",
    "plain.png",
    "interlaced.png",
    "deep.png",
    "lossless.webp",
    "progressive.jpg",
    "progressive-444.jpg",
    "gps.jpg",
  ])("reads %s", async (name) => {
    expect(await cornerError(imageFixture(name))).toBeLessThanOrEqual(8);
  });

  it.each(["lossy.webp", "palette.png"])("reads %s, within its own losses", async (name) => {
    expect(await cornerError(imageFixture(name))).toBeLessThanOrEqual(16);
  });

  it.each(["p3.jpg", "p3.png", "p3.webp"])("brings Display P3 to sRGB: %s", async (name) => {
    expect(await cornerError(imageFixture(name))).toBeLessThanOrEqual(8);
  });

  it("would show the wrong colours without the profile", async () => {
    const raw = await decodePicture(imageFixture("p3.png"));
    expect(Math.abs((raw.data[(16 * 96 + 24) * raw.channels] ?? 0) - CORNERS[0].rgb[0])).toBeGreaterThan(10);
  });

  it("cuts the crop out of the turned picture", async () => {
    // Turned clockwise by 90° the left half becomes the upper one; its left half was the lower left corner.
    const crop = { x: 0, y: 0, width: 0.5, height: 0.5, rotation: 90 } as const;
    const variant = await render(
      imageFixture("orientation-3.jpg"),
      { ...PLAIN, width: 32, height: 48 },
      crop,
    );
    const pixels = await decodePicture(variant.bytes);
    expect(colourError(pixels, 16, 24, [32, 49, 171])).toBeLessThanOrEqual(8);
    expect(colourError(pixels, 4, 4, [31, 46, 161])).toBeLessThanOrEqual(12);
  });

  it("says when it had to enlarge", async () => {
    expect((await render(imageFixture("plain.png"))).upscaled).toBe(false);
    expect((await render(imageFixture("plain.png"), { ...PLAIN, width: 192, height: 128 })).upscaled).toBe(
      true,
    );
  });

  it("writes no metadata whatever the source had", async () => {
    for (const name of ["gps.jpg", "orientation-6.jpg", "p3.jpg", "p3.png", "orientation-6.webp"]) {
      for (const format of ["jpeg", "webp", "png"] as const) {
        const { bytes } = await render(imageFixture(name), { ...PLAIN, formats: [format] });
        const text = String.fromCharCode(...bytes);
        const names =
          format === "jpeg"
            ? jpegMarkers(bytes)
            : text.match(/EXIF|XMP |ICCP|VP8X|eXIf|iCCP|tEXt|zTXt|iTXt|gAMA|tIME/g);
        expect(names, `${name} as ${format}`).toEqual(format === "jpeg" ? ["APP0"] : null);
        expect(readHeader(bytes)).toMatchObject({ type: format, icc: false, gps: false, orientation: 1 });
      }
    }
  });

  it("keeps transparency where PNG is taken, and lays it on white elsewhere", async () => {
    const spec: VariantSpec = { ...PLAIN, slot: "avatar", width: 48, height: 48 };
    const kept = await render(imageFixture("alpha.png"), { ...spec, formats: ["jpeg", "png"] });
    expect(kept.format).toBe("png");
    expect((await decodePicture(kept.bytes)).data[3]).toBe(0);
    const flat = await render(imageFixture("alpha.webp"), { ...spec, formats: ["jpeg"] });
    expect(flat.format).toBe("jpeg");
    expect(colourError(await decodePicture(flat.bytes), 0, 0, [255, 255, 255])).toBeLessThanOrEqual(2);
    const opaque = await render(imageFixture("plain.png"), { ...spec, formats: ["jpeg", "png"] });
    expect(opaque.format).toBe("jpeg");
    const tooLarge = await render(imageFixture("alpha.png"), {
      ...spec,
      formats: ["jpeg", "png"],
      maxBytes: kept.bytes.length - 1,
    });
    expect(tooLarge.format).toBe("jpeg");
  });

  it(
    "gives every planned file in its size, within its limit, and the same bytes every time",
    { timeout: 60_000 },
    async () => {
      for (const kind of ["avatar", "banner"] as const) {
        const specs = planVariants(kind, Object.values(descriptors));
        const once = await renderVariants(imageFixture("plain.png"), { crop: null, kind, specs });
        dropCodecs();
        const again = await renderVariants(imageFixture("plain.png"), { crop: null, kind, specs });
        expect(again).toEqual(once);
        if (!once.ok) throw new Error(once.reason);
        expect(once.variants.map(({ platform, slot }) => [platform, slot])).toEqual(
          specs.map(({ platform, slot }) => [platform, slot]),
        );
        for (const [index, spec] of specs.entries()) {
          const variant = once.variants[index];
          if (variant === undefined) throw new Error("a variant is missing");
          expect(variant.bytes.length).toBeLessThanOrEqual(spec.maxBytes);
          expect(await sha256Hex(variant.bytes)).toBe(variant.sha256);
          expect(await decodePicture(variant.bytes)).toMatchObject({
            width: spec.width,
            height: spec.height,
          });
        }
      }
    },
  );

  it("refuses what is too large from its header, without any codec", async () => {
    const bomb = imageFixture("plain.png");
    new DataView(bomb.buffer).setUint32(16, 12_000);
    new DataView(bomb.buffer).setUint32(20, 12_000);
    const rendered = await renderVariants(bomb, { crop: null, kind: "avatar", specs: [PLAIN] });
    expect(rendered).toEqual({ ok: false, reason: "too_many_pixels" });
    expect(codecMemory().total).toBe(0);
  });

  it.each(["cmyk.jpg", "still.avif"])("refuses %s", async (name) => {
    expect(
      await renderVariants(imageFixture(name), { crop: null, kind: "avatar", specs: [PLAIN] }),
    ).toMatchObject({ ok: false });
    expect(codecMemory().total).toBe(0);
  });

  it.each(["progressive.jpg", "plain.png", "lossy.webp", "lossless.webp"])(
    "is well again after a broken %s",
    async (name) => {
      for (const at of [0.4, 0.6, 0.8]) {
        const broken = imageFixture(name);
        broken.fill(0xa5, Math.floor(broken.length * at), Math.floor(broken.length * at) + 12);
        const answer = await renderVariants(broken, { crop: null, kind: "avatar", specs: [PLAIN] });
        // A decoder may repair what it gets; what it must not do is fail in another way.
        expect(answer.ok ? "damaged" : answer.reason).toMatch(/^(damaged|unsupported_coding)$/);
        for (const good of ["plain.png", "orientation-6.jpg", "lossless.webp"]) {
          expect(await cornerError(imageFixture(good))).toBeLessThanOrEqual(8);
        }
      }
    },
  );

  it("refuses a JPEG that was cut off instead of showing half of it", async () => {
    const cut = imageFixture("orientation-1.jpg").slice(0, -200);
    expect(await renderVariants(cut, { crop: null, kind: "avatar", specs: [PLAIN] })).toEqual({
      ok: false,
      reason: "damaged",
    });
  });

  it("says so when the original is gone, and when no quality fits", async () => {
    const options = { crop: null, kind: "avatar", specs: [PLAIN] } as const;
    expect(await renderVariants(async () => null, options)).toEqual({
      ok: false,
      reason: "original_missing",
    });
    const specs = [{ ...PLAIN, maxBytes: 300 }];
    expect(await renderVariants(imageFixture("plain.png"), { ...options, specs })).toEqual({
      ok: false,
      reason: "does_not_fit",
    });
  });

  it("works on many pictures asked for at once", async () => {
    const names = ["plain.png", "orientation-5.jpg", "lossless.webp", "alpha.png", "orientation-8.jpg"];
    const alone: string[] = [];
    for (const name of names) alone.push((await render(imageFixture(name))).sha256);
    dropCodecs();
    const together = await Promise.all(names.map((name) => render(imageFixture(name))));
    expect(together.map(({ sha256 }) => sha256)).toEqual(alone);
  });
});

/** APPn and comment segments of a JPEG. */
function jpegMarkers(bytes: Uint8Array): string[] {
  const names: string[] = [];
  for (let at = 2; bytes[at + 1] !== 0xda; at += 2 + ((bytes[at + 2] ?? 0) << 8) + (bytes[at + 3] ?? 0)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xe0 && marker <= 0xef) names.push(`APP${marker - 0xe0}`);
    if (marker === 0xfe) names.push("COM");
  }
  return names;
}

/** Files of one picture with crops of their own: what each shows, what they share, and what they cost. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { decodePicture } from "../../test/support/worker/decode-picture.ts";
import { imageFixture, photoFixture } from "../../test/support/worker/image-fixtures.ts";
import { descriptors } from "../platforms/registry.ts";
import { FILE_BOUNDS, megapixelsFor, PIXEL_BOUNDS } from "./bounds.ts";
import { decodingBytes } from "./check-bounds.ts";
import { dropCodecs } from "./codec-memory.ts";
import { turboJpeg } from "./codecs/turbo-jpeg.ts";
import { fitOutputs } from "./fit-outputs.ts";
import { readColour } from "./flatten.ts";
import type { Crop } from "./geometry.ts";
import { decodeBytes, JOB_BYTES } from "./memory-budget.ts";
import { pictureHeader } from "./picture-header.ts";
import { planVariants, type VariantSpec } from "./plan-variants.ts";
import { renderVariants } from "./render-variants.ts";

const LEFT: Crop = { x: 0, y: 0, width: 0.5, height: 1, rotation: 0 };
const RIGHT: Crop = { x: 0.5, y: 0, width: 0.5, height: 1, rotation: 0 };
const TURNED: Crop = { x: 0.1, y: 0.2, width: 0.7, height: 0.5, rotation: 270 };
const SMALL_PART: Crop = { x: 0.4, y: 0.4, width: 0.2, height: 0.2, rotation: 0 };
/** A photograph of 15.9 megapixels is decoded several times. */
const SLOW = { timeout: 30_000 };
/** Lossless, so that pixels can be compared. */
const SPEC = { slot: "avatar", width: 32, height: 32, formats: ["png"], maxBytes: 100_000 } as const;
const X: VariantSpec = { ...SPEC, platform: "x" };
const MASTODON: VariantSpec = { ...SPEC, platform: "mastodon" };
const BLUESKY: VariantSpec = { ...SPEC, platform: "bluesky" };

async function render(
  file: Uint8Array,
  specs: readonly VariantSpec[],
  more: Partial<Parameters<typeof renderVariants>[1]> = {},
) {
  const rendered = await renderVariants(file, { crop: null, kind: "avatar", specs, ...more });
  if (!rendered.ok) throw new Error(rendered.reason);
  return rendered.variants;
}

describe("crops of single platforms", () => {
  beforeEach(dropCodecs);
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("are planned for their platform and for nobody else", () => {
    const specs = planVariants("avatar", Object.values(descriptors), { x: LEFT, elsewhere: RIGHT });
    expect(specs.map(({ platform, crop }) => [platform, crop]).toSorted()).toEqual([
      ["bluesky", undefined],
      ["linkarooie", undefined],
      ["mastodon", undefined],
      ["x", LEFT],
    ]);
  });

  it("give each platform what a picture with that crop alone would", async () => {
    const file = imageFixture("orientation-6.png");
    const together = await render(file, [{ ...X, crop: LEFT }, { ...MASTODON, crop: TURNED }, BLUESKY], {
      crop: RIGHT,
    });
    const alone = [];
    for (const crop of [LEFT, TURNED, RIGHT]) alone.push(...(await render(file, [X], { crop })));
    expect(together.map(({ platform }) => platform)).toEqual(["x", "mastodon", "bluesky"]);
    expect(together.map(({ sha256 }) => sha256)).toEqual(alone.map(({ sha256 }) => sha256));
    expect(new Set(together.map(({ sha256 }) => sha256)).size).toBe(3);
  });

  it("of the same size are cut and encoded once where the crop is the same, whoever named it", async () => {
    const [x, mastodon, bluesky] = await render(
      imageFixture("plain.png"),
      [{ ...X, crop: LEFT }, MASTODON, { ...BLUESKY, crop: RIGHT }],
      { crop: { ...LEFT } },
    );
    expect(x?.bytes).toBe(mastodon?.bytes);
    expect(bluesky?.sha256).not.toBe(x?.sha256);
  });

  it("come out of one decode, at the scale that the most demanding one needs", SLOW, async () => {
    const photo = photoFixture("dandelion.jpg");
    const large = { ...SPEC, width: 200, height: 200, maxBytes: 1_000_000 };
    const tight = { ...large, platform: "mastodon", crop: SMALL_PART } as const;
    const run = vi.spyOn(turboJpeg, "run");
    const [alone] = await render(photo, [tight]);
    const once = run.mock.calls.length;
    const [wide, cut] = await render(photo, [{ ...large, platform: "x" }, tight]);
    expect(run).toHaveBeenCalledTimes(2 * once);
    expect([wide?.upscaled, cut?.upscaled]).toEqual([false, false]);
    expect(cut?.sha256).toBe(alone?.sha256);
  });

  it("say for each file alone whether it had to be enlarged", async () => {
    const variants = await render(imageFixture("plain.png"), [X, { ...MASTODON, crop: SMALL_PART }]);
    expect(variants.map(({ platform, upscaled }) => [platform, upscaled])).toEqual([
      ["x", false],
      ["mastodon", true],
    ]);
  });

  it("are laid on the matte one after the other, where a platform takes no transparency", async () => {
    const matte = readColour("#1f6f5c");
    const jpeg = { ...SPEC, formats: ["jpeg"] } as const;
    const wanted: VariantSpec[] = [
      { ...jpeg, platform: "x", crop: LEFT },
      { ...jpeg, platform: "mastodon", crop: RIGHT },
      { ...BLUESKY, width: 48, height: 48 },
    ];
    const variants = await render(imageFixture("alpha.png"), wanted, { matte });
    expect(variants.map(({ format, flattened }) => [format, flattened])).toEqual([
      ["jpeg", true],
      ["jpeg", true],
      ["png", false],
    ]);
    for (const [at, spec] of wanted.entries()) {
      const [alone] = await render(imageFixture("alpha.png"), [spec], { matte });
      expect(variants[at]?.sha256).toBe(alone?.sha256);
    }
    // The corner of the fixture is see-through.
    const { data, channels } = await decodePicture(variants[0]?.bytes ?? new Uint8Array());
    for (const [channel, value] of [31, 111, 92].entries()) {
      expect(Math.abs((data[channel] ?? 0) - value)).toBeLessThanOrEqual(4);
    }
    expect(channels).toBeGreaterThanOrEqual(3);
    const [white] = await render(imageFixture("alpha.png"), wanted);
    expect(white?.sha256).not.toBe(variants[0]?.sha256);
  });
});

describe("the memory of crops of single platforms", () => {
  const banners = (overrides: Record<string, Crop>) =>
    planVariants("banner", Object.values(descriptors), overrides);
  const own = banners({ x: LEFT, mastodon: RIGHT });

  it("is counted for each that differs, and once for those that share one", () => {
    const pixels = 1_500 * 500 * 4;
    const shared = decodeBytes(banners({}));
    expect(decodeBytes(banners({ x: LEFT, mastodon: LEFT, bluesky: LEFT }))).toBe(shared);
    expect(shared - decodeBytes(banners({ x: LEFT }))).toBeGreaterThanOrEqual(pixels);
    expect(shared - decodeBytes(own)).toBeGreaterThanOrEqual(2 * pixels);
  });

  it("makes files smaller only beside a picture that needs the rest, and never blurs", () => {
    const at = (bytes: number, share: number) => {
      const bound = megapixelsFor(PIXEL_BOUNDS.jpegProgressive, bytes) * share;
      const side = Math.floor(Math.sqrt(bound * 1_000_000));
      return pictureHeader({
        type: "jpeg",
        width: side,
        height: side,
        samplesPerPixel: 1.5,
        progressive: true,
      });
    };
    expect(fitOutputs(own, at(4_000_000, 0.75), 4_000_000)).toBe(own);
    for (const bytes of [1_000_000, FILE_BOUNDS.maxBytes]) {
      const header = at(bytes, 1);
      const fitted = fitOutputs(own, header, bytes);
      expect(decodeBytes(fitted)).toBeGreaterThanOrEqual(decodingBytes(header, bytes));
      expect(decodeBytes(fitted)).toBeLessThan(JOB_BYTES);
      for (const { slot, width, height } of fitted) {
        if (slot === "banner") expect(width).toBeGreaterThanOrEqual(750);
        expect(width / height).toBeCloseTo(3, 1);
      }
    }
  });
});

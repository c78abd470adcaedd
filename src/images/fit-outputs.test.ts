import { describe, expect, it } from "vitest";

import { descriptors } from "../platforms/registry.ts";
import { FILE_BOUNDS, megapixelsFor, PIXEL_BOUNDS } from "./bounds.ts";
import { fitOutputs } from "./fit-outputs.ts";
import { pictureHeader } from "./picture-header.ts";
import { planVariants, type VariantSpec } from "./plan-variants.ts";

const WIDE: VariantSpec = {
  platform: "x",
  slot: "banner",
  width: 3_000,
  height: 1_000,
  formats: ["jpeg"],
  maxBytes: 1_000_000,
};
const MB = 1_000_000;
const baseline = pictureHeader({ type: "jpeg", width: 8_000, height: 6_000, samplesPerPixel: 1.5 });
const progressive = pictureHeader({
  type: "jpeg",
  width: 4_000,
  height: 3_000,
  samplesPerPixel: 1.5,
  progressive: true,
});

describe("fitOutputs", () => {
  it("leaves every file that is planned today as it is, whatever the picture", () => {
    for (const kind of ["avatar", "banner"] as const) {
      const specs = planVariants(kind, Object.values(descriptors));
      for (const header of [baseline, progressive]) {
        for (const bytes of [MB, FILE_BOUNDS.maxBytes]) {
          const bound = header.progressive ? PIXEL_BOUNDS.jpegProgressive : PIXEL_BOUNDS.jpeg;
          const side = Math.floor(Math.sqrt(megapixelsFor(bound, bytes) * MB));
          expect(fitOutputs(specs, { ...header, width: side, height: side }, bytes)).toBe(specs);
        }
      }
    }
  });

  it("makes 3000 × 1000 only where there is room for it", () => {
    const small = pictureHeader({ type: "jpeg", width: 4_000, height: 3_000, samplesPerPixel: 1.5 });
    expect(fitOutputs([WIDE], small, 4 * MB)).toEqual([WIDE]);
    const [fitted = WIDE] = fitOutputs([WIDE], progressive, 4 * MB);
    expect(fitted.width).toBeLessThan(2_500);
    expect(fitted.width).toBeGreaterThan(1_500);
    expect(fitted.width / fitted.height).toBeCloseTo(3, 1);
  });
});

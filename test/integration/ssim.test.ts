import { expect, it } from "vitest";

import { type Luma, ssim } from "../../bench/images/ssim.ts";

function luma(value: (x: number, y: number) => number): Luma {
  const side = 32;
  const data = Float64Array.from({ length: side * side }, (_, at) => value(at % side, Math.floor(at / side)));
  return { data, width: side, height: side };
}

const slope = luma((x, y) => 60 + 3 * x + y);

it("is 1 for equal pictures and the same both ways", () => {
  const noisy = luma((x, y) => 60 + 3 * x + y + ((x * 7 + y * 13) % 9));
  expect(ssim(slope, slope)).toBeCloseTo(1, 12);
  expect(ssim(slope, noisy)).toBeCloseTo(ssim(noisy, slope), 12);
  expect(ssim(slope, noisy)).toBeLessThan(0.99);
});

it("is what its formula says for flat pictures: only their means count", () => {
  const c1 = (0.01 * 255) ** 2;
  const expected = (2 * 100 * 120 + c1) / (100 ** 2 + 120 ** 2 + c1);
  expect(
    ssim(
      luma(() => 100),
      luma(() => 120),
    ),
  ).toBeCloseTo(expected, 9);
});

it("falls with the strength of what was done", () => {
  const byNoise = [1, 4, 16].map((strength) =>
    ssim(
      slope,
      luma((x, y) => 60 + 3 * x + y + strength * (((x * 31 + y * 17) % 7) - 3)),
    ),
  );
  expect(byNoise).toEqual(byNoise.toSorted((a, b) => b - a));
  expect(
    ssim(
      slope,
      luma((x, y) => 255 - (60 + 3 * x + y)),
    ),
  ).toBeLessThan(0.2);
});

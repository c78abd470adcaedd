import { describe, expect, it } from "vitest";

import { applyTurn } from "../../test/support/worker/apply-turn.ts";
import { placeCrop } from "./geometry.ts";
import type { Orientation } from "./picture-header.ts";
import { type Rotation, turnToStored } from "./turn.ts";

const SQUARE = { width: 100, height: 100 };

describe("placeCrop", () => {
  it("takes the centre when there is no crop", () => {
    const place = placeCrop({ width: 300, height: 200 }, 1, null, SQUARE);
    expect(place.rect).toEqual({ x: expect.closeTo(50, 9), y: 0, width: 200, height: 200 });
    expect(place.upscaled).toBe(false);
  });

  it("takes the largest centred part of the crop that has the target's shape", () => {
    const crop = { x: 0.5, y: 0, width: 0.5, height: 0.5, rotation: 0 } as const;
    const place = placeCrop({ width: 400, height: 400 }, 1, crop, { width: 300, height: 100 });
    expect(place.rect).toEqual({
      x: 200,
      y: expect.closeTo(66.67, 1),
      width: 200,
      height: expect.closeTo(66.67, 1),
    });
    expect(place.upscaled).toBe(true);
  });

  it("counts the crop from the corner a person sees", () => {
    const corner = { x: 0, y: 0, width: 0.25, height: 0.5, rotation: 0 } as const;
    // Stored 200 × 100; orientation 6 is shown turned clockwise, 100 × 200: its top left is stored bottom left.
    const place = placeCrop({ width: 200, height: 100 }, 6, corner, { width: 25, height: 100 });
    expect(place.rect).toEqual({ x: 0, y: 75, width: 100, height: 25 });
    expect(place.storedTarget).toEqual({ width: 100, height: 25 });
  });

  it("says when there are too few pixels, on either side", () => {
    expect(placeCrop({ width: 100, height: 100 }, 1, null, { width: 100, height: 100 }).upscaled).toBe(false);
    expect(placeCrop({ width: 100, height: 99 }, 1, null, { width: 100, height: 100 }).upscaled).toBe(true);
  });
});

describe("layDown", () => {
  // 1 2 3
  // 4 5 6
  const stored = picture(3, [1, 2, 3, 4, 5, 6]);
  const cases: readonly (readonly [Orientation, Rotation, readonly number[][]])[] = [
    [
      1,
      0,
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [
      2,
      0,
      [
        [3, 2, 1],
        [6, 5, 4],
      ],
    ],
    [
      3,
      0,
      [
        [6, 5, 4],
        [3, 2, 1],
      ],
    ],
    [
      4,
      0,
      [
        [4, 5, 6],
        [1, 2, 3],
      ],
    ],
    [
      5,
      0,
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
    [
      6,
      0,
      [
        [4, 1],
        [5, 2],
        [6, 3],
      ],
    ],
    [
      7,
      0,
      [
        [6, 3],
        [5, 2],
        [4, 1],
      ],
    ],
    [
      8,
      0,
      [
        [3, 6],
        [2, 5],
        [1, 4],
      ],
    ],
    [
      1,
      90,
      [
        [4, 1],
        [5, 2],
        [6, 3],
      ],
    ],
    [
      1,
      270,
      [
        [3, 6],
        [2, 5],
        [1, 4],
      ],
    ],
    [
      6,
      90,
      [
        [6, 5, 4],
        [3, 2, 1],
      ],
    ],
    [
      6,
      270,
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [
      5,
      90,
      [
        [3, 2, 1],
        [6, 5, 4],
      ],
    ],
    [
      2,
      180,
      [
        [4, 5, 6],
        [1, 2, 3],
      ],
    ],
  ];

  it.each(cases)("orientation %i, turned by %i", (orientation, rotation, rows) => {
    const turned = applyTurn(stored, turnToStored(orientation, rotation));
    expect([turned.width, turned.height]).toEqual([rows[0]?.length, rows.length]);
    expect([...turned.data].filter((_, index) => index % 4 === 0)).toEqual(rows.flat());
  });
});

function picture(width: number, values: readonly number[]) {
  return {
    width,
    height: values.length / width,
    channels: 4 as const,
    data: Uint8Array.from(values.flatMap((value) => [value, 0, 0, 255])),
  };
}

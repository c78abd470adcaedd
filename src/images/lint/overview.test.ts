import { describe, expect, it } from "vitest";

import { decodePicture } from "../../../test/support/worker/decode-picture.ts";
import { imageFixture, photoFixture } from "../../../test/support/worker/image-fixtures.ts";
import { decodeRows, loadDecoder } from "../decode-rows.ts";
import { holdBytes } from "../held-file.ts";
import type { Pixels } from "../pixels.ts";
import { readHeader } from "../read-header.ts";
import { resize } from "../resize.ts";
import type { Rotation } from "../turn.ts";
import { createOverview } from "./overview.ts";

async function overviewOf(file: Uint8Array, step: number, rotation: Rotation): Promise<Pixels> {
  const header = readHeader(file);
  if (!header.ok) throw new Error(header.reason);
  await loadDecoder(header);
  const overview = createOverview(header, null);
  await decodeRows(holdBytes(file), header, step, overview.begin);
  return overview.turned(rotation);
}

function meanDifference(a: Pixels, b: Pixels): number {
  return a.data.reduce((sum, value, at) => sum + Math.abs(value - (b.data[at] ?? 0)), 0) / a.data.length;
}

describe("createOverview", () => {
  it("looks like the whole photograph, 96 pixels long, whatever the scale of decoding", async () => {
    const photo = photoFixture("dandelion.jpg");
    const whole = await decodePicture(photo, 1);
    const wanted = resize(whole, { x: 0, y: 0, width: whole.width, height: whole.height }, 96, 54);
    for (const step of [1, 3]) {
      const pixels = await overviewOf(photo, step, 0);
      expect([pixels.width, pixels.height]).toEqual([96, 54]);
      expect(meanDifference(pixels, wanted)).toBeLessThan(6);
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("stands orientation %i upright", async (orientation) => {
    const upright = await decodePicture(imageFixture("plain.png"));
    const wanted = resize(upright, { x: 0, y: 0, width: 96, height: 64 }, 96, 64);
    const pixels = await overviewOf(imageFixture(`orientation-${orientation}.jpg`), 8, 0);
    expect([pixels.width, pixels.height]).toEqual([96, 64]);
    expect(meanDifference(pixels, wanted)).toBeLessThan(4);
  });

  it("turns clockwise as a crop does", async () => {
    const upright = await overviewOf(imageFixture("plain.png"), 8, 0);
    const turned = await overviewOf(imageFixture("plain.png"), 8, 90);
    expect([turned.width, turned.height]).toEqual([64, 96]);
    // What was at the lower left is at the upper left.
    expect([...turned.data.subarray(0, 4)]).toEqual([...upright.data.subarray(63 * 96 * 4, 63 * 96 * 4 + 4)]);
  });
});

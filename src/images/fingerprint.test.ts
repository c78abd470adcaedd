import { describe, expect, it, vi } from "vitest";

import { applyTurn } from "../../test/support/worker/apply-turn.ts";
import { decodePicture } from "../../test/support/worker/decode-picture.ts";
import { photoFixture } from "../../test/support/worker/image-fixtures.ts";
import { encodeJpeg, mozjpeg } from "./codecs/mozjpeg.ts";
import { compareFingerprints } from "./compare-fingerprints.ts";
import { fingerprint } from "./fingerprint.ts";
import { fingerprintSchema } from "./fingerprint-type.ts";
import type { Pixels } from "./pixels.ts";
import { resize } from "./resize.ts";
import { turnToStored } from "./turn.ts";
import { distinguishable, verdict } from "./verdict.ts";

// Each comparison encodes and decodes several pictures; a busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

const photo = await cutPhoto();
const PLATFORM_SIZES = [400, 200] as const;

/** 400 × 400 out of the middle of the photograph. */
async function cutPhoto(): Promise<Pixels> {
  await mozjpeg.load();
  const pixels = await decodePicture(photoFixture("dandelion.jpg"), 2);
  return resize(pixels, { x: 300, y: 0, width: 747, height: 747 }, 400, 400);
}

/** What a platform makes of it: another size, another JPEG. */
async function shownBy(
  picture: Pixels,
  side: number,
  quality: number,
): Promise<ReturnType<typeof fingerprint>> {
  const small = resize(picture, { x: 0, y: 0, width: picture.width, height: picture.height }, side, side);
  return printOf(encodeJpeg(small, quality));
}

async function printOf(file: Uint8Array): Promise<ReturnType<typeof fingerprint>> {
  return fingerprint(await decodePicture(file), "avatar");
}

const sentOf = (picture: Pixels) => printOf(encodeJpeg(picture, 85));

function change(picture: Pixels, paint: (x: number, y: number, rgb: number[]) => number[]): Pixels {
  const data = picture.data.slice();
  for (let at = 0; at < data.length; at += 4) {
    const x = (at / 4) % picture.width;
    const y = Math.floor(at / 4 / picture.width);
    paint(x, y, [...data.subarray(at, at + 3)]).forEach((value, channel) => {
      data[at + channel] = Math.min(255, Math.round(value));
    });
  }
  return { ...picture, data };
}

const redDot = change(photo, (x, y, rgb) => (Math.hypot(x - 240, y - 160) < 20 ? [224, 16, 16] : rgb));
const brighter = change(photo, (_x, _y, rgb) => rgb.map((value) => value * 1.06));
const recoloured = change(photo, (_x, _y, [red = 0, green = 0, blue = 0]) => [blue, green, red]);
const flat = change(photo, () => [90, 120, 160]);
const flatter = change(photo, () => [90, 120, 200]);

describe("fingerprint", () => {
  it("has the stated shape and depends on nothing but the pixels", () => {
    const print = fingerprint(photo, "avatar");
    expect(fingerprintSchema.parse(print)).toEqual(print);
    expect([atob(print.luma).length, atob(print.colour).length]).toEqual([256, 3072]);
    expect(fingerprint(photo, "avatar")).toEqual(print);
    expect(compareFingerprints(print, print)).toEqual({
      distance: 0,
      correlation: expect.closeTo(1, 9),
      colourDistance: 0,
      worstCell: 0,
    });
  });

  it("ignores for an avatar what a round mask cuts away, and sees it for a banner", () => {
    const corners = change(photo, (x, y, rgb) =>
      Math.hypot(x - 199.5, y - 199.5) > 210 ? [255, 255, 255] : rgb,
    );
    expect(fingerprint(corners, "avatar").phash).toBe(fingerprint(photo, "avatar").phash);
    expect(fingerprint(corners, "banner").luma).not.toBe(fingerprint(photo, "banner").luma);
  });

  it("has the same cells at any size", () => {
    const small = resize(photo, { x: 0, y: 0, width: 400, height: 400 }, 137, 137);
    const { distance, correlation, colourDistance } = compareFingerprints(
      fingerprint(photo, "avatar"),
      fingerprint(small, "avatar"),
    );
    expect(distance).toBeLessThanOrEqual(4);
    expect(correlation).toBeGreaterThan(0.99);
    expect(colourDistance).toBeLessThan(3);
  });
});

describe("verdict", () => {
  it("knows our picture after a platform's re-encoding", async () => {
    const sent = await sentOf(photo);
    for (const side of [400, 200, 73]) {
      for (const quality of [75, 90])
        expect(verdict(sent, await shownBy(photo, side, quality), null)).toBe("same");
    }
  });

  it.each([
    ["a red dot of a tenth of the side", redDot],
    ["six per cent more brightness", brighter],
    ["swapped colours", recoloured],
  ])("tells apart: %s", async (_what, retouched) => {
    const sent = await sentOf(retouched);
    for (const side of PLATFORM_SIZES) {
      const before = await shownBy(photo, side, 80);
      expect(distinguishable(sent, before)).toBe(true);
      for (const quality of [75, 90]) {
        expect(verdict(sent, await shownBy(retouched, side, quality), before)).toBe("same");
        expect(verdict(sent, await shownBy(photo, side, quality), before)).toBe("different");
      }
    }
  });

  it("does not take a recoloured copy for ours even when it knows nothing of before", async () => {
    const { distance, correlation } = compareFingerprints(
      await sentOf(photo),
      await shownBy(recoloured, 400, 80),
    );
    expect(distance).toBeLessThan(16);
    expect(correlation).toBeGreaterThan(0.8);
    expect(verdict(await sentOf(photo), await shownBy(recoloured, 400, 80), null)).not.toBe("same");
  });

  it("rejects mirrored and turned copies", async () => {
    const sent = await sentOf(photo);
    for (const orientation of [2, 3, 4, 5, 6, 7, 8] as const) {
      const turned = applyTurn(photo, turnToStored(orientation, 0));
      expect(verdict(sent, await shownBy(turned, 400, 85), null)).not.toBe("same");
    }
  });

  it("says the same when before and now are one picture: the caller then needs a changed identity", async () => {
    const sent = await sentOf(photo);
    const before = await shownBy(photo, 400, 80);
    expect(distinguishable(sent, before)).toBe(false);
    expect(verdict(sent, await shownBy(photo, 400, 75), before)).toBe("same");
  });

  it("judges flat pictures by their colour", async () => {
    const sent = await sentOf(flat);
    expect(verdict(sent, await shownBy(flat, 200, 80), null)).toBe("same");
    expect(verdict(sent, await shownBy(flatter, 200, 80), null)).toBe("different");
    expect(verdict(sent, await shownBy(photo, 200, 80), null)).toBe("different");
  });
});

import { describe, expect, it } from "vitest";

import { InvalidInputError } from "../errors.ts";
import type { PlatformFacts } from "../views/platform-facts.ts";
import { readCropForm } from "./crop-form.ts";

const landscape = { kind: "avatar", width: 4000, height: 3000 } as const;
const square = { kind: "banner", width: 3000, height: 3000 } as const;

describe("the form of a cut", () => {
  it("takes the five numbers of the cropper", () => {
    const fields = { x: "0.1", y: "0", width: "0.75", height: "1", rotation: "90" };
    expect(readCropForm(fields, landscape, null)).toEqual({
      x: 0.1,
      y: 0,
      width: 0.75,
      height: 1,
      rotation: 90,
    });
  });

  it("cuts at one of nine places without a script", () => {
    expect(readCropForm({ position: "right" }, landscape, null)).toEqual({
      x: 0.25,
      y: 0,
      width: 0.75,
      height: 1,
      rotation: 0,
    });
    expect(readCropForm({ position: "top-left" }, square, null)).toEqual({
      x: 0,
      y: 0,
      width: 1,
      height: 1 / 3,
      rotation: 0,
    });
    expect(readCropForm({ position: "bottom" }, square, null)?.y).toBeCloseTo(2 / 3);
  });

  it("comes closer and turns without a script", () => {
    const cut = readCropForm({ position: "right", zoom: "2", turn: "90" }, landscape, null);
    // Turned, the picture is 3000 × 4000: the largest square is all of its width.
    expect(cut).toEqual({ x: 0.5, y: 0.3125, width: 0.5, height: 0.375, rotation: 90 });
  });

  it("cuts in the shape of the platform it is for", () => {
    const cinema = { slots: { banner: { width: 1600, height: 400, mask: "none" } } } as PlatformFacts;
    expect(readCropForm({ position: "top" }, square, cinema)).toMatchObject({ width: 1, height: 0.25, y: 0 });
  });

  it("changes nothing when nothing was chosen", () => {
    expect(readCropForm({}, landscape, null)).toBeUndefined();
  });

  it.each([
    { x: "0.5", y: "0", width: "0.75", height: "1", rotation: "0" },
    { x: "abc", y: "0", width: "0.75", height: "1", rotation: "0" },
    { x: "0", y: "0", width: "0", height: "1", rotation: "0" },
    { x: "0", y: "0", width: "1", height: "1", rotation: "45" },
    { x: "0" },
    { position: "middle", zoom: "0.1" },
    { position: "middle", zoom: "__proto__" },
    { position: "middle", turn: "45" },
  ])("refuses a cut outside the picture: %o", (fields) => {
    expect(() => readCropForm(fields, landscape, null)).toThrow(InvalidInputError);
  });
});

import { describe, expect, it } from "vitest";

import { InvalidInputError } from "../errors.ts";
import { readCropForm } from "./crop-form.ts";

const landscape = { kind: "avatar", width: 4000, height: 3000 } as const;

describe("the form of a cut", () => {
  it("takes the five numbers of the cropper", () => {
    const fields = { x: "0.1", y: "0", width: "0.75", height: "1", rotation: "90" };
    expect(readCropForm(fields, landscape)).toEqual({ x: 0.1, y: 0, width: 0.75, height: 1, rotation: 90 });
  });

  it("cuts at one of nine places without a script", () => {
    expect(readCropForm({ position: "right" }, landscape)).toEqual({
      x: 0.25,
      y: 0,
      width: 0.75,
      height: 1,
      rotation: 0,
    });
    expect(readCropForm({ position: "top-left" }, { kind: "banner", width: 3000, height: 3000 })).toEqual({
      x: 0,
      y: 0,
      width: 1,
      height: 1 / 3,
      rotation: 0,
    });
    expect(
      readCropForm({ position: "bottom" }, { kind: "banner", width: 3000, height: 3000 })?.y,
    ).toBeCloseTo(2 / 3);
  });

  it("changes nothing when nothing was chosen", () => {
    expect(readCropForm({}, landscape)).toBeUndefined();
  });

  it.each([
    { x: "0.5", y: "0", width: "0.75", height: "1", rotation: "0" },
    { x: "abc", y: "0", width: "0.75", height: "1", rotation: "0" },
    { x: "0", y: "0", width: "0", height: "1", rotation: "0" },
    { x: "0", y: "0", width: "1", height: "1", rotation: "45" },
    { x: "0" },
  ])("refuses a cut outside the picture: %o", (fields) => {
    expect(() => readCropForm(fields, landscape)).toThrow(InvalidInputError);
  });
});

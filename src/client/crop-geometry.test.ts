import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  fitCrop,
  type Frame,
  maxZoom,
  moveBy,
  pixelsWide,
  placement,
  type Rotation,
  START,
  toCrop,
  toView,
  turn,
  turnedSize,
  type View,
  zoomTo,
} from "./crop-geometry.ts";

const landscape: Frame = { width: 4000, height: 3000, aspect: 1 };
const rotation = fc.constantFrom<Rotation>(0, 90, 180, 270);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const frames = fc.record({
  width: fc.integer({ min: 32, max: 16_384 }),
  height: fc.integer({ min: 32, max: 16_384 }),
  aspect: fc.constantFrom(1, 3),
});
const views = fc.record({
  zoom: fc.double({ min: 1, max: 8, noNaN: true }),
  panX: share,
  panY: share,
  rotation,
});

describe("crop geometry", () => {
  it("cuts the largest centred square first", () => {
    expect(toCrop(START, landscape)).toEqual({ x: 0.125, y: 0, width: 0.75, height: 1, rotation: 0 });
  });

  it("cuts a 3:1 banner from a turned portrait", () => {
    const crop = toCrop({ ...START, rotation: 90 }, { width: 1000, height: 3000, aspect: 3 });
    expect(crop).toEqual({ x: 0, y: 0, width: 1, height: 1, rotation: 90 });
  });

  it("stays inside the picture with the right shape, whatever the controls say", () => {
    fc.assert(
      fc.property(views, frames, (view, frame) => {
        const crop = toCrop(view, frame);
        const turned = turnedSize(frame, view.rotation);
        expect(Math.min(crop.x, crop.y)).toBeGreaterThanOrEqual(0);
        expect(Math.max(crop.x + crop.width, crop.y + crop.height)).toBeLessThanOrEqual(1 + 1e-9);
        expect((crop.width * turned.width) / (crop.height * turned.height)).toBeCloseTo(frame.aspect, 6);
      }),
    );
  });

  it("comes back from the stored numbers to the same cut", () => {
    fc.assert(
      fc.property(views, frames, (view, frame) => {
        const crop = toCrop(view, frame);
        const again = toCrop(toView(crop, frame), frame);
        for (const key of ["x", "y", "width", "height"] as const)
          expect(again[key]).toBeCloseTo(crop[key], 6);
      }),
    );
  });

  it("keeps the point under the pointer while zooming", () => {
    const view: View = { zoom: 2, panX: 0.4, panY: 0.6, rotation: 0 };
    const before = toCrop(view, landscape);
    const after = toCrop(zoomTo(view, landscape, 3, 0.25, 0.75), landscape);
    expect(after.x + 0.25 * after.width).toBeCloseTo(before.x + 0.25 * before.width, 9);
    expect(after.y + 0.75 * after.height).toBeCloseTo(before.y + 0.75 * before.height, 9);
  });

  it("follows a drag one to one and stops at the edge", () => {
    const view: View = { zoom: 2, panX: 0.5, panY: 0.5, rotation: 0 };
    const before = toCrop(view, landscape);
    expect(toCrop(moveBy(view, landscape, 0.1, 0), landscape).x).toBeCloseTo(
      before.x - 0.1 * before.width,
      9,
    );
    expect(moveBy(view, landscape, -50, 50)).toMatchObject({ panX: 1, panY: 0 });
  });

  it("keeps the middle when turning, and four turns lead back", () => {
    const view: View = { zoom: 3, panX: 0.3, panY: 0.8, rotation: 0 };
    const limit = () => 8;
    const once = toCrop(turn(view, landscape, limit), landscape);
    const crop = toCrop(view, landscape);
    expect(once.x + once.width / 2).toBeCloseTo(1 - (crop.y + crop.height / 2), 9);
    expect(once.y + once.height / 2).toBeCloseTo(crop.x + crop.width / 2, 9);
    let round = view;
    for (let quarter = 0; quarter < 4; quarter += 1) round = turn(round, landscape, limit);
    expect(round.rotation).toBe(0);
    expect(toCrop(round, landscape).x).toBeCloseTo(crop.x, 9);
  });

  it("places every corner of the cut on the corners of the mask", () => {
    fc.assert(
      fc.property(views, frames, (view, frame) => {
        const crop = toCrop(view, frame);
        const turned = turnedSize(frame, view.rotation);
        const place = placement(crop, frame, 300);
        // The unturned picture's middle, carried by the transform, must lie where the turned picture's middle is.
        const angle = (view.rotation * Math.PI) / 180;
        const midX = (frame.width / 2) * place.scale;
        const midY = (frame.height / 2) * place.scale;
        const x = place.x + midX * Math.cos(angle) - midY * Math.sin(angle);
        const y = place.y + midX * Math.sin(angle) + midY * Math.cos(angle);
        expect(x).toBeCloseTo((0.5 - crop.x) * turned.width * place.scale, 3);
        expect(y).toBeCloseTo((0.5 - crop.y) * turned.height * place.scale, 3);
        expect(crop.width * turned.width * place.scale).toBeCloseTo(300, 6);
      }),
    );
  });

  it("takes the centred part of a cut for a platform of another shape", () => {
    const wide = { x: 0.1, y: 0.25, width: 0.75, height: 0.5, rotation: 0 } as const;
    const square: Frame = { width: 2000, height: 1000, aspect: 1 };
    expect(fitCrop(wide, square)).toEqual({ x: 0.35, y: 0.25, width: 0.25, height: 0.5, rotation: 0 });
    expect(pixelsWide(fitCrop(wide, square), square)).toBe(500);
    expect(pixelsWide({ ...wide, rotation: 90 }, square)).toBe(750);
  });

  it("fits inside the cut it comes from, in the right shape, and leaves one that has it alone", () => {
    fc.assert(
      fc.property(views, frames, fc.constantFrom(1, 3, 4, 0.5), (view, frame, aspect) => {
        const crop = toCrop(view, frame);
        const fitted = fitCrop(crop, { ...frame, aspect });
        const turned = turnedSize(frame, view.rotation);
        expect((fitted.width * turned.width) / (fitted.height * turned.height)).toBeCloseTo(aspect, 6);
        expect(fitted.x).toBeGreaterThanOrEqual(crop.x - 1e-9);
        expect(fitted.y + fitted.height).toBeLessThanOrEqual(crop.y + crop.height + 1e-9);
        for (const key of ["x", "y", "width", "height"] as const)
          expect(fitCrop(crop, frame)[key]).toBeCloseTo(crop[key], 9);
      }),
    );
  });

  it("allows no zoom into a picture that is small already", () => {
    expect(maxZoom({ width: 200, height: 200, aspect: 1 }, 0, 400)).toBe(1);
    expect(maxZoom(landscape, 0, 400)).toBe(7.5);
    expect(maxZoom({ width: 16_000, height: 16_000, aspect: 1 }, 0, 400)).toBe(8);
  });
});

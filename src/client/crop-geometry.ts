/**
 * The arithmetic of cropping: what the controls say (zoom, position, turn) to what is stored (fractions of the upright,
 * turned picture) and back. Pure. The controls are the source of truth; pointers only move them.
 */

export type Rotation = 0 | 90 | 180 | 270;

/** A rectangle in fractions 0..1 of the picture after turning it clockwise by `rotation`. */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rotation: Rotation;
}

/** What the controls say. `zoom` 1 is the largest cut; `panX` and `panY` go from 0 (left, top) to 1 (right, bottom). */
export interface View {
  readonly zoom: number;
  readonly panX: number;
  readonly panY: number;
  readonly rotation: Rotation;
}

/** The upright picture before turning, in pixels, and the shape to cut: width divided by height. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly aspect: number;
}

const MIDDLE = 0.5;
const EPSILON = 1e-9;
const MAX_ZOOM = 8;

export const START: View = { zoom: 1, panX: MIDDLE, panY: MIDDLE, rotation: 0 };

/** Width and height of the picture once it is turned. */
export function turnedSize(
  frame: Frame,
  rotation: Rotation,
): { readonly width: number; readonly height: number } {
  const upright = rotation === 0 || rotation === 180;
  return upright
    ? { width: frame.width, height: frame.height }
    : { width: frame.height, height: frame.width };
}

/** The largest zoom that still leaves `minWidth` pixels to cut from, at least 1 and at most 8. */
export function maxZoom(frame: Frame, rotation: Rotation, minWidth: number): number {
  const widest = largestCut(frame, rotation).width * turnedSize(frame, rotation).width;
  return clamp(widest / minWidth, 1, MAX_ZOOM);
}

export function toCrop(view: View, frame: Frame): Crop {
  const largest = largestCut(frame, view.rotation);
  const width = largest.width / view.zoom;
  const height = largest.height / view.zoom;
  return { x: view.panX * (1 - width), y: view.panY * (1 - height), width, height, rotation: view.rotation };
}

export function toView(crop: Crop, frame: Frame): View {
  const largest = largestCut(frame, crop.rotation);
  return {
    zoom: Math.max(1, largest.width / crop.width),
    panX: panOf(crop.x, crop.width),
    panY: panOf(crop.y, crop.height),
    rotation: crop.rotation,
  };
}

/** The largest centred part of a cut that has the frame's shape: what a platform of another shape makes of it. */
export function fitCrop(crop: Crop, frame: Frame): Crop {
  const turned = turnedSize(frame, crop.rotation);
  const shape = (frame.aspect * turned.height) / turned.width;
  const width = Math.min(crop.width, crop.height * shape);
  const height = Math.min(crop.height, crop.width / shape);
  return {
    x: crop.x + (crop.width - width) / 2,
    y: crop.y + (crop.height - height) / 2,
    width,
    height,
    rotation: crop.rotation,
  };
}

/** Pixels of the picture that a cut is wide. */
export function pixelsWide(crop: Crop, frame: Frame): number {
  return Math.round(crop.width * turnedSize(frame, crop.rotation).width);
}

/** Moves the picture under the mask. `dx` and `dy` are in units of the mask's width and height. */
export function moveBy(view: View, frame: Frame, dx: number, dy: number): View {
  const crop = toCrop(view, frame);
  return {
    ...view,
    panX: panOf(crop.x - dx * crop.width, crop.width),
    panY: panOf(crop.y - dy * crop.height, crop.height),
  };
}

/** Zooms and keeps the point at (`atX`, `atY`), fractions of the mask, where it is as far as the edges allow. */
export function zoomTo(view: View, frame: Frame, zoom: number, atX = MIDDLE, atY = MIDDLE): View {
  const before = toCrop(view, frame);
  const next = toCrop({ ...view, zoom }, frame);
  return {
    ...view,
    zoom,
    panX: panOf(before.x + atX * (before.width - next.width), next.width),
    panY: panOf(before.y + atY * (before.height - next.height), next.height),
  };
}

/** Turns a quarter clockwise around the middle of the cut; zooms out where the turned picture is too narrow. */
export function turn(view: View, frame: Frame, zoomLimit: (rotation: Rotation) => number): View {
  const crop = toCrop(view, frame);
  const rotation = ((view.rotation + 90) % 360) as Rotation;
  const zoom = Math.min(view.zoom, zoomLimit(rotation));
  const next = toCrop({ ...view, rotation, zoom }, frame);
  const centreX = 1 - (crop.y + crop.height / 2);
  const centreY = crop.x + crop.width / 2;
  return {
    rotation,
    zoom,
    panX: panOf(centreX - next.width / 2, next.width),
    panY: panOf(centreY - next.height / 2, next.height),
  };
}

/**
 * Where the unturned picture lies so that the cut fills a mask `maskWidth` pixels wide: a scale and a shift in pixels,
 * applied to the top left corner as `translate(x, y) rotate(rotation) scale(scale)`.
 */
export function placement(
  crop: Crop,
  frame: Frame,
  maskWidth: number,
): { scale: number; x: number; y: number } {
  const turned = turnedSize(frame, crop.rotation);
  const scale = maskWidth / (crop.width * turned.width);
  const width = turned.width * scale;
  const height = turned.height * scale;
  // Turning about the top left corner swings the picture out of its box; this brings it back.
  const swing = { 0: [0, 0], 90: [width, 0], 180: [width, height], 270: [0, height] }[crop.rotation] ?? [
    0, 0,
  ];
  return { scale, x: (swing[0] ?? 0) - crop.x * width, y: (swing[1] ?? 0) - crop.y * height };
}

function largestCut(frame: Frame, rotation: Rotation): { readonly width: number; readonly height: number } {
  const turned = turnedSize(frame, rotation);
  const shape = turned.width / turned.height;
  return shape > frame.aspect
    ? { width: frame.aspect / shape, height: 1 }
    : { width: 1, height: shape / frame.aspect };
}

/** A position as a share of the room there is; the middle where there is none. */
function panOf(start: number, size: number): number {
  const room = 1 - size;
  return room < EPSILON ? MIDDLE : clamp(start / room, 0, 1);
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}

import { SCALE_STEPS, scaledSide } from "./codecs/turbo-jpeg.ts";
import { fixedJpegBytes } from "./memory-budget.ts";
import type { PictureHeader } from "./picture-header.ts";

/** Left free unless pixels would be missing: more than are needed are worth less than memory. */
const SPARE_BYTES = 6_000_000;

interface StepOptions {
  /** Bytes of the file, as often as it is in memory. */
  readonly fileBytes: number;
  /** Needed pixels over stored pixels, along a side. */
  readonly ratio: number;
  /** How many times the needed pixels there should be. */
  readonly enough: number;
  /** What decoding may take. */
  readonly budget: number;
}

/**
 * The scale, in eighths, at which a JPEG should be decoded so that there are `enough` pixels for what is cut from it. Less
 * when that would take too much memory. Other types: 8.
 */
export function chooseStep(header: PictureHeader, { fileBytes, ratio, enough, budget }: StepOptions): number {
  if (header.type !== "jpeg") return SCALE_STEPS;
  const { width, height } = header;
  const left = budget - fixedJpegBytes(header, fileBytes);
  const stepFor = (pixels: number) => Math.min(SCALE_STEPS, Math.max(1, Math.ceil(SCALE_STEPS * pixels)));
  const needed = stepFor(ratio);
  let step = stepFor(ratio * enough);
  const room = () => left - (step > needed ? SPARE_BYTES : 0);
  while (step > 1 && scaledSide(width, step) * scaledSide(height, step) * 3 > room()) step -= 1;
  return step;
}

/**
 * How large the picture is at a step, as a fraction: the last decoded pixel may stand for less than a whole one. Cutting
 * by the rounded size would stretch the picture by up to a pixel, which a fine texture shows.
 */
export function exactSize(header: PictureHeader, step: number): { width: number; height: number } {
  const scale = header.type === "jpeg" ? step / SCALE_STEPS : 1;
  return { width: header.width * scale, height: header.height * scale };
}

/** The size that decoding gives for a picture at a step. */
export function decodedSize(header: PictureHeader, step: number): { width: number; height: number } {
  if (header.type !== "jpeg") return { width: header.width, height: header.height };
  return { width: scaledSide(header.width, step), height: scaledSide(header.height, step) };
}

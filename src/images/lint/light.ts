import { LINEAR_OF_BYTE } from "../srgb.ts";

/** Relative luminance 0..1 of sRGB bytes (WCAG 2.2). */
export function luminance(red: number, green: number, blue: number): number {
  return (
    0.2126 * (LINEAR_OF_BYTE[red] ?? 0) +
    0.7152 * (LINEAR_OF_BYTE[green] ?? 0) +
    0.0722 * (LINEAR_OF_BYTE[blue] ?? 0)
  );
}

/** Contrast of two luminances, 1 to 21 (WCAG 2.2). */
export function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Luminance of `#rrggbb`. */
export function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return luminance(red, green, blue);
}

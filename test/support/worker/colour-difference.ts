/** CIE 1976 difference of two sRGB colours, 0..255 each: about 2 is where a trained eye begins to see it. */
export function colourDifference(a: readonly number[], b: readonly number[]): number {
  const [from, to] = [toLab(a), toLab(b)];
  return Math.hypot(...from.map((value, at) => value - (to[at] ?? 0)));
}

/** CIELAB under D65 (IEC 61966-2-1 and CIE 15). */
function toLab(rgb: readonly number[]): number[] {
  const [r = 0, g = 0, b = 0] = rgb.map((byte) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const bend = (t: number) => (t > 216 / 24_389 ? Math.cbrt(t) : (24_389 / 27) * (t / 116) + 16 / 116);
  const x = bend((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = bend(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = bend((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

const css = readFileSync("src/client/styles/tokens.css", "utf8");

type Oklch = readonly [lightness: number, chroma: number, hue: number];

/** `--name: light-dark(oklch(…), oklch(…))` of the token file. */
function token(name: string, scheme: "light" | "dark"): Oklch {
  const pair = new RegExp(`--${name}: light-dark\\(oklch\\(([^)]*)\\), oklch\\(([^)]*)\\)\\)`).exec(css);
  const [l = "0%", c = "0", h = "0"] = (scheme === "light" ? pair?.[1] : pair?.[2])?.split(" ") ?? [];
  return [Number.parseFloat(l) / 100, Number(c), Number(h)];
}

/** Relative luminance (WCAG 2.2) of an OKLCH colour; matrices from CSS Color 4, 9.3 and 10.1. */
function luminance([lightness, chroma, hue]: Oklch): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  const red = clamp(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clamp(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clamp(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Oklch, other: Oklch): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** What is written on what; 4.5 is WCAG 1.4.3 for text, 3 is 1.4.11 for icons and edges. */
const PAIRS = [
  ["ink", "paper", 7],
  ["ink", "mat", 7],
  ["quiet", "paper", 4.5],
  ["quiet", "mat", 4.5],
  ["accent", "paper", 4.5],
  ["failure", "paper", 4.5],
  ["attention", "paper", 3],
  ["attention", "mat", 3],
  ["edge", "paper", 3],
] as const;

describe.each(["light", "dark"] as const)("colours in the %s", (scheme) => {
  it.each(PAIRS)("%s on %s has a contrast of at least %d", (front, back, least) => {
    expect(contrast(token(front, scheme), token(back, scheme))).toBeGreaterThanOrEqual(least);
  });
});

describe("the contrast formula", () => {
  it("agrees with the ends of the scale", () => {
    expect(contrast([1, 0, 0], [0, 0, 0])).toBeCloseTo(21, 1);
  });
});

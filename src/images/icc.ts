import { ascii, u16be, u32be } from "./header/byte-view.ts";
import type { Pixels } from "./pixels.ts";
import { byteOfLinear, LINEAR_OF_BYTE } from "./srgb.ts";

/** Changes pixels in place from a profile's colours to sRGB. */
export type ColourConversion = (pixels: Pixels) => void;

/** XYZ relative to D50, as profiles store it, to linear sRGB. */
const XYZ_TO_SRGB = [
  3.1341864, -1.617209, -0.4906941, -0.9787485, 1.9161301, 0.0334334, 0.0719639, -0.2289939, 1.4057537,
];
const COLUMNS = ["rXYZ", "gXYZ", "bXYZ"] as const;
const CURVES = ["rTRC", "gTRC", "bTRC"] as const;

/**
 * The conversion for an RGB profile of the matrix kind (Display P3, Adobe RGB, ProPhoto; ICC.1:2022). Null for profiles
 * of other kinds, which are ignored, and for those that already mean sRGB.
 */
export function iccConversion(profile: Uint8Array): ColourConversion | null {
  if (ascii(profile, 16, 4) !== "RGB " || ascii(profile, 20, 4) !== "XYZ ") return null;
  const tags = readTags(profile);
  const columns = COLUMNS.map((name) => readXyz(tags.get(name)));
  const curves = CURVES.map((name) => readCurve(tags.get(name)));
  const [red, green, blue] = curves;
  if (!red || !green || !blue || columns.includes(null)) return null;
  const m = multiply(XYZ_TO_SRGB, columns as number[][]) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const identity = m.every((value, index) => Math.abs(value - (index % 4 === 0 ? 1 : 0)) < 0.004);
  const sameCurve = curves.every((curve) =>
    curve?.every((value, byte) => byteOfLinear(value) === byteOfLinear(LINEAR_OF_BYTE[byte] ?? 0)),
  );
  if (identity && sameCurve) return null;
  return ({ data, channels }) => {
    for (let at = 0; at < data.length; at += channels) {
      const r = red[data[at] as number] as number;
      const g = green[data[at + 1] as number] as number;
      const b = blue[data[at + 2] as number] as number;
      data[at] = byteOfLinear(m[0] * r + m[1] * g + m[2] * b);
      data[at + 1] = byteOfLinear(m[3] * r + m[4] * g + m[5] * b);
      data[at + 2] = byteOfLinear(m[6] * r + m[7] * g + m[8] * b);
    }
  };
}

function readTags(profile: Uint8Array): Map<string, Uint8Array> {
  const tags = new Map<string, Uint8Array>();
  const count = Math.min(u32be(profile, 128), 100);
  for (let entry = 132; entry < 132 + count * 12; entry += 12) {
    const at = u32be(profile, entry + 4);
    tags.set(ascii(profile, entry, 4), profile.subarray(at, at + u32be(profile, entry + 8)));
  }
  return tags;
}

function fixed(tag: Uint8Array, at: number): number {
  return (u32be(tag, at) | 0) / 65_536;
}

function readXyz(tag: Uint8Array | undefined): number[] | null {
  return tag !== undefined && tag.length >= 20 ? [fixed(tag, 8), fixed(tag, 12), fixed(tag, 16)] : null;
}

/** Linear light of each byte, from a `curv` or `para` tag (ICC.1, 10.6 and 10.18). */
function readCurve(tag: Uint8Array | undefined): Float32Array | null {
  if (tag === undefined || tag.length < 12) return null;
  const curve =
    ascii(tag, 0, 4) === "para"
      ? parametricCurve(tag)
      : ascii(tag, 0, 4) === "curv"
        ? sampledCurve(tag)
        : null;
  if (curve === null) return null;
  const values = Float32Array.from({ length: 256 }, (_, byte) => curve(byte / 255));
  return values.every(Number.isFinite) ? values : null;
}

function sampledCurve(tag: Uint8Array): (x: number) => number {
  const count = u32be(tag, 8);
  if (count === 0) return (x) => x;
  if (count === 1) return (x) => x ** (u16be(tag, 12) / 256);
  return (x) => {
    const place = x * (count - 1);
    const low = Math.min(Math.floor(place), count - 2);
    const at = (index: number) => u16be(tag, 12 + 2 * index) / 65_535;
    return at(low) + (at(low + 1) - at(low)) * (place - low);
  };
}

function parametricCurve(tag: Uint8Array): ((x: number) => number) | null {
  const kind = u16be(tag, 8);
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from(
    { length: [1, 3, 4, 5, 7][kind] ?? 0 },
    (_, index) => fixed(tag, 12 + 4 * index),
  );
  if (kind === 0) return (x) => x ** g;
  if (kind === 1) return (x) => (x >= -b / a ? (a * x + b) ** g : 0);
  if (kind === 2) return (x) => (x >= -b / a ? (a * x + b) ** g + c : c);
  if (kind === 3 || kind === 4) return (x) => (x >= d ? (a * x + b) ** g + e : c * x + f);
  return null;
}

/** 3 × 3 times the matrix with the given columns, row by row. */
function multiply(left: readonly number[], columns: readonly (readonly number[])[]): number[] {
  return left.map((_, index) => {
    const row = Math.floor(index / 3) * 3;
    const column = columns[index % 3] ?? [];
    return (
      (left[row] ?? 0) * (column[0] ?? 0) +
      (left[row + 1] ?? 0) * (column[1] ?? 0) +
      (left[row + 2] ?? 0) * (column[2] ?? 0)
    );
  });
}

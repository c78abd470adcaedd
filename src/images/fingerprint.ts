import type { Slot } from "../platforms/platform.ts";
import { areaGrid } from "./area-grid.ts";
import type { Fingerprint } from "./fingerprint-type.ts";
import { perceptualHash } from "./perceptual-hash.ts";
import type { Pixels } from "./pixels.ts";

const COLOUR_CELLS = 32;
const LUMA_CELLS = 16;

/**
 * The fingerprint of decoded, upright sRGB pixels. For avatars the luma outside the inscribed circle is replaced by the
 * mean inside: platforms cut it away, and a hash of the corners would then differ.
 */
export function fingerprint(pixels: Pixels, slot: Slot): Fingerprint {
  const colour = areaGrid(pixels, COLOUR_CELLS);
  const luma = lumaOf(colour);
  const masked = slot === "avatar" ? maskCircle(luma) : luma;
  return {
    v: 1,
    phash: perceptualHash(masked),
    luma: toBase64(halve(masked)),
    colour: toBase64(colour),
    width: pixels.width,
    height: pixels.height,
  };
}

/** Rec. 601 luma, as JPEG has it. */
function lumaOf(colour: Float64Array): Float64Array {
  return Float64Array.from({ length: colour.length / 3 }, (_, cell) => {
    const [red = 0, green = 0, blue = 0] = colour.subarray(cell * 3, cell * 3 + 3);
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  });
}

function maskCircle(luma: Float64Array): Float64Array {
  const radius = COLOUR_CELLS / 2;
  const inside = luma.map((_, cell) => {
    const x = (cell % COLOUR_CELLS) + 0.5 - radius;
    const y = Math.floor(cell / COLOUR_CELLS) + 0.5 - radius;
    return Math.hypot(x, y) <= radius ? 1 : 0;
  });
  const count = inside.reduce((sum, each) => sum + each, 0);
  const mean = luma.reduce((sum, value, cell) => sum + value * (inside[cell] ?? 0), 0) / count;
  return luma.map((value, cell) => (inside[cell] === 1 ? value : mean));
}

function halve(luma: Float64Array): Float64Array {
  return Float64Array.from({ length: LUMA_CELLS * LUMA_CELLS }, (_, cell) => {
    const at = Math.floor(cell / LUMA_CELLS) * 2 * COLOUR_CELLS + (cell % LUMA_CELLS) * 2;
    const four = [at, at + 1, at + COLOUR_CELLS, at + COLOUR_CELLS + 1];
    return four.reduce((sum, place) => sum + (luma[place] ?? 0), 0) / 4;
  });
}

function toBase64(values: Float64Array): string {
  const bytes = Uint8Array.from(values, (value) => Math.min(255, Math.max(0, Math.round(value))));
  return btoa(String.fromCharCode(...bytes));
}

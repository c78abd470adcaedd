import type { Slot } from "../platforms/platform.ts";
import { createAreaGrid } from "./area-grid.ts";
import type { Fingerprint } from "./fingerprint-type.ts";
import { perceptualHash } from "./perceptual-hash.ts";
import type { Pixels } from "./pixels.ts";
import { type RowSink, sendRows } from "./rows.ts";
import { layDown, type Turn } from "./turn.ts";

const COLOUR_CELLS = 32;
const LUMA_CELLS = 16;

const AS_IT_IS: Turn = { swap: false, reverseX: false, reverseY: false };

/**
 * The fingerprint of decoded, upright sRGB pixels. For avatars the luma outside the inscribed circle is replaced by the
 * mean inside: platforms cut it away, and a hash of the corners would then differ.
 */
export function fingerprint(pixels: Pixels, slot: Slot): Fingerprint {
  const { row, finish } = fingerprintRows(pixels, slot, AS_IT_IS);
  sendRows(pixels, row);
  return finish();
}

/** The same of rows as they come, for a picture that is stored turned: `turn` says how it is laid down. */
export function fingerprintRows(
  stored: Omit<Pixels, "data">,
  slot: Slot,
  turn: Turn,
): { readonly row: RowSink; readonly finish: () => Fingerprint } {
  const grid = createAreaGrid(stored, COLOUR_CELLS);
  const { width, height } = turn.swap ? { width: stored.height, height: stored.width } : stored;
  return {
    row: grid.row,
    finish: () => ofGrid(turnGrid(grid.means(), turn), { width, height }, slot),
  };
}

/** Turning the means is turning the picture: its parts are equal. */
function turnGrid(means: Float64Array, turn: Turn): Float64Array {
  const { origin, right, down } = layDown(turn, { width: COLOUR_CELLS, height: COLOUR_CELLS });
  const turned = new Float64Array(means.length);
  for (let cell = 0; cell < means.length / 3; cell += 1) {
    const to = origin + (cell % COLOUR_CELLS) * right + Math.floor(cell / COLOUR_CELLS) * down;
    turned.set(means.subarray(cell * 3, cell * 3 + 3), to * 3);
  }
  return turned;
}

function ofGrid(
  colour: Float64Array,
  { width, height }: { readonly width: number; readonly height: number },
  slot: Slot,
): Fingerprint {
  const luma = lumaOf(colour);
  const masked = slot === "avatar" ? maskCircle(luma) : luma;
  return {
    v: 1,
    phash: perceptualHash(masked),
    luma: toBase64(halve(masked)),
    colour: toBase64(colour),
    width,
    height,
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

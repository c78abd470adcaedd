import type { ColourConversion } from "../icc.ts";
import { type PictureHeader } from "../picture-header.ts";
import type { Pixels } from "../pixels.ts";
import type { RowFormat, RowSink } from "../rows.ts";
import { layDown, type Rotation, turnToStored } from "../turn.ts";

/** On the longest side. */
const OVERVIEW_PX = 96;
/** Pixels looked at along each side of one of the overview: sixteen say its colour, and the rest cost time. */
const SAMPLES = 4;

/** A small copy of the whole picture, made of the rows that go by while it is cut. */
export interface Overview {
  /** The rows as stored, once. */
  readonly begin: (format: RowFormat) => RowSink;
  /** The copy as a person sees it after turning the upright picture clockwise; sRGB. Once all rows were taken. */
  readonly turned: (rotation: Rotation) => Pixels;
}

/** Costs a sixteenth of a look at every pixel, or less, and 370 kB at most. Means are of stored values, weighted by opacity. */
export function createOverview(header: PictureHeader, conversion: ColourConversion | null): Overview {
  let finish: () => Pixels = () => {
    throw new Error("no row was seen");
  };
  return {
    begin(format) {
      const sums = createSums(format);
      finish = sums.means;
      return sums.row;
    },
    turned(rotation) {
      const stored = finish();
      const turn = turnToStored(header.orientation, rotation);
      const { origin, right, down } = layDown(turn, stored);
      const upright = turn.swap ? { width: stored.height, height: stored.width } : stored;
      const pixels: Pixels = {
        data: new Uint8Array(stored.data.length),
        channels: 4,
        width: upright.width,
        height: upright.height,
      };
      for (let y = 0, at = 0; y < stored.height; y += 1) {
        for (let x = 0; x < stored.width; x += 1, at += 4) {
          pixels.data.set(stored.data.subarray(at, at + 4), (origin + y * down + x * right) * 4);
        }
      }
      conversion?.(pixels);
      return pixels;
    },
  };
}

function createSums({ channels, width, height }: RowFormat): { row: RowSink; means: () => Pixels } {
  const scale = Math.min(1, OVERVIEW_PX / Math.max(width, height));
  const across = Math.max(1, Math.round(width * scale));
  const down = Math.max(1, Math.round(height * scale));
  const everyColumn = Math.max(1, Math.floor(width / (across * SAMPLES)));
  const everyRow = Math.max(1, Math.floor(height / (down * SAMPLES)));
  /** Red, green and blue times opacity, opacity, and how many. */
  const sums = new Float64Array(across * down * 5);
  const row: RowSink = (y, bytes) => {
    if (y % everyRow !== 0) return;
    const line = Math.floor((y * down) / height) * across;
    for (let x = 0; x < width; x += everyColumn) {
      const from = x * channels;
      const to = (line + Math.floor((x * across) / width)) * 5;
      const opacity = channels === 4 ? (bytes[from + 3] as number) / 255 : 1;
      for (let lane = 0; lane < 3; lane += 1) {
        sums[to + lane] = (sums[to + lane] as number) + (bytes[from + lane] as number) * opacity;
      }
      sums[to + 3] = (sums[to + 3] as number) + opacity;
      sums[to + 4] = (sums[to + 4] as number) + 1;
    }
  };
  const means = () => {
    const data = new Uint8Array(across * down * 4);
    for (let at = 0, cell = 0; at < data.length; at += 4, cell += 5) {
      const opacity = sums[cell + 3] as number;
      for (let lane = 0; lane < 3; lane += 1) {
        data[at + lane] = opacity > 0 ? Math.round((sums[cell + lane] as number) / opacity) : 0;
      }
      data[at + 3] = Math.round((255 * opacity) / Math.max(1, sums[cell + 4] as number));
    }
    return { data, channels: 4 as const, width: across, height: down };
  };
  return { row, means };
}

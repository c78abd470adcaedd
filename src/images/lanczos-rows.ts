import type { Lanes } from "./linear-row.ts";
import { byteOfLinear } from "./srgb.ts";
import { makeTaps, type Taps, tapsEnd } from "./taps.ts";
import type { Rect } from "./turn.ts";

/** Takes lines of linear light in order; rows before the first it needs must not be given. */
export interface LineStage {
  /** The rows and columns it reads: from the first to before the end. */
  readonly rows: Span;
  readonly columns: Span;
  take(row: number, line: Float64Array): void;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

interface LanczosOptions {
  /** What to cut, in pixels of the source; may begin and end inside a pixel. */
  readonly rect: Rect;
  readonly source: { readonly width: number; readonly height: number };
  readonly width: number;
  readonly height: number;
  readonly lanes: Lanes;
  readonly out: Canvas;
}

/** Where the pixels of the result go, as RGBA, alpha not premultiplied. */
export interface Canvas {
  readonly data: Uint8Array;
  /** Number of the pixel that the first one of the result is laid at. */
  readonly origin: number;
  /** How many pixels further on the next one of a row, and the next row, are laid. */
  readonly right: number;
  readonly down: number;
}

/**
 * Resizes line by line: across at once, down as soon as all lines of a target row are there. Keeps as many narrowed
 * lines as one target row needs.
 */
export function lanczosStage({ rect, source, width, height, lanes, out }: LanczosOptions): LineStage {
  const across = makeTaps(rect.x, rect.width, width, source.width);
  const down = makeTaps(rect.y, rect.height, height, source.height);
  const kept = Array.from({ length: down.width }, () => new Float64Array(width * lanes));
  const sum = new Float64Array(width * lanes);
  const narrow = lanes === 3 ? narrowThree : narrowFour;
  const write = lanes === 3 ? writeThree : writeFour;
  let next = 0;
  return {
    rows: { from: down.first[0] ?? 0, to: tapsEnd(down) },
    columns: { from: across.first[0] ?? 0, to: tapsEnd(across) },
    take(row, line) {
      narrow(line, across, kept[row % down.width] as Float64Array);
      while (next < height && row + 1 >= (down.first[next] as number) + (down.count[next] as number)) {
        addUp(kept, down, next, sum);
        write(sum, out.data, (out.origin + next * out.down) * 4, out.right * 4);
        next += 1;
      }
    },
  };
}

function narrowThree(line: Float64Array, { first, count, weights, width }: Taps, out: Float64Array): void {
  for (let x = 0; x < first.length; x += 1) {
    let red = 0;
    let green = 0;
    let blue = 0;
    let at = (first[x] as number) * 3;
    const end = x * width + (count[x] as number);
    for (let tap = x * width; tap < end; tap += 1, at += 3) {
      const weight = weights[tap] as number;
      red += weight * (line[at] as number);
      green += weight * (line[at + 1] as number);
      blue += weight * (line[at + 2] as number);
    }
    out[x * 3] = red;
    out[x * 3 + 1] = green;
    out[x * 3 + 2] = blue;
  }
}

function narrowFour(line: Float64Array, { first, count, weights, width }: Taps, out: Float64Array): void {
  for (let x = 0; x < first.length; x += 1) {
    let red = 0;
    let green = 0;
    let blue = 0;
    let alpha = 0;
    let at = (first[x] as number) * 4;
    const end = x * width + (count[x] as number);
    for (let tap = x * width; tap < end; tap += 1, at += 4) {
      const weight = weights[tap] as number;
      red += weight * (line[at] as number);
      green += weight * (line[at + 1] as number);
      blue += weight * (line[at + 2] as number);
      alpha += weight * (line[at + 3] as number);
    }
    out[x * 4] = red;
    out[x * 4 + 1] = green;
    out[x * 4 + 2] = blue;
    out[x * 4 + 3] = alpha;
  }
}

/** One target row from the kept lines. Four at a time: the sum is then read and written a quarter as often. */
function addUp(kept: readonly Float64Array[], down: Taps, target: number, sum: Float64Array): void {
  const first = down.first[target] as number;
  const count = down.count[target] as number;
  const lineOf = (tap: number) => kept[(first + Math.min(tap, count - 1)) % down.width] as Float64Array;
  const weightOf = (tap: number) => (tap < count ? (down.weights[target * down.width + tap] as number) : 0);
  sum.fill(0);
  for (let tap = 0; tap < count; tap += 4) {
    addFour(
      sum,
      [lineOf(tap), lineOf(tap + 1), lineOf(tap + 2), lineOf(tap + 3)],
      [weightOf(tap), weightOf(tap + 1), weightOf(tap + 2), weightOf(tap + 3)],
    );
  }
}

type Four<T> = readonly [T, T, T, T];

function addFour(sum: Float64Array, [a, b, c, d]: Four<Float64Array>, [wa, wb, wc, wd]: Four<number>): void {
  for (let at = 0; at < sum.length; at += 1) {
    sum[at] =
      (sum[at] as number) +
      wa * (a[at] as number) +
      wb * (b[at] as number) +
      wc * (c[at] as number) +
      wd * (d[at] as number);
  }
}

function writeThree(sum: Float64Array, out: Uint8Array, base: number, step: number): void {
  for (let at = 0, to = base; at < sum.length; at += 3, to += step) {
    out[to] = byteOfLinear(sum[at] as number);
    out[to + 1] = byteOfLinear(sum[at + 1] as number);
    out[to + 2] = byteOfLinear(sum[at + 2] as number);
    out[to + 3] = 255;
  }
}

/** Linear, premultiplied light back to stored bytes. */
function writeFour(sum: Float64Array, out: Uint8Array, base: number, step: number): void {
  for (let at = 0, to = base; at < sum.length; at += 4, to += step) {
    const alpha = Math.min(1, sum[at + 3] as number);
    const seen = alpha > 1 / 510; // else it rounds to fully transparent
    out[to] = seen ? byteOfLinear((sum[at] as number) / alpha) : 0;
    out[to + 1] = seen ? byteOfLinear((sum[at + 1] as number) / alpha) : 0;
    out[to + 2] = seen ? byteOfLinear((sum[at + 2] as number) / alpha) : 0;
    out[to + 3] = seen ? Math.round(alpha * 255) : 0;
  }
}

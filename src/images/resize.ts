import type { Pixels } from "./pixels.ts";
import { byteOfLinear, LINEAR_OF_BYTE } from "./srgb.ts";
import type { Rect } from "./turn.ts";

/** Contributions of source pixels to one target pixel along one axis. */
interface Taps {
  /** First source pixel of each target pixel. */
  readonly first: Int32Array;
  /** `width` weights a target pixel, unused ones are 0. */
  readonly weights: Float32Array;
  readonly width: number;
}

const LOBES = 3;

/**
 * Cuts `rect` out of `source` and resizes it to RGBA: Lanczos with three lobes, in linear light, alpha premultiplied. Works row
 * by row straight from the decoder's memory, so a source pixel costs no further bytes. Pixels outside `rect` never
 * bleed in.
 */
export function resize(source: Pixels, rect: Rect, width: number, height: number): Pixels {
  const across = makeTaps(rect.x, rect.width, width, source.width);
  const down = makeTaps(rect.y, rect.height, height, source.height);
  const kept = new Float32Array(down.width * width * 4);
  const sum = new Float32Array(width * 4);
  const data = new Uint8Array(width * height * 4);
  const line = new Float32Array(source.width * 4);
  let next = down.first[0] ?? 0;
  for (let y = 0; y < height; y += 1) {
    const first = down.first[y] ?? 0;
    const end = Math.min(first + down.width, source.height);
    for (next = Math.max(next, first); next < end; next += 1) {
      linearRow(source, next, across, line);
      const slot = (next % down.width) * width * 4;
      narrowRow(line, across, kept.subarray(slot, slot + width * 4));
    }
    sum.fill(0);
    for (let tap = 0; tap < end - first; tap += 1) {
      const weight = down.weights[y * down.width + tap] ?? 0;
      if (weight === 0) continue;
      const slot = ((first + tap) % down.width) * width * 4;
      for (let index = 0; index < sum.length; index += 1) {
        sum[index] = (sum[index] as number) + weight * (kept[slot + index] as number);
      }
    }
    writeRow(sum, data, y * width * 4);
  }
  return { data, channels: 4, width, height };
}

function makeTaps(start: number, length: number, target: number, limit: number): Taps {
  const scale = length / target;
  const reach = LOBES * Math.max(1, scale);
  const low = Math.max(0, Math.floor(start + 1e-6));
  const high = Math.min(limit, Math.ceil(start + length - 1e-6));
  const width = Math.min(Math.ceil(reach * 2) + 1, Math.max(1, high - low));
  const first = new Int32Array(target);
  const weights = new Float32Array(target * width);
  for (let index = 0; index < target; index += 1) {
    const centre = start + (index + 0.5) * scale;
    const from = Math.min(Math.max(low, Math.ceil(centre - reach - 0.5)), Math.max(low, high - width));
    const values = Array.from({ length: width }, (_, tap) =>
      from + tap < high ? lanczos((from + tap + 0.5 - centre) / Math.max(1, scale)) : 0,
    );
    const total = values.reduce((sum, value) => sum + value, 0);
    first[index] = from;
    weights.set(
      values.map((value) => value / total),
      index * width,
    );
  }
  return { first, weights, width };
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  const angle = Math.PI * x;
  return (LOBES * Math.sin(angle) * Math.sin(angle / LOBES)) / (angle * angle);
}

/** One source row as premultiplied linear light; only the columns that are used. */
function linearRow(source: Pixels, row: number, across: Taps, line: Float32Array): void {
  const from = across.first[0] ?? 0;
  const to = Math.min((across.first.at(-1) ?? 0) + across.width, source.width);
  const { data, channels } = source;
  for (let column = from; column < to; column += 1) {
    const at = (row * source.width + column) * channels;
    const alpha = channels === 4 ? (data[at + 3] as number) / 255 : 1;
    const out = column * 4;
    line[out] = (LINEAR_OF_BYTE[data[at] as number] as number) * alpha;
    line[out + 1] = (LINEAR_OF_BYTE[data[at + 1] as number] as number) * alpha;
    line[out + 2] = (LINEAR_OF_BYTE[data[at + 2] as number] as number) * alpha;
    line[out + 3] = alpha;
  }
}

function narrowRow(line: Float32Array, across: Taps, out: Float32Array): void {
  const { first, weights, width } = across;
  for (let x = 0; x < first.length; x += 1) {
    let red = 0;
    let green = 0;
    let blue = 0;
    let alpha = 0;
    let at = (first[x] as number) * 4;
    for (let tap = x * width; tap < (x + 1) * width; tap += 1, at += 4) {
      const weight = weights[tap] as number;
      if (weight === 0) continue;
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

/** Linear, premultiplied light back to stored bytes. */
function writeRow(sum: Float32Array, data: Uint8Array, base: number): void {
  for (let at = 0; at < sum.length; at += 4) {
    const alpha = Math.min(1, sum[at + 3] as number);
    if (!(alpha > 1 / 510)) continue; // rounds to fully transparent
    data[base + at] = byteOfLinear((sum[at] as number) / alpha);
    data[base + at + 1] = byteOfLinear((sum[at + 1] as number) / alpha);
    data[base + at + 2] = byteOfLinear((sum[at + 2] as number) / alpha);
    data[base + at + 3] = Math.round(alpha * 255);
  }
}

/** Contributions of source pixels to the target pixels along one axis. */
export interface Taps {
  /** First source pixel of each target pixel; never falls from one to the next. */
  readonly first: Int32Array;
  /** How many source pixels each target pixel takes, at most `width`. */
  readonly count: Int32Array;
  /** `width` places a target pixel; they add up to 1. */
  readonly weights: Float64Array;
  readonly width: number;
}

const LOBES = 3;

/**
 * Lanczos with three lobes for the stretch of `length` source pixels from `start` on (may begin and end inside a pixel)
 * over `target` pixels. Nothing outside the stretch, nor at or after `limit`, contributes.
 */
export function makeTaps(start: number, length: number, target: number, limit: number): Taps {
  const scale = length / target;
  const reach = LOBES * Math.max(1, scale);
  const low = Math.max(0, Math.floor(start + 1e-6));
  const high = Math.min(limit, Math.ceil(start + length - 1e-6));
  const width = Math.min(Math.ceil(reach * 2) + 1, Math.max(1, high - low));
  const first = new Int32Array(target);
  const count = new Int32Array(target);
  const weights = new Float64Array(target * width);
  for (let index = 0; index < target; index += 1) {
    const centre = start + (index + 0.5) * scale;
    const from = Math.min(Math.max(low, Math.ceil(centre - reach - 0.5)), Math.max(low, high - width));
    const values = Array.from({ length: Math.min(width, high - from) }, (_, tap) =>
      lanczos((from + tap + 0.5 - centre) / Math.max(1, scale)),
    );
    while (values.length > 1 && values.at(-1) === 0) values.pop();
    const total = values.reduce((sum, value) => sum + value, 0);
    first[index] = from;
    count[index] = values.length;
    weights.set(
      values.map((value) => value / total),
      index * width,
    );
  }
  return { first, count, weights, width };
}

/** One past the last source pixel that contributes anywhere. */
export function tapsEnd({ first, count }: Taps): number {
  return (first.at(-1) ?? 0) + (count.at(-1) ?? 0);
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  const angle = Math.PI * x;
  return (LOBES * Math.sin(angle) * Math.sin(angle / LOBES)) / (angle * angle);
}

/** One encoding that was made. */
export interface Encoded {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** 0 to 100, the encoder's own scale. */
  readonly quality: number;
}

interface ByteBudget {
  readonly maxBytes: number;
  readonly startQuality: number;
  /** `[quality, bytes relative to the first attempt]`, falling. */
  readonly curve: readonly (readonly [number, number])[];
}

/** From here on only a result counts: so many attempts need a picture that behaves like no other. */
const MAX_ENCODES = 6;
const LOWEST_QUALITY = 30;
/** Aim a little below the limit; a result this full is good enough. */
const AIM = 0.97;
const FULL_ENOUGH = 0.9;

/**
 * How file size falls with quality, relative to the first attempt: medians over sixty pieces of three photographs between
 * 180 × 180 and 1500 × 500, with the encoders in `codecs/`.
 */
export const JPEG_CURVE = [
  [85, 1],
  [80, 0.846],
  [75, 0.715],
  [70, 0.629],
  [60, 0.524],
  [50, 0.45],
  [40, 0.381],
  [30, 0.307],
] as const;
export const WEBP_CURVE = [
  [82, 1],
  [80, 0.915],
  [75, 0.738],
  [70, 0.689],
  [60, 0.608],
  [50, 0.533],
  [40, 0.456],
  [30, 0.382],
] as const;

interface Measured {
  readonly quality: number;
  readonly size: number;
}

/**
 * The best encoding of at most `maxBytes`: nearly always the first attempt fits; if not, the next quality is predicted,
 * by the curve at first, then by what was measured. Null when even the lowest quality is too large.
 */
export function fitBytes(
  encode: (quality: number) => Uint8Array<ArrayBuffer>,
  budget: ByteBudget,
): Encoded | null {
  const { maxBytes, startQuality } = budget;
  let best: Encoded | null = null;
  const tooLarge: Measured[] = [];
  let quality = startQuality;
  for (let attempt = 1; attempt <= MAX_ENCODES; attempt += 1) {
    const bytes = encode(quality);
    if (bytes.length > maxBytes) tooLarge.push({ quality, size: bytes.length });
    else best = { bytes, quality };
    const nearest = tooLarge.at(-1);
    if (nearest === undefined) return best;
    if (best !== null && best.bytes.length >= FULL_ENOUGH * maxBytes) return best;
    const lowest = best === null ? LOWEST_QUALITY : best.quality + 1;
    const highest = nearest.quality - 1;
    if (highest < lowest) return best;
    const fits = best === null ? null : { quality: best.quality, size: best.bytes.length };
    const predicted = fits === null ? below(budget, tooLarge) : between(fits, nearest, AIM * maxBytes);
    // The last attempt without any result must not miss.
    const certain = best === null && attempt >= MAX_ENCODES - 1;
    quality = certain ? LOWEST_QUALITY : Math.min(Math.max(predicted, lowest), highest);
  }
  return best;
}

/** The next quality to try when nothing fitted yet. */
function below(budget: ByteBudget, tooLarge: readonly Measured[]): number {
  const last = tooLarge.at(-1);
  const before = tooLarge.at(-2);
  if (last === undefined) return LOWEST_QUALITY;
  const predicted = alongCurve(budget, last);
  // The picture does not follow the curve: its own slope says more, unless its size rose while its quality fell.
  if (before === undefined || before.size <= last.size) return predicted;
  return Math.min(predicted, between(last, before, AIM * budget.maxBytes));
}

/** The quality whose size should be just below the limit, if the picture behaves as the curve does. */
function alongCurve({ curve, maxBytes }: ByteBudget, measured: Measured): number {
  const wanted = (relativeSize(curve, measured.quality) * AIM * maxBytes) / measured.size;
  for (let index = 1; index < curve.length; index += 1) {
    const [above, largerSize] = curve[index - 1] ?? [0, 0];
    const [below, smallerSize] = curve[index] ?? [0, 0];
    if (wanted >= smallerSize) {
      const fits = { quality: below, size: smallerSize };
      return between(fits, { quality: above, size: largerSize }, wanted);
    }
  }
  return LOWEST_QUALITY;
}

/** The quality for a size between two known ones; sizes grow by a factor with each step of quality. */
function between(low: Measured, high: Measured, size: number): number {
  const share = Math.log(size / low.size) / Math.log(high.size / low.size);
  return Math.floor(low.quality + share * (high.quality - low.quality));
}

function relativeSize(curve: ByteBudget["curve"], quality: number): number {
  for (let index = 1; index < curve.length; index += 1) {
    const [above, largerSize] = curve[index - 1] ?? [0, 0];
    const [below, smallerSize] = curve[index] ?? [0, 0];
    if (quality >= below) {
      const share = (quality - below) / (above - below);
      return Math.exp(Math.log(smallerSize) + share * Math.log(largerSize / smallerSize));
    }
  }
  return curve.at(-1)?.[1] ?? 1;
}

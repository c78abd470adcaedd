import { encodeJpeg } from "../../../src/images/codecs/mozjpeg.ts";
import { encodeWebp } from "../../../src/images/codecs/webp.ts";
import { LOSSY } from "../../../src/images/encode-picture.ts";
import { fitBytes } from "../../../src/images/fit-bytes.ts";
import type { Pixels } from "../../../src/images/pixels.ts";

/** How fitting one picture into one limit went. */
export interface BudgetTrial {
  /** The first attempt was too large. */
  readonly binds: boolean;
  readonly encodes: number;
  /** Bytes over limit; null when nothing fitted. */
  readonly filled: number | null;
  readonly quality: number | null;
}

const LOWEST_QUALITY = 30;
/** Of the limits, the share that does not bind: up to twice what the first attempt takes. */
const LOOSE = 0.15;

/**
 * Fits a picture into `count` random limits. Limits that bind are spread evenly, in ratio, over what quality 30 and the
 * first attempt take. Each quality is encoded once, however often it is asked for.
 */
export function budgetTrials(
  pixels: Pixels,
  format: "jpeg" | "webp",
  random: () => number,
  count: number,
): BudgetTrial[] {
  const made = new Map<number, Uint8Array<ArrayBuffer>>();
  const encode = (quality: number) => {
    const bytes =
      made.get(quality) ?? (format === "webp" ? encodeWebp(pixels, quality) : encodeJpeg(pixels, quality));
    made.set(quality, bytes);
    return bytes;
  };
  const most = encode(LOSSY[format].startQuality).length;
  const least = encode(LOWEST_QUALITY).length;
  return Array.from({ length: count }, () => {
    const binds = random() >= LOOSE;
    const maxBytes = Math.floor(binds ? least * (most / least) ** random() : most * (1 + random()));
    let encodes = 0;
    const counted = (quality: number) => {
      encodes += 1;
      return encode(quality);
    };
    const fitted = fitBytes(counted, { maxBytes, ...LOSSY[format] });
    return {
      binds: most > maxBytes,
      encodes,
      filled: fitted === null ? null : fitted.bytes.length / maxBytes,
      quality: fitted?.quality ?? null,
    };
  });
}

/** Numbers from 0 to before 1, the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Comparing fingerprints. Pure and without codecs, so every Worker may import it. */
import type { Fingerprint } from "./fingerprint-type.ts";

interface FingerprintDistance {
  /** Differing bits of the perceptual hashes, 0..64; unrelated pictures differ in about 32. */
  readonly distance: number;
  /** Pearson correlation of the luma grids, -1..1; 0 when one of them has a single tone. */
  readonly correlation: number;
  /** Root mean square difference of the colour grids, 0..255. */
  readonly colourDistance: number;
  /** Largest mean difference of one cell, over its three channels, 0..255. */
  readonly worstCell: number;
}

/** How far two pictures are apart. Symmetric; equal fingerprints give 0, 1, 0, 0. */
export function compareFingerprints(a: Fingerprint, b: Fingerprint): FingerprintDistance {
  return {
    distance: differingBits(a.phash, b.phash),
    correlation: correlate(bytesOf(a.luma), bytesOf(b.luma)),
    ...compareColours(bytesOf(a.colour), bytesOf(b.colour)),
  };
}

/** The bytes of a grid. */
export function bytesOf(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

function differingBits(a: string, b: string): number {
  let count = 0;
  for (let at = 0; at < 16; at += 1) {
    let bits = Number.parseInt(a[at] ?? "0", 16) ^ Number.parseInt(b[at] ?? "0", 16);
    for (; bits > 0; bits >>= 1) count += bits & 1;
  }
  return count;
}

function correlate(a: Uint8Array, b: Uint8Array): number {
  const meanA = mean(a);
  const meanB = mean(b);
  let both = 0;
  let squareA = 0;
  let squareB = 0;
  a.forEach((value, index) => {
    const offA = value - meanA;
    const offB = (b[index] ?? 0) - meanB;
    both += offA * offB;
    squareA += offA * offA;
    squareB += offB * offB;
  });
  const scale = Math.sqrt(squareA * squareB);
  return scale === 0 ? 0 : both / scale;
}

function compareColours(a: Uint8Array, b: Uint8Array): { colourDistance: number; worstCell: number } {
  let squares = 0;
  let worstCell = 0;
  for (let at = 0; at < a.length; at += 3) {
    let cell = 0;
    for (let channel = at; channel < at + 3; channel += 1) {
      const off = Math.abs((a[channel] ?? 0) - (b[channel] ?? 0));
      squares += off * off;
      cell += off / 3;
    }
    worstCell = Math.max(worstCell, cell);
  }
  return { colourDistance: Math.sqrt(squares / Math.max(1, a.length)), worstCell };
}

function mean(values: Uint8Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

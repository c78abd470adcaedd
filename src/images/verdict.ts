/** Judging what a platform shows. Pure and without codecs, so every Worker may import it. */
import { bytesOf, compareFingerprints } from "./compare-fingerprints.ts";
import type { Fingerprint } from "./fingerprint-type.ts";
import { lean } from "./lean.ts";
import { smoothColours, smoothDistance } from "./smooth-colours.ts";

export type Verdict = "same" | "different" | "cannot_tell";

/**
 * Hash distance and correlation: over 4,753 pairs of different pictures, one (a light and a dark copy of one drawing)
 * passes both limits for "same"; re-encodings at 73 pixels and more stay at 8 bits and .99.
 */
const SAME_DISTANCE = 10;
const SAME_CORRELATION = 0.9;
const DIFFERENT_DISTANCE = 16;
/** Smoothed colour distance. Re-encodings stay below 1.6; a recolour the hash cannot see must not pass as the same. */
const SAME_COLOUR = 6;
/** A picture with less contrast than this has no shape to hash; its colours decide. */
const FLAT_CONTRAST = 12;
const FLAT_SAME_COLOUR = 3;
const FLAT_DIFFERENT_COLOUR = 12;
/** Nearer to one of two known pictures than this share of the way between them. */
const NEAR = 0.35;
/**
 * How far two known pictures must be apart before the side can be trusted, by the shortest side that was compared.
 * Re-encoding moves a picture by up to 12, 16 and 58 along the way; `bench/fingerprint-margin.ts` measures it.
 */
const TRUSTED_APART = [
  { side: 300, apart: 45 },
  { side: 150, apart: 60 },
  { side: 0, apart: 125 },
] as const;

/**
 * Is `shown` our picture? `sent` is the fingerprint of the file we sent, `before` of what was shown before it, null when
 * nothing is known of that. Where `sent` and `before` can be told apart after a re-encoding, `shown` must be on the side
 * of `sent`; where they cannot, "same" says nothing about which of the two it is, and the caller needs a changed identity.
 */
export function verdict(sent: Fingerprint, shown: Fingerprint, before: Fingerprint | null): Verdict {
  const flat = contrast(sent) < FLAT_CONTRAST;
  const { distance, correlation } = compareFingerprints(sent, shown);
  if (!flat && distance >= DIFFERENT_DISTANCE) return "different";
  if (before !== null) {
    const { share, apart } = lean(sent, shown, before);
    const trusted = apart >= trustedApart(shown, before);
    if (trusted && share >= 1 - NEAR) return "different";
    if (trusted && Math.abs(share) > NEAR) return "cannot_tell";
  }
  const colours = smoothDistance(smoothColours(sent), smoothColours(shown));
  if (flat) {
    if (colours >= FLAT_DIFFERENT_COLOUR) return "different";
    return colours <= FLAT_SAME_COLOUR ? "same" : "cannot_tell";
  }
  const alike = distance <= SAME_DISTANCE && correlation >= SAME_CORRELATION && colours <= SAME_COLOUR;
  return alike ? "same" : "cannot_tell";
}

/**
 * True when a re-encoding of one of the two could not be taken for the other. `shown` is the picture that is to be told:
 * a small one shows less, so it needs two that are further apart.
 */
export function distinguishable(a: Fingerprint, b: Fingerprint, shown: Fingerprint = a): boolean {
  return lean(a, a, b).apart >= Math.max(trustedApart(a, b), trustedApart(shown, b));
}

function trustedApart(a: Fingerprint, b: Fingerprint): number {
  const side = Math.min(a.width, a.height, b.width, b.height);
  return TRUSTED_APART.find((each) => side >= each.side)?.apart ?? Number.POSITIVE_INFINITY;
}

/** Standard deviation of the luma grid. */
function contrast(fingerprint: Fingerprint): number {
  const luma = bytesOf(fingerprint.luma);
  const mean = luma.reduce((sum, value) => sum + value, 0) / luma.length;
  return Math.sqrt(luma.reduce((sum, value) => sum + (value - mean) ** 2, 0) / luma.length);
}

import * as z from "zod";

/**
 * What is kept of a picture to recognise it after a platform re-encoded and resized it. Made by `fingerprint.ts`,
 * compared by `compare-fingerprints.ts`.
 */
export const fingerprintSchema = z.object({
  v: z.literal(1),
  /** 64-bit perceptual hash of the masked luma, 16 hex digits. */
  phash: z.string().regex(/^[0-9a-f]{16}$/),
  /** Base64 of 16 × 16 luma means, one byte each. */
  luma: z.string(),
  /** Base64 of 32 × 32 RGB means, three bytes each: finds a retouch or recolour that the hash cannot. */
  colour: z.string(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});

export type Fingerprint = z.infer<typeof fingerprintSchema>;

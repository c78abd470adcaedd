/** Between stored 8-bit sRGB values and linear light (IEC 61966-2-1). */

/** Linear light 0..1 of a stored value 0..1. */
function toLinear(stored: number): number {
  return stored <= 0.04045 ? stored / 12.92 : ((stored + 0.055) / 1.055) ** 2.4;
}

function toStored(linear: number): number {
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
}

/** Linear light of each byte. */
export const LINEAR_OF_BYTE = Float32Array.from({ length: 256 }, (_, byte) => toLinear(byte / 255));

/** Fine enough that the steep dark end is still right to half a byte. */
const STEPS = 16_383;
const BYTE_OF_LINEAR = Uint8Array.from({ length: STEPS + 1 }, (_, step) =>
  Math.round(toStored(step / STEPS) * 255),
);

/** The byte for linear light; values outside 0..1 are clamped. */
export function byteOfLinear(linear: number): number {
  if (!(linear > 0)) return 0;
  return linear >= 1 ? 255 : (BYTE_OF_LINEAR[(linear * STEPS + 0.5) | 0] ?? 0);
}

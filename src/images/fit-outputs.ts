import { decodingBytes } from "./check-bounds.ts";
import { decodeBytes } from "./memory-budget.ts";
import type { PictureHeader } from "./picture-header.ts";
import type { VariantSpec } from "./plan-variants.ts";

/** Up to here every picture within its bounds leaves room for its files. */
const ALWAYS_FITS_PX = 1_000_000;
const SMALLER = 0.9;

/**
 * The specs with sizes that can be made beside decoding this picture. Encoders take 16 bytes a pixel, so 3000 × 1000 fits
 * beside a JPEG or a PNG read row by row, and not beside a progressive one or a WebP at its bound: such a file is then made
 * in the same shape with fewer pixels, which platforms take.
 */
export function fitOutputs(
  specs: readonly VariantSpec[],
  header: PictureHeader,
  fileBytes: number,
): readonly VariantSpec[] {
  const needed = decodingBytes(header, fileBytes);
  let fitted = specs;
  for (;;) {
    const largest = Math.max(...fitted.map(({ width, height }) => width * height));
    if (decodeBytes(fitted) >= needed || largest <= ALWAYS_FITS_PX) return fitted;
    fitted = fitted.map((spec) =>
      spec.width * spec.height < largest
        ? spec
        : { ...spec, width: Math.round(spec.width * SMALLER), height: Math.round(spec.height * SMALLER) },
    );
  }
}

import { decodingBytes } from "./check-bounds.ts";
import type { CutSpec } from "./cut-key.ts";
import { decodeBytes } from "./memory-budget.ts";
import type { PictureHeader } from "./picture-header.ts";
import type { VariantSpec } from "./plan-variants.ts";

/** What may be made smaller: below this a banner would be a blur, and there is room for any number of crops. */
const SHRUNK_FROM_PX = 250_000;
const SMALLER = 0.9;

/**
 * The specs with sizes that can be made beside decoding this picture. Encoders take 16 bytes a pixel, so 3000 × 1000 fits
 * beside a JPEG or a PNG read row by row, and not beside a progressive one or a WebP at its bound; a crop of its own for
 * each platform takes 7 bytes a pixel more. Such a file is then made in the same shape with fewer pixels, which platforms
 * take. Files that share one crop always fit in the sizes that are planned.
 */
export function fitOutputs<Spec extends Omit<VariantSpec, "crop"> & CutSpec>(
  specs: readonly Spec[],
  header: PictureHeader,
  fileBytes: number,
): readonly Spec[] {
  const needed = decodingBytes(header, fileBytes);
  let fitted = specs;
  for (;;) {
    const largest = Math.max(...fitted.map(({ width, height }) => width * height));
    if (decodeBytes(fitted) >= needed || largest <= SHRUNK_FROM_PX) return fitted;
    fitted = fitted.map((spec) =>
      spec.width * spec.height < largest
        ? spec
        : { ...spec, width: Math.round(spec.width * SMALLER), height: Math.round(spec.height * SMALLER) },
    );
  }
}

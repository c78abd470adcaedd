import { InvalidInputError } from "../../errors.ts";
import { MIN_SIDE_PX } from "../../limits.ts";
import type { Crop } from "./image-resource.ts";

/**
 * Refuses a crop with fewer than 32 pixels on a side of the picture, `size` being its upright pixels: what is smaller is
 * a blur on every platform. `pointer` says where it came from. Throws 422 with the limit and the value.
 */
export function checkCrop(
  crop: Crop,
  size: { readonly width: number; readonly height: number },
  pointer = "/crop",
): void {
  const lying = crop.rotation === 90 || crop.rotation === 270;
  const width = Math.floor(crop.width * (lying ? size.height : size.width));
  const height = Math.floor(crop.height * (lying ? size.width : size.height));
  if (Math.min(width, height) >= MIN_SIDE_PX) return;
  const detail = `The crop is ${width} × ${height} pixels of the picture; each side needs at least ${MIN_SIDE_PX}.`;
  throw new InvalidInputError("crop_too_small", detail, [{ pointer, code: "crop_too_small", detail }]);
}

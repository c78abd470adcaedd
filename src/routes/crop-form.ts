import { InvalidInputError } from "../errors.ts";
import { fieldErrors } from "../http/field-errors.ts";
import type { Slot } from "../platforms/platform.ts";
import { type Crop, cropSchema, type ImageResource } from "../services/images/image-resource.ts";

/** Width divided by height of what is cut. Platforms fit their own shape into it. */
const ASPECT: Readonly<Record<Slot, number>> = { avatar: 1, banner: 3 };

/**
 * The cut a form asks for: five numbers from the cropper, or one of nine places from a browser without scripts.
 * `undefined` when it asks for nothing. Throws 422 with the number that is wrong.
 */
export function readCropForm(
  fields: Readonly<Record<string, string>>,
  image: Pick<ImageResource, "kind" | "width" | "height">,
): Crop | undefined {
  const { position } = fields;
  if (position !== undefined) return cutAt(position, image);
  const { x, y, width, height, rotation } = fields;
  if (x === undefined) return undefined;
  const typed = {
    x: Number(x),
    y: Number(y),
    width: Number(width),
    height: Number(height),
    rotation: Number(rotation),
  };
  const parsed = cropSchema.safeParse(typed);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    "invalid_crop",
    "This cut does not fit the picture. Move it and save again.",
    fieldErrors(parsed.error, typed),
  );
}

/** The largest cut of the kind's shape, moved to a side or a corner. */
function cutAt(
  position: string,
  { kind, width, height }: Pick<ImageResource, "kind" | "width" | "height">,
): Crop {
  const shape = width / height;
  const cut = { width: Math.min(1, ASPECT[kind] / shape), height: Math.min(1, shape / ASPECT[kind]) };
  const share = (near: string, far: string) =>
    position.includes(near) ? 0 : position.includes(far) ? 1 : 0.5;
  return {
    ...cut,
    x: share("left", "right") * (1 - cut.width),
    y: share("top", "bottom") * (1 - cut.height),
    rotation: 0,
  };
}

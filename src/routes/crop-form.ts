import { InvalidInputError } from "../errors.ts";
import { fieldErrors } from "../http/field-errors.ts";
import { type Crop, cropSchema, type ImageResource } from "../services/images/image-resource.ts";
import { cropShape } from "../views/crop-shape.ts";
import type { PlatformFacts } from "../views/platform-facts.ts";

type Fields = Readonly<Record<string, string>>;
type Sized = Pick<ImageResource, "kind" | "width" | "height">;

// What may be chosen, as it is sent; maps, since a name from outside may be one that every object has.
const ZOOMS = new Map([1, 1.5, 2, 3].map((zoom) => [String(zoom), zoom]));
const TURNS = new Map(([0, 90, 180, 270] as const).map((turn) => [String(turn), turn]));

/**
 * The cut a form asks for, for one platform or (null) for all: five numbers from the cropper, or one of nine places with
 * a zoom and a turn from a browser without scripts. `undefined` when it asks for nothing. Throws 422 with the number that
 * is wrong.
 */
export function readCropForm(fields: Fields, image: Sized, target: PlatformFacts | null): Crop | undefined {
  if (fields["position"] !== undefined) return cutAt(fields, image, target);
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

/** A cut of the shape that is wanted, moved to a side or a corner of the turned picture. */
function cutAt(
  { position = "", zoom: zoomed = "1", turn = "0" }: Fields,
  { kind, width, height }: Sized,
  target: PlatformFacts | null,
): Crop {
  const zoom = ZOOMS.get(zoomed);
  const rotation = TURNS.get(turn);
  if (zoom === undefined || rotation === undefined) {
    throw new InvalidInputError("invalid_crop", "This cut is not among the choices. Choose again.");
  }
  const { aspect } = cropShape(kind, target);
  const shape = rotation % 180 === 0 ? width / height : height / width;
  const cut = { width: Math.min(1, aspect / shape) / zoom, height: Math.min(1, shape / aspect) / zoom };
  const share = (near: string, far: string) =>
    position.includes(near) ? 0 : position.includes(far) ? 1 : 0.5;
  return {
    ...cut,
    x: share("left", "right") * (1 - cut.width),
    y: share("top", "bottom") * (1 - cut.height),
    rotation,
  };
}

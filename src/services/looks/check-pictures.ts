import type { AppContext } from "../../context.ts";
import { listConnectionRows } from "../../db/connections.ts";
import { findImages } from "../../db/find-images.ts";
import type { OverrideInput } from "../../db/saved-looks.ts";
import { InvalidInputError } from "../../errors.ts";
import type { Slot } from "../../platforms/platform.ts";
import { requireNotRejected } from "../images/set-default.ts";
import type { LookChange } from "./look-input.ts";

interface Wanted {
  readonly pointer: string;
  readonly slot: Slot;
  readonly imageId: string;
}

/**
 * Whether everything a look is to show is there: pictures of the person, of the place's kind, that could be read, and
 * connections of theirs, each place once. Throws 422 or 409 with what is not.
 */
export async function checkPictures(app: AppContext, userId: string, input: LookChange): Promise<void> {
  const overrides = input.overrides ?? [];
  const wanted: Wanted[] = [
    ...want("/avatar_image_id", "avatar", input.avatar_image_id),
    ...want("/banner_image_id", "banner", input.banner_image_id),
    ...overrides.flatMap((each, at) => want(`/overrides/${at}/image_id`, each.slot, each.image_id)),
  ];
  const [images, connections] = await Promise.all([
    findImages(
      app.db,
      userId,
      wanted.map((each) => each.imageId),
    ),
    overrides.length === 0 ? [] : listConnectionRows(app.db, userId),
  ]);
  for (const { pointer, slot, imageId } of wanted) {
    const image = images.get(imageId);
    if (image === undefined) throw refuse("picture_unknown", `There is no picture ${imageId}.`, pointer);
    if (image.kind !== slot) {
      const detail = `${imageId} is a picture of kind ${image.kind}, and this place takes ${slot}.`;
      throw refuse("picture_kind", detail, pointer);
    }
    requireNotRejected(image);
  }
  const places = new Set<string>();
  for (const [at, { connection_id: id, slot }] of overrides.entries()) {
    const pointer = `/overrides/${at}/connection_id`;
    if (!connections.some((row) => row.id === id))
      throw refuse("connection_unknown", `There is no connection ${id}.`, pointer);
    if (places.has(`${id} ${slot}`))
      throw refuse("override_twice", `The ${slot} of ${id} is named twice. Name each place once.`, pointer);
    places.add(`${id} ${slot}`);
  }
}

/** Overrides as they are stored. */
export function toOverrides(overrides: NonNullable<LookChange["overrides"]>): OverrideInput[] {
  return overrides.map((each) => ({
    connectionId: each.connection_id,
    slot: each.slot,
    imageId: each.image_id,
  }));
}

function want(pointer: string, slot: Slot, imageId: string | null | undefined): Wanted[] {
  return imageId === null || imageId === undefined ? [] : [{ pointer, slot, imageId }];
}

function refuse(code: string, detail: string, pointer: string): InvalidInputError {
  return new InvalidInputError(code, detail, [{ pointer, code, detail }]);
}

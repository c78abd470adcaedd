import type { AppContext } from "../../context.ts";
import { findImage, setAltText, setCrop } from "../../db/images.ts";
import { NotFoundError } from "../../errors.ts";
import { descriptors } from "../../platforms/registry.ts";
import { passWorkGate } from "../gates/pass-gate.ts";
import { checkCrop } from "./check-crop.ts";
import { checkOverrides } from "./check-overrides.ts";
import { cleanAltText } from "./clean-alt-text.ts";
import { getImage } from "./get-image.ts";
import type { Crop, ImageResource } from "./image-resource.ts";
import { trySendRender } from "./send-render.ts";

export interface ImageChange {
  /** Null goes back to the centred crop. */
  readonly crop?: Crop | null;
  /** Added to those there are; null takes a platform's away. */
  readonly cropOverrides?: Readonly<Record<string, Crop | null>>;
  /** `#rrggbb`; null goes back to white. */
  readonly matte?: string | null;
  readonly altText?: string | null;
}

/** Changes cut or description. A new cut renders every file again; the old files stay until then. */
export async function changeImage(
  app: AppContext,
  userId: string,
  id: string,
  change: ImageChange,
): Promise<ImageResource> {
  const image = await findImage(app.db, userId, id);
  if (image === null) throw new NotFoundError("picture");
  // All of it is judged before anything is stored.
  const altText = change.altText === undefined ? undefined : cleanAltText(change.altText);
  if (change.crop) checkCrop(change.crop, image);
  if (change.cropOverrides) checkOverrides(change.cropOverrides, image, Object.values(descriptors));
  const cut = cutOf(change);
  if (cut !== null) await passWorkGate(app, "change-crop", userId);
  if (altText !== undefined) await setAltText(app.db, { userId, id, altText, now: app.now() });
  if (cut !== null) {
    const found = await setCrop(app.db, { userId, id, ...cut, now: app.now() });
    if (!found) throw new NotFoundError("picture");
    await trySendRender(app, id);
  }
  return getImage(app, userId, id);
}

/** What of a change makes other files; null when nothing does. */
function cutOf({ crop, cropOverrides: overrides, matte }: ImageChange) {
  const cut = {
    ...(crop === undefined ? {} : { crop }),
    ...(overrides === undefined || Object.keys(overrides).length === 0 ? {} : { overrides }),
    ...(matte === undefined ? {} : { matte: matte === null ? null : matte.toLowerCase() }),
  };
  return Object.keys(cut).length === 0 ? null : cut;
}

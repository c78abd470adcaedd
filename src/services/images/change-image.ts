import type { AppContext } from "../../context.ts";
import { findImage, setAltText, setCrop } from "../../db/images.ts";
import { NotFoundError } from "../../errors.ts";
import { passWorkGate } from "../gates/pass-gate.ts";
import { checkCrop } from "./check-crop.ts";
import { cleanAltText } from "./clean-alt-text.ts";
import { getImage } from "./get-image.ts";
import type { Crop, ImageResource } from "./image-resource.ts";
import { trySendRender } from "./send-render.ts";

export interface ImageChange {
  /** Null goes back to the centred crop. */
  readonly crop?: Crop | null;
  readonly altText?: string | null;
}

/** Changes crop or description. A new crop renders every file again; the old files stay until then. */
export async function changeImage(
  app: AppContext,
  userId: string,
  id: string,
  change: ImageChange,
): Promise<ImageResource> {
  const image = await findImage(app.db, userId, id);
  if (image === null) throw new NotFoundError("picture");
  // Both are judged before either is stored.
  const altText = change.altText === undefined ? undefined : cleanAltText(change.altText);
  if (change.crop) checkCrop(change.crop, image);
  if (change.crop !== undefined) await passWorkGate(app, "change-crop", userId);
  if (altText !== undefined) await setAltText(app.db, { userId, id, altText, now: app.now() });
  if (change.crop !== undefined) {
    const found = await setCrop(app.db, { userId, id, crop: change.crop, now: app.now() });
    if (!found) throw new NotFoundError("picture");
    await trySendRender(app, id);
  }
  return getImage(app, userId, id);
}

import type { AppContext } from "../../context.ts";
import { setAltText, setCrop } from "../../db/images.ts";
import { InvalidInputError, NotFoundError } from "../../errors.ts";
import { MAX_ALT_TEXT_CHARS } from "../../limits.ts";
import { sendRender } from "./accept-upload.ts";
import { getImage } from "./get-image.ts";
import type { Crop, ImageResource } from "./image-resource.ts";

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
  if (change.altText !== undefined) {
    const length = change.altText?.length ?? 0;
    if (length > MAX_ALT_TEXT_CHARS) {
      const message = `The description has ${length} characters; at most ${MAX_ALT_TEXT_CHARS} fit.`;
      throw new InvalidInputError("alt_text_too_long", message);
    }
    const found = await setAltText(app.db, { userId, id, altText: change.altText, now: app.now() });
    if (!found) throw new NotFoundError("picture");
  }
  if (change.crop !== undefined) {
    const found = await setCrop(app.db, { userId, id, crop: change.crop, now: app.now() });
    if (!found) throw new NotFoundError("picture");
    await sendRender(app, id);
  }
  return getImage(app, userId, id);
}

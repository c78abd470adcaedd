import { sha256Hex } from "../../auth/hash.ts";
import type { AppContext } from "../../context.ts";
import { orderUnlessNamed } from "../../db/image-bytes.ts";
import { insertImage } from "../../db/images.ts";
import { findCurrentLook, setCurrentPicture } from "../../db/looks.ts";
import { type AppError, fileTooLarge, InvalidInputError, UnsupportedMediaError } from "../../errors.ts";
import { type BoundsBreach, checkBounds } from "../../images/check-bounds.ts";
import { uprightSize } from "../../images/picture-header.ts";
import { readHeader } from "../../images/read-header.ts";
import { describeUnreadable } from "../../images/unreadable-reasons.ts";
import { MAX_UPLOAD_BYTES } from "../../limits.ts";
import { newId } from "../../new-id.ts";
import type { Slot } from "../../platforms/platform.ts";
import { freshKey } from "../../storage/picture-store.ts";
import { passWorkGate } from "../gates/pass-gate.ts";
import { checkCrop } from "./check-crop.ts";
import { checkQuota } from "./check-quota.ts";
import { cleanAltText } from "./clean-alt-text.ts";
import { findReplaced } from "./find-replaced.ts";
import { getImage } from "./get-image.ts";
import type { Crop, ImageResource } from "./image-resource.ts";
import { trySendRender } from "./send-render.ts";

export interface UploadInput {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly kind: Slot;
  readonly crop: Crop | null;
  readonly altText: string | null;
  /** Id of the picture whose place this one takes in every look once it is ready. */
  readonly replaces?: string | null;
}

/**
 * Takes in one picture: header and bounds first (nothing is decoded here), an order to delete its bytes should this end
 * halfway, bytes to R2, then row and order to render in one batch. The first picture of its kind becomes the current one,
 * unless it takes another's place later; it then has the other's description until it gets its own. Throws 409, 413, 415, 422 or 429 with the limit and the value; then nothing is stored.
 */
export async function acceptUpload(
  app: AppContext,
  userId: string,
  input: UploadInput,
): Promise<ImageResource> {
  const header = checkPicture(input);
  const given = cleanAltText(input.altText);
  const replaced = input.replaces ? await findReplaced(app, userId, input.kind, input.replaces) : null;
  const altText = given ?? replaced?.altText ?? null;
  await passWorkGate(app, "upload", userId);
  await checkQuota(app, userId, input.bytes.byteLength);
  const sha256 = await sha256Hex(input.bytes);
  const originalKey = freshKey(userId, "original", sha256);
  const orders = await orderUnlessNamed(app.db, [originalKey], app.now());
  await app.pictures.put(originalKey, input.bytes, `image/${header.format}`);

  const id = newId("img");
  const now = app.now();
  const row = {
    id,
    userId,
    kind: input.kind,
    status: "processing",
    originalKey,
    originalSha256: sha256,
    originalFormat: header.format,
    originalBytes: input.bytes.byteLength,
    width: header.width,
    height: header.height,
    cropX: input.crop?.x ?? null,
    cropY: input.crop?.y ?? null,
    cropWidth: input.crop?.width ?? null,
    cropHeight: input.crop?.height ?? null,
    cropRotation: input.crop?.rotation ?? 0,
    altText,
    replacesId: replaced?.id ?? null,
    createdAt: now,
    updatedAt: now,
  } as const;
  await insertImage(app.db, row, orders);
  if (replaced === null) {
    const look = await findCurrentLook(app.db, userId);
    const current = input.kind === "avatar" ? look?.avatarImageId : look?.bannerImageId;
    if (current === null || current === undefined) {
      await setCurrentPicture(app.db, { userId, slot: input.kind, imageId: id, now });
    }
  }
  await trySendRender(app, id);
  return getImage(app, userId, id);
}

type OriginalFormat = ImageResource["format"];

function checkPicture(input: UploadInput): { format: OriginalFormat; width: number; height: number } {
  const size = input.bytes.byteLength;
  if (size === 0) throw new InvalidInputError("empty_file", "The file is empty (0 bytes). Choose a picture.");
  if (size > MAX_UPLOAD_BYTES) throw fileTooLarge(size, MAX_UPLOAD_BYTES);
  const header = readHeader(input.bytes);
  if (!header.ok) throw new UnsupportedMediaError(describeUnreadable(header.reason));
  const breach = checkBounds(header, size);
  if (breach !== null) throw refusal(breach);
  const upright = uprightSize(header);
  if (input.crop !== null) checkCrop(input.crop, upright);
  return { format: header.type as OriginalFormat, ...upright };
}

function refusal({ code, message }: BoundsBreach): AppError {
  if (code === "format_unsupported") return new UnsupportedMediaError(message);
  return new InvalidInputError(code, message, [{ pointer: "/file", code, detail: message }]);
}

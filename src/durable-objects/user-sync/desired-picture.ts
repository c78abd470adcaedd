import type { AppContext } from "../../context.ts";
import { findImage, findVariant } from "../../db/images.ts";
import { fingerprintSchema } from "../../images/fingerprint-type.ts";
import type { DesiredPicture } from "../../sync/engine-ports.ts";
import type { Operation } from "../../sync/operation.ts";

/** A file is replaced once in a change of its cut or its platform's rule; more in a row is something else. */
const LOOKS = 3;

/**
 * The file an operation has to put up, as far as the images Worker has got. Bytes that went between two reads were replaced:
 * the picture is then looked up again.
 */
export async function desiredPicture(
  app: AppContext,
  userId: string,
  op: Operation,
): Promise<DesiredPicture> {
  let missing = "";
  for (let look = 0; look < LOOKS; look += 1) {
    const { variantId, desired } = await lookUp(app, userId, op);
    if (desired !== null) return desired;
    if (variantId === missing) break;
    missing = variantId;
  }
  return { status: "rejected", reason: "picture_missing" };
}

/** `desired` is null when the bytes of the file are not there. */
async function lookUp(
  app: AppContext,
  userId: string,
  op: Operation,
): Promise<{ variantId: string; desired: DesiredPicture | null }> {
  const image = await findImage(app.db, userId, op.imageId);
  const only = (desired: DesiredPicture) => ({ variantId: "", desired });
  if (image === null) return only({ status: "rejected", reason: "picture_deleted" });
  if (image.status === "rejected") return only({ status: "rejected", reason: "picture_rejected" });
  if (image.status === "processing") return only({ status: "preparing" });
  const variant = await findVariant(app.db, {
    userId,
    imageId: image.id,
    cropVersion: image.cropVersion,
    platform: op.platform,
    slot: op.slot,
  });
  if (variant === null) return only({ status: "preparing" });
  const variantId = variant.id;
  const stored = await app.pictures.get(variant.r2Key);
  if (stored === null) return { variantId, desired: null };
  return {
    variantId,
    desired: {
      status: "ready",
      variantId,
      picture: {
        bytes: stored.bytes,
        format: variant.format,
        sha256: variant.sha256,
        altText: image.altText,
      },
      fingerprint: fingerprintSchema.parse(JSON.parse(variant.fingerprint)),
    },
  };
}

import type { AppContext } from "../../context.ts";
import { findImage, findVariant } from "../../db/images.ts";
import { fingerprintSchema } from "../../images/fingerprint-type.ts";
import type { DesiredPicture } from "../../sync/engine-ports.ts";
import type { Operation } from "../../sync/operation.ts";

/** The file an operation has to put up, as far as the images Worker has got. */
export async function desiredPicture(
  app: AppContext,
  userId: string,
  op: Operation,
): Promise<DesiredPicture> {
  const image = await findImage(app.db, userId, op.imageId);
  if (image === null) return { status: "rejected", reason: "picture_deleted" };
  if (image.status === "rejected") return { status: "rejected", reason: "picture_rejected" };
  if (image.status === "processing") return { status: "preparing" };
  const variant = await findVariant(app.db, {
    userId,
    imageId: image.id,
    cropVersion: image.cropVersion,
    platform: op.platform,
    slot: op.slot,
  });
  if (variant === null) return { status: "preparing" };
  const stored = await app.pictures.get(variant.r2Key);
  if (stored === null) return { status: "rejected", reason: "picture_missing" };
  return {
    status: "ready",
    variantId: variant.id,
    picture: {
      bytes: stored.bytes,
      format: variant.format,
      sha256: variant.sha256,
      altText: image.altText,
    },
    fingerprint: fingerprintSchema.parse(JSON.parse(variant.fingerprint)),
  };
}

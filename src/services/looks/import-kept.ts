import type { AppContext } from "../../context.ts";
import { orderUnlessNamed } from "../../db/image-bytes.ts";
import { findImageOfBytes } from "../../db/find-image-of-bytes.ts";
import type { NewVariant } from "../../db/image-renders.ts";
import { insertImage } from "../../db/images.ts";
import { UnavailableError } from "../../errors.ts";
import { checkBounds } from "../../images/check-bounds.ts";
import type { Fingerprint } from "../../images/fingerprint-type.ts";
import { type PictureHeader, uprightSize } from "../../images/picture-header.ts";
import { planVariants } from "../../images/plan-variants.ts";
import { readHeader } from "../../images/read-header.ts";
import { ruleOf } from "../../images/variant-rule.ts";
import { newId } from "../../new-id.ts";
import type { PictureFormat, PlatformId, Slot } from "../../platforms/platform.ts";
import { descriptors } from "../../platforms/registry.ts";
import { freshKey, type StoredPicture } from "../../storage/picture-store.ts";
import { checkQuota, quotaFull } from "../images/check-quota.ts";
import type { ImageResource } from "../images/image-resource.ts";
import { tryDeleteBytes } from "../images/delete-bytes.ts";
import { trySendRender } from "../images/send-render.ts";
import { fitsAsItIs } from "./fits-as-it-is.ts";

/** Bytes of a restore point, and the platforms they are to go back to. */
export interface KeptPicture {
  readonly slot: Slot;
  readonly sha256: string;
  readonly r2Key: string;
  readonly platforms: readonly PlatformId[];
}

/**
 * Makes a kept picture one of the library, so that rendering, proof and history work as for any other, and returns its id.
 * Its files for these platforms are the very bytes that were kept wherever they fit; elsewhere it is rendered. The same
 * picture is imported once. Null when nobody could read it. Throws 409 when the library is full, 503 when the images
 * Worker is away.
 */
export async function importKept(app: AppContext, userId: string, kept: KeptPicture): Promise<string | null> {
  const stored = await app.pictures.get(kept.r2Key);
  const header = stored === null ? null : readHeader(stored.bytes);
  if (stored === null || header === null || !header.ok) return null;
  if (checkBounds(header, stored.bytes.byteLength) !== null) return null;
  const exact = kept.platforms.filter((platform) =>
    fitsAsItIs(header, stored.bytes.byteLength, descriptors[platform].slots[kept.slot]),
  );
  const there = await findImageOfBytes(app.db, { userId, kind: kept.slot, sha256: kept.sha256, exact });
  if (there !== null) return there;
  const fingerprint = exact.length === 0 ? null : await fingerprintOf(app, stored, kept.slot);
  return store(app, userId, { kept, stored, header, exact: fingerprint === null ? [] : exact, fingerprint });
}

interface Import {
  readonly kept: KeptPicture;
  readonly stored: StoredPicture;
  readonly header: PictureHeader;
  readonly exact: readonly PlatformId[];
  readonly fingerprint: Fingerprint | null;
}

/** Orders to delete the bytes should this end halfway, bytes to R2, then rows and the order to render in one batch. */
async function store(app: AppContext, userId: string, from: Import): Promise<string> {
  const { kept, stored, header, exact, fingerprint } = from;
  const size = stored.bytes.byteLength;
  await checkQuota(app, userId, size);
  const originalKey = freshKey(userId, "original", kept.sha256);
  const fileKey = freshKey(userId, "variant", kept.sha256);
  const keys = exact.length === 0 ? [originalKey] : [originalKey, fileKey];
  const orders = await orderUnlessNamed(app.db, keys, app.now());
  for (const key of keys) await app.pictures.put(key, stored.bytes, `image/${header.type}`);
  const now = app.now();
  const id = newId("img");
  const files: NewVariant[] = exact.map((platform) => ({
    id: newId("var"),
    imageId: id,
    userId,
    cropVersion: 1,
    platform,
    slot: kept.slot,
    width: header.width,
    height: header.height,
    format: header.type as PictureFormat,
    bytes: size,
    sha256: kept.sha256,
    r2Key: fileKey,
    mediaId: newId("var").slice("var_".length),
    fingerprint: JSON.stringify(fingerprint),
    rule: ruleIn(platform, kept.slot),
    createdAt: now,
  }));
  const image = {
    id,
    userId,
    kind: kept.slot,
    status: "processing" as const,
    originalKey,
    originalSha256: kept.sha256,
    originalFormat: header.type as ImageResource["format"],
    originalBytes: size,
    ...uprightSize(header),
    createdAt: now,
    updatedAt: now,
  };
  if (!(await insertImage(app.db, image, orders, files))) {
    await tryDeleteBytes(app, orders);
    throw await quotaFull(app, userId, size);
  }
  await trySendRender(app, id);
  return id;
}

/** Null when the codecs cannot read it: then it is rendered, and refused there with its reason. */
async function fingerprintOf(
  app: AppContext,
  stored: StoredPicture,
  slot: Slot,
): Promise<Fingerprint | null> {
  const result = await app.images.fingerprint(stored.bytes, slot).catch((cause: unknown) => {
    app.log.warn("images_away", { error: cause });
    throw new UnavailableError(
      "away",
      "The part that reads pictures is away for a moment. Nothing was sent.",
    );
  });
  return result.ok ? result.fingerprint : null;
}

/** As of a file that was rendered: it is made anew when the platform asks for something else. */
function ruleIn(platform: PlatformId, slot: Slot): string {
  const spec = planVariants(slot, [descriptors[platform]]).find((each) => each.platform === platform);
  return spec === undefined ? "" : ruleOf(spec);
}

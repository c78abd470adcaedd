/** A ready picture of a person with one rendered file of known bytes, made straight in the stores. */
import { eq } from "drizzle-orm";

import { sha256Hex } from "../../../src/auth/hash.ts";
import type { AppContext } from "../../../src/context.ts";
import { images, imageVariants } from "../../../src/db/schema.ts";
import { newId } from "../../../src/new-id.ts";
import { freshKey } from "../../../src/storage/picture-store.ts";
import { addImage } from "./stored-image.ts";

export interface StoredFile {
  readonly imageId: string;
  readonly mediaId: string;
  readonly r2Key: string;
  readonly sha256: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Bytes that differ from place to place, so that a wrong piece of them is not the right one. */
export function countingBytes(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, at) => (at * 7 + (at >> 8)) % 256);
}

/** Adds one file to a picture, or to a new one. */
export async function addFile(
  app: AppContext,
  userId: string,
  input: {
    readonly imageId?: string;
    readonly bytes?: Uint8Array<ArrayBuffer>;
    readonly format?: "jpeg" | "png" | "webp";
    readonly platform?: string;
    readonly width?: number;
    readonly cropVersion?: number;
  } = {},
): Promise<StoredFile> {
  const { bytes = countingBytes(1_000), format = "jpeg", platform = "x", width = 400 } = input;
  const imageId = input.imageId ?? (await addImage(app, userId, newId("img")));
  await app.db.update(images).set({ status: "ready" }).where(eq(images.id, imageId));
  const sha256 = await sha256Hex(bytes);
  const r2Key = freshKey(userId, "variant", sha256);
  const mediaId = newId("var").slice("var_".length);
  await app.pictures.put(r2Key, bytes, `image/${format}`);
  await app.db.insert(imageVariants).values({
    id: newId("var"),
    imageId,
    userId,
    cropVersion: input.cropVersion ?? 1,
    platform,
    slot: "avatar",
    width,
    height: width,
    format,
    bytes: bytes.length,
    sha256,
    r2Key,
    mediaId,
    fingerprint: "{}",
    createdAt: app.now(),
  });
  return { imageId, mediaId, r2Key, sha256, bytes };
}

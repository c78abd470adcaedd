/** A picture of a person with its original in the bucket, made straight in the stores. */
import type { AppContext } from "../../../src/context.ts";
import { insertImage } from "../../../src/db/images.ts";
import { imageVariants } from "../../../src/db/schema.ts";
import { newId } from "../../../src/new-id.ts";

const ONE_BYTE = new Uint8Array([1]);

/** Waits to be rendered. `sha256` names the bytes: equal names, equal bytes. Returns the id. */
export async function addImage(app: AppContext, userId: string, sha256: string): Promise<string> {
  const id = newId("img");
  const originalKey = `${userId}/original/${sha256}`;
  await app.pictures.put(originalKey, ONE_BYTE, "image/jpeg");
  await insertImage(app.db, {
    id,
    userId,
    kind: "avatar",
    status: "processing",
    originalKey,
    originalSha256: sha256,
    originalFormat: "jpeg",
    originalBytes: 1,
    width: 100,
    height: 100,
    createdAt: app.now(),
    updatedAt: app.now(),
  });
  return id;
}

/** One rendered file of it. */
export async function addVariant(
  app: AppContext,
  input: { userId: string; imageId: string; cropVersion: number; platform: string; sha256: string },
): Promise<void> {
  const r2Key = `${input.userId}/variant/${input.sha256}`;
  await app.pictures.put(r2Key, ONE_BYTE, "image/jpeg");
  await app.db.insert(imageVariants).values({
    ...input,
    id: newId("var"),
    slot: "avatar",
    width: 1,
    height: 1,
    format: "jpeg",
    bytes: 1,
    r2Key,
    mediaId: newId("var"),
    fingerprint: "{}",
    createdAt: app.now(),
  });
}

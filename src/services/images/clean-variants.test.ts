import { expect, it } from "vitest";

import { countRows, makePerson, storedKeys, testContext } from "../../../test/support/worker/signed-in.ts";
import { insertImage, setCrop } from "../../db/images.ts";
import { images, imageVariants } from "../../db/schema.ts";
import { newId } from "../../new-id.ts";
import { pictureKey } from "../../storage/picture-store.ts";
import { cleanVariants } from "./clean-variants.ts";

it("removes rows and bytes of a replaced crop, and keeps what is current or shared", async () => {
  const app = testContext();
  const { userId } = await makePerson(app);
  const now = app.now();
  const imageId = newId("img");
  await insertImage(app.db, {
    id: imageId,
    userId,
    kind: "avatar",
    status: "processing",
    originalKey: pictureKey(userId, "original", "0"),
    originalSha256: "0",
    originalFormat: "jpeg",
    originalBytes: 1,
    width: 100,
    height: 100,
    createdAt: now,
    updatedAt: now,
  });
  async function addVariant(cropVersion: number, platform: string, sha256: string): Promise<void> {
    const r2Key = pictureKey(userId, "variant", sha256);
    await app.pictures.put(r2Key, new Uint8Array([1]), "image/jpeg");
    const row = { id: newId("var"), imageId, userId, cropVersion, platform, slot: "avatar", sha256, r2Key };
    const facts = { width: 1, height: 1, format: "jpeg" as const, bytes: 1, fingerprint: "{}", createdAt: now };
    await app.db.insert(imageVariants).values({ ...row, ...facts, mediaId: newId("var") });
  }
  await addVariant(1, "x", "old");
  await addVariant(1, "mastodon", "shared");
  await setCrop(app.db, { userId, id: imageId, crop: null, now });
  await addVariant(2, "x", "new");
  await addVariant(2, "mastodon", "shared");

  // Not while the new files are still being rendered: the old ones are all there is to show.
  await cleanVariants(app);
  expect(await countRows("image_variants")).toBe(4);

  await app.db.update(images).set({ status: "ready" });
  await cleanVariants(app);
  expect(await countRows("image_variants")).toBe(2);
  expect((await storedKeys()).map((key) => key.split("/").at(-1)).sort()).toEqual(["new", "shared"]);
});

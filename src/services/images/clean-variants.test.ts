import { beforeEach, expect, it } from "vitest";

import { countRows, makePerson, storedKeys, testContext } from "../../../test/support/worker/signed-in.ts";
import { addImage, addVariant } from "../../../test/support/worker/stored-image.ts";
import type { AppContext } from "../../context.ts";
import { setCrop } from "../../db/images.ts";
import { images } from "../../db/schema.ts";
import { sweep } from "../outbox/sweep.ts";
import { cleanVariants } from "./clean-variants.ts";

const names = async () => (await storedKeys()).map((key) => key.split("/").at(-1) ?? "").toSorted();

let app: AppContext;

beforeEach(async () => {
  app = testContext();
  const { userId } = await makePerson(app);
  const imageId = await addImage(app, userId, "original");
  const add = (cropVersion: number, platform: string, sha256: string) =>
    addVariant(app, { userId, imageId, cropVersion, platform, sha256 });
  await add(1, "x", "old");
  await add(1, "mastodon", "shared");
  await setCrop(app.db, { userId, id: imageId, crop: null, now: app.now() });
  await add(2, "x", "new");
  await add(2, "mastodon", "shared");
});

it("removes rows and bytes of a replaced crop, and keeps what is current or shared", async () => {
  const orders = await countRows("outbox");
  // Not while the new files are still being rendered: the old ones are all there is to show.
  await cleanVariants(app);
  expect(await countRows("image_variants")).toBe(4);

  await app.db.update(images).set({ status: "ready" });
  await cleanVariants(app);
  expect(await countRows("image_variants")).toBe(2);
  expect(await names()).toEqual(["new", "original", "shared"]);
  expect(await countRows("outbox")).toBe(orders);
});

it("finishes later what R2 did not delete at once", async () => {
  await app.db.update(images).set({ status: "ready" });
  const away = { ...app.pictures, delete: () => Promise.reject(new Error("R2 is away")) };
  await cleanVariants({ ...app, pictures: away });
  expect(await countRows("image_variants")).toBe(2);
  expect(await names()).toEqual(["new", "old", "original", "shared"]);

  const later = app.now() + 60_000;
  const queues = { renderImage: () => Promise.resolve(), sendEmail: () => Promise.resolve() };
  await sweep({ ...app, queues, now: () => later });
  expect(await names()).toEqual(["new", "original", "shared"]);
});

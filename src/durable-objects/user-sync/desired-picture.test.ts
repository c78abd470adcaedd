/** What a run puts up while the file it looked up is being replaced. */
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";

import { makePerson, testContext } from "../../../test/support/worker/signed-in.ts";
import { addImage, addVariant } from "../../../test/support/worker/stored-image.ts";
import type { AppContext } from "../../context.ts";
import { landVariants } from "../../db/image-renders.ts";
import { setCrop } from "../../db/images.ts";
import { imageVariants } from "../../db/schema.ts";
import { newOperation, type Operation } from "../../sync/operation.ts";
import { desiredPicture } from "./desired-picture.ts";

const PRINT = { v: 1, phash: "0".repeat(16), luma: "", colour: "", width: 1, height: 1 };

let app: AppContext;
let userId: string;
let imageId: string;
let op: Operation;
let asked: string[];

/** The app, whose bucket a test may change just before it is asked. */
function whenAsked(act: (key: string) => Promise<void>): AppContext {
  return {
    ...app,
    pictures: {
      ...app.pictures,
      async get(key) {
        asked.push(key);
        await act(key);
        return app.pictures.get(key);
      },
    },
  };
}

async function addFile(sha256: string): Promise<void> {
  await addVariant(app, { userId, imageId, cropVersion: 1, platform: "x", sha256 });
  await app.db.update(imageVariants).set({ fingerprint: JSON.stringify(PRINT) });
}

async function replaceFile(from: string, to: string): Promise<void> {
  await app.db.delete(imageVariants).where(eq(imageVariants.sha256, from));
  await app.pictures.delete([`${userId}/variant/${from}`]);
  await addFile(to);
}

describe("the file of an operation", () => {
  beforeEach(async () => {
    asked = [];
    app = testContext();
    ({ userId } = await makePerson(app));
    imageId = await addImage(app, userId, "original");
    await addFile("old");
    await landVariants(app.db, { imageId, cropVersion: 1 }, [], app.now());
    const target = { id: "tgt_1", syncRequestId: "syn_1", connectionId: "con_1", imageId, revision: 0 };
    op = newOperation({ ...target, platform: "x", slot: "avatar" }, app.now());
  });

  it("is the new one when it was replaced between the look-up and the read", async () => {
    const replacing = whenAsked(async (key) => {
      if (key.endsWith("/old")) await replaceFile("old", "new");
    });
    expect(await desiredPicture(replacing, userId, op)).toMatchObject({
      status: "ready",
      picture: { sha256: "new" },
    });
    expect(asked).toHaveLength(2);
  });

  it("is awaited when the picture is cropped in that moment", async () => {
    const cropping = whenAsked(async () => {
      await setCrop(app.db, { userId, id: imageId, crop: null, now: app.now() });
      await app.pictures.delete([`${userId}/variant/old`]);
    });
    expect(await desiredPicture(cropping, userId, op)).toEqual({ status: "preparing" });
  });

  it("is missing when its bytes are gone and nothing took its place, and when that never ends", async () => {
    await app.pictures.delete([`${userId}/variant/old`]);
    const quiet = whenAsked(async () => {});
    expect(await desiredPicture(quiet, userId, op)).toEqual({
      status: "rejected",
      reason: "picture_missing",
    });
    expect(asked).toHaveLength(2);

    let last = "old";
    const restless = whenAsked(async () => {
      const next = `${last}+`;
      await replaceFile(last, next);
      last = next;
    });
    asked = [];
    expect(await desiredPicture(restless, userId, op)).toEqual({
      status: "rejected",
      reason: "picture_missing",
    });
    expect(asked).toHaveLength(3);
  });
});

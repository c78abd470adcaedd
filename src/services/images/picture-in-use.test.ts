import { beforeEach, describe, expect, it } from "vitest";

import { allStores } from "../../../test/support/worker/all-stores.ts";
import { countRows, makePerson, type Person, testContext } from "../../../test/support/worker/signed-in.ts";
import { addImage, addVariant } from "../../../test/support/worker/stored-image.ts";
import type { AppContext, UserSyncPort } from "../../context.ts";
import { addToRestorePoint, setCurrentPicture } from "../../db/looks.ts";
import { lookOverrides, looks } from "../../db/schema.ts";
import { newId } from "../../new-id.ts";
import { freshKey } from "../../storage/picture-store.ts";
import { deleteImage } from "./delete-image.ts";

const NOW = Date.UTC(2026, 10, 22, 12);

let app: AppContext;
let ada: Person;
let imageId: string;
/** Acts in the moment between the look at what uses a picture and its deletion. */
let meanwhile: () => Promise<void>;
let dropped: string[];

beforeEach(async () => {
  meanwhile = async () => {};
  dropped = [];
  const userSync = {
    dropPicture: async (_: string, id: string) => {
      dropped.push(id);
      await meanwhile();
    },
  } as unknown as UserSyncPort;
  app = testContext({ now: () => NOW, userSync });
  ada = await makePerson(app);
  imageId = await addImage(app, ada.userId, "sha");
  await addVariant(app, { userId: ada.userId, imageId, cropVersion: 1, platform: "x", sha256: "file" });
});

type Pair = { avatarImageId?: string; bannerImageId?: string };

async function addLook(name: string, pair: Pair = {}, userId = ada.userId, at = NOW): Promise<string> {
  const id = newId("look");
  await app.db
    .insert(looks)
    .values({ id, userId, kind: "saved", name, createdAt: at, updatedAt: at, ...pair });
  return id;
}

async function addOverride(lookId: string, slot: "avatar" | "banner" = "avatar"): Promise<void> {
  const row = { id: newId("lkp"), lookId, connectionId: "con_1", slot, imageId, createdAt: NOW };
  await app.db.insert(lookOverrides).values(row);
}

const makeCurrent = () =>
  setCurrentPicture(app.db, { userId: ada.userId, slot: "avatar", imageId, now: NOW });

const drop = (force = false) => deleteImage(app, ada.userId, imageId, { force });

/** The sentence of the refusal. */
async function refusal(): Promise<string> {
  const before = await allStores();
  const thrown: unknown = await drop().catch((error: unknown) => error);
  expect(await allStores()).toEqual(before);
  expect(thrown).toMatchObject({ status: 409, code: "picture_in_use" });
  return (thrown as Error).message;
}

describe("a picture in use", () => {
  it.each([
    ["the current look", makeCurrent, "your current look"],
    [
      "a saved look, as its picture",
      () => addLook("Summer", { avatarImageId: imageId }),
      "the look “Summer”",
    ],
    ["a saved look, as its banner", () => addLook("Sea", { bannerImageId: imageId }), "the look “Sea”"],
    ["one slot of a saved look", async () => addOverride(await addLook("Work"), "banner"), "the look “Work”"],
    [
      "several, the current one first",
      async () => {
        await addLook("Summer", { avatarImageId: imageId });
        await makeCurrent();
      },
      "your current look and the look “Summer”",
    ],
    [
      "many",
      async () => {
        for (const [at, name] of ["A", "B", "C", "D", "E"].entries())
          await addLook(name, { avatarImageId: imageId }, ada.userId, NOW + at);
      },
      "the look “A”, the look “B” and 3 more looks",
    ],
  ])("by %s is not deleted, and the refusal says where", async (_, use, where) => {
    await use();
    expect(await refusal()).toBe(
      `This picture is used by ${where}. Choose another one there first, or delete it with force.`,
    );
    // A run that is to put it somewhere goes on.
    expect(dropped).toEqual([]);
  });

  it("is deleted with force, and the looks show nothing there instead of half a picture", async () => {
    await makeCurrent();
    const look = await addLook("Summer", { bannerImageId: imageId });
    await addOverride(look);
    await drop(true);
    expect(await countRows("images")).toBe(0);
    expect(await countRows("look_overrides")).toBe(0);
    expect(await countRows("looks where avatar_image_id is null and banner_image_id is null")).toBe(2);
  });

  it("that a look takes up at the last moment stays", async () => {
    meanwhile = makeCurrent;
    await expect(drop()).rejects.toMatchObject({ status: 409, code: "picture_in_use" });
    expect([await countRows("images"), await countRows("image_variants")]).toEqual([1, 1]);
    expect(await countRows("outbox where kind in ('delete_bytes', 'purge_media')")).toBe(0);
  });

  it("that somebody else deletes at the last moment is 404 and deleted once", async () => {
    meanwhile = async () => {
      meanwhile = async () => {};
      await drop();
    };
    await expect(drop()).rejects.toMatchObject({ status: 404 });
    expect([await countRows("images"), await countRows("outbox")]).toEqual([0, 0]);
  });
});

describe("a picture not in use", () => {
  it("is deleted though a restore point, another picture's look and another person's look are there", async () => {
    const picture = { r2Key: freshKey(ada.userId, "restore", "sha"), sha256: "sha", orders: [] };
    await addToRestorePoint(app.db, {
      userId: ada.userId,
      lookId: "look_r",
      name: "Before",
      connectionId: "con_1",
      slot: "avatar",
      picture,
      now: NOW,
    });
    await app.pictures.put(picture.r2Key, new Uint8Array([1]), "image/jpeg");
    await addLook("Other", { avatarImageId: await addImage(app, ada.userId, "other") });
    await addLook("Empty");
    await drop();
    expect(await countRows("images")).toBe(1);
    // Its own bytes stay with the restore point.
    expect(await app.pictures.has(picture.r2Key)).toBe(true);
    expect(await countRows("look_overrides")).toBe(1);
    expect(dropped).toEqual([imageId]);
  });
});

import { beforeEach, describe, expect, it } from "vitest";

import {
  countRows,
  makePerson,
  type Person,
  storedKeys,
  testContext,
} from "../../../test/support/worker/signed-in.ts";
import { imageFixture } from "../../../test/support/worker/image-fixtures.ts";
import { addImage, addVariant } from "../../../test/support/worker/stored-image.ts";
import type { AppContext } from "../../context.ts";
import { deleteImageRows } from "../../db/image-bytes.ts";
import { images } from "../../db/schema.ts";
import { sweep } from "../outbox/sweep.ts";
import { acceptUpload } from "./accept-upload.ts";
import { deleteImage } from "./delete-image.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const FORCE = { force: true };

let clock: { now: number };
let app: AppContext;
let person: Person;
let imageId: string;

/** The app while R2 deletes nothing. */
function withoutR2(): AppContext {
  return { ...app, pictures: { ...app.pictures, delete: () => Promise.reject(new Error("R2 is away")) } };
}

describe("deleteImage", () => {
  beforeEach(async () => {
    clock = { now: NOW };
    const queues = { renderImage: () => Promise.resolve(), sendEmail: () => Promise.resolve() };
    app = testContext({ now: () => clock.now, queues });
    person = await makePerson(app);
    imageId = await addImage(app, person.userId, "same");
    await addVariant(app, { ...person, imageId, cropVersion: 1, platform: "x", sha256: "file" });
  });

  it("removes the bytes later when R2 fails at first, and the rows at once", async () => {
    await deleteImage(withoutR2(), person.userId, imageId, FORCE);
    expect([await countRows("images"), await countRows("image_variants")]).toEqual([0, 0]);
    expect(await storedKeys()).toHaveLength(2);

    clock.now += 31_000;
    await sweep(withoutR2());
    expect([(await storedKeys()).length, await countRows("outbox")]).toEqual([2, 2]);

    clock.now += 3_600_000;
    await sweep(app);
    expect([await storedKeys(), await countRows("outbox")]).toEqual([[], 0]);
  });

  it("removes the bytes after a crash behind the rows", async () => {
    const dead = { userId: person.userId, id: imageId, unlessUsed: false, now: clock.now };
    await deleteImageRows(app.db, dead);
    clock.now += 31_000;
    await sweep(app);
    expect([await storedKeys(), await countRows("outbox")]).toEqual([[], 0]);
  });

  it("keeps bytes that another row names when the order is carried out", async () => {
    await deleteImage(withoutR2(), person.userId, imageId, FORCE);
    await addImage(app, person.userId, "same");
    clock.now += 31_000;
    await sweep(app);
    expect(await storedKeys()).toEqual([`${person.userId}/original/same`]);
  });

  it("keeps the bytes of an equal picture that is uploaded while they are being deleted", async () => {
    const upload = () =>
      acceptUpload(app, person.userId, {
        bytes: imageFixture("plain.png"),
        kind: "avatar",
        crop: null,
        altText: null,
      });
    const { id } = await upload();
    const remove = async (keys: readonly string[]) => {
      // Between the look at what is needed and the delete itself.
      await upload();
      await app.pictures.delete(keys);
    };
    await deleteImage({ ...app, pictures: { ...app.pictures, delete: remove } }, person.userId, id, FORCE);
    const rows = await app.db.select({ key: images.originalKey }).from(images);
    expect(rows).toHaveLength(2);
    for (const { key } of rows) expect(await app.pictures.get(key)).not.toBeNull();
  });

  it("removes the bytes of an upload that died before its row was there, after an hour", async () => {
    // The order to delete goes through; the batch with the row does not.
    const batch = (statements: Parameters<AppContext["db"]["batch"]>[0]) =>
      statements.length > 1 ? Promise.reject(new Error("killed")) : app.db.batch(statements);
    const db = new Proxy(app.db, {
      get: (real, name) => (name === "batch" ? batch : (Reflect.get(real, name) as unknown)),
    });
    const upload = { bytes: imageFixture("plain.png"), kind: "avatar", crop: null, altText: null } as const;
    await expect(acceptUpload({ ...app, db }, person.userId, upload)).rejects.toThrow("killed");
    expect(await storedKeys()).toHaveLength(3);
    clock.now += 3_600_000 - 1;
    await sweep(app);
    expect(await storedKeys()).toHaveLength(3);
    clock.now += 1;
    await sweep(app);
    expect((await storedKeys()).toSorted()).toEqual(
      [`${person.userId}/original/same`, `${person.userId}/variant/file`].toSorted(),
    );
  });

  it("looks again at bytes whose second picture went while the first order was open", async () => {
    const second = await addImage(app, person.userId, "same");
    await deleteImage(withoutR2(), person.userId, imageId, FORCE);
    await deleteImage(withoutR2(), person.userId, second, FORCE);
    clock.now += 31_000;
    await sweep(app);
    expect([await storedKeys(), await countRows("outbox")]).toEqual([[], 0]);
  });

  it("removes a picture with more files than one statement can name", { timeout: 30_000 }, async () => {
    const versions = Array.from({ length: 119 }, (_, at) => at + 2);
    await Promise.all(
      versions.map((cropVersion) =>
        addVariant(app, { ...person, imageId, cropVersion, platform: "x", sha256: `file-${cropVersion}` }),
      ),
    );
    expect(await storedKeys()).toHaveLength(121);
    await deleteImage(app, person.userId, imageId, FORCE);
    expect([await storedKeys(), await countRows("outbox")]).toEqual([[], 0]);
  });

  it("touches neither rows, bytes nor orders of somebody else's picture", async () => {
    const other = await makePerson(app);
    const theirs = { userId: other.userId, id: imageId, unlessUsed: false, now: clock.now };
    expect(await deleteImageRows(app.db, theirs)).toBeNull();
    expect([await countRows("images"), await countRows("image_variants")]).toEqual([1, 1]);
    expect([(await storedKeys()).length, await countRows("outbox")]).toEqual([2, 1]);
  });
});

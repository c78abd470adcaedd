import { beforeEach, describe, expect, it } from "vitest";

import {
  countRows,
  makePerson,
  type Person,
  storedKeys,
  testContext,
} from "../../../test/support/worker/signed-in.ts";
import { addImage, addVariant } from "../../../test/support/worker/stored-image.ts";
import type { AppContext } from "../../context.ts";
import { deleteImageRows } from "../../db/image-bytes.ts";
import { sweep } from "../outbox/sweep.ts";
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
    await deleteImageRows(app.db, { userId: person.userId, id: imageId, now: clock.now });
    clock.now += 31_000;
    await sweep(app);
    expect([await storedKeys(), await countRows("outbox")]).toEqual([[], 0]);
  });

  it("keeps bytes that an equal picture of a later upload needs by then", async () => {
    await deleteImage(withoutR2(), person.userId, imageId, FORCE);
    await addImage(app, person.userId, "same");
    clock.now += 31_000;
    await sweep(app);
    expect(await storedKeys()).toEqual([`${person.userId}/original/same`]);
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
    expect(await deleteImageRows(app.db, { userId: other.userId, id: imageId, now: clock.now })).toEqual([]);
    expect([await countRows("images"), await countRows("image_variants")]).toEqual([1, 1]);
    expect([(await storedKeys()).length, await countRows("outbox")]).toEqual([2, 1]);
  });
});

/** A picture that replaces another takes its place when it lands, once, in looks that are not restore points. */
import { asc, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";

import { makePerson, testContext } from "../../test/support/worker/signed-in.ts";
import { addImage } from "../../test/support/worker/stored-image.ts";
import type { AppContext } from "../context.ts";
import { deleteImageRows } from "./image-bytes.ts";
import { landVariants, rejectImage } from "./image-renders.ts";
import { findImage, setCrop } from "./images.ts";
import { setCurrentPicture } from "./looks.ts";
import { images, lookOverrides, looks } from "./schema.ts";

let app: AppContext;
let userId: string;
let old: string;
let replacement: string;

const land = (imageId: string, cropVersion = 1) =>
  landVariants(app.db, { imageId, cropVersion }, [], app.now());
const replaces = (imageId: string, replacesId: string) =>
  app.db.update(images).set({ replacesId }).where(eq(images.id, imageId));

async function addLook(id: string, kind: "saved" | "restore_point", owner = userId): Promise<void> {
  const at = { createdAt: 0, updatedAt: 0 };
  await app.db.insert(looks).values({ id, userId: owner, kind, name: id, avatarImageId: old, ...at });
  await app.db.insert(lookOverrides).values({
    id: `over_${id}`,
    lookId: id,
    connectionId: "con_1",
    slot: "avatar",
    imageId: old,
    createdAt: 0,
  });
}

/** Which picture each look has, and which its override has. */
async function shown(): Promise<(string | null)[][]> {
  const rows = await app.db
    .select({ kind: looks.kind, own: looks.avatarImageId, override: lookOverrides.imageId })
    .from(looks)
    .leftJoin(lookOverrides, eq(lookOverrides.lookId, looks.id))
    .orderBy(asc(looks.kind), asc(looks.id));
  return rows.map(({ kind, own, override }) => [kind, own, override]);
}

describe("a picture that replaces another", () => {
  beforeEach(async () => {
    app = testContext();
    ({ userId } = await makePerson(app));
    old = await addImage(app, userId, "old");
    replacement = await addImage(app, userId, "new");
    await replaces(replacement, old);
    await land(old);
    await setCurrentPicture(app.db, { userId, slot: "avatar", imageId: old, now: app.now() });
    await addLook("look_saved", "saved");
    await addLook("look_restore", "restore_point");
  });

  it("takes its place in current and saved looks when it is ready, and in no restore point", async () => {
    const before = await shown();
    expect(before).toEqual([
      ["current", old, null],
      ["restore_point", old, old],
      ["saved", old, old],
    ]);
    expect(await land(replacement)).toBe(true);
    expect(await shown()).toEqual([
      ["current", replacement, null],
      ["restore_point", old, old],
      ["saved", replacement, replacement],
    ]);
    expect(await findImage(app.db, userId, replacement)).toMatchObject({ status: "ready", replacesId: null });
    expect(await findImage(app.db, userId, old)).toMatchObject({ status: "ready" });
  });

  it("takes it once: neither another delivery nor a new crop takes back what the person chose since", async () => {
    await land(replacement);
    await setCurrentPicture(app.db, { userId, slot: "avatar", imageId: old, now: app.now() });
    const chosen = await shown();
    await land(replacement);
    await setCrop(app.db, { userId, id: replacement, crop: null, now: app.now() });
    await land(replacement, 2);
    expect(await shown()).toEqual(chosen);
  });

  it("changes nothing when it is rejected, deleted, or cropped before it lands", async () => {
    const before = await shown();
    expect(await land(replacement, 2)).toBe(false);
    expect(await shown()).toEqual(before);
    const target = { imageId: replacement, cropVersion: 1 };
    expect(await rejectImage(app.db, target, "damaged", app.now())).toBe("rejected");
    expect(await shown()).toEqual(before);
    await deleteImageRows(app.db, { userId, id: replacement, now: app.now() });
    expect(await land(replacement)).toBe(false);
    expect(await shown()).toEqual(before);
  });

  it("that is itself replaced before it lands leaves the place to the newest, whichever lands first", async () => {
    const newest = await addImage(app, userId, "newest");
    await replaces(newest, replacement);
    await land(newest);
    await land(replacement);
    expect((await shown()).map(([kind, own]) => [kind, own])).toEqual([
      ["current", newest],
      ["restore_point", old],
      ["saved", newest],
    ]);
  });

  it("touches no look of anybody else", async () => {
    const other = await makePerson(app);
    await addLook("look_theirs", "saved", other.userId);
    await land(replacement);
    const [theirs] = await app.db.select().from(looks).where(eq(looks.id, "look_theirs"));
    expect(theirs).toMatchObject({ avatarImageId: old });
  });
});

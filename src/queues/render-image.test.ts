import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";

import { decodePicture } from "../../test/support/worker/decode-picture.ts";
import { imageFixture } from "../../test/support/worker/image-fixtures.ts";
import { sha256Hex } from "../auth/hash.ts";
import { createDatabase } from "../db/client.ts";
import { deleteImageRows } from "../db/image-bytes.ts";
import { rejectImage } from "../db/image-renders.ts";
import { insertImage, setCrop } from "../db/images.ts";
import { images, imageVariants, outbox, users } from "../db/schema.ts";
import { fingerprintSchema } from "../images/fingerprint-type.ts";
import { readFacts } from "../images/lint/stored-facts.ts";
import { createLogger } from "../log.ts";
import type { PlatformDescriptor } from "../platforms/platform.ts";
import { descriptors } from "../platforms/registry.ts";
import { deleteBytes } from "../services/images/delete-bytes.ts";
import { createPictureStore, freshKey, type PictureStore } from "../storage/picture-store.ts";
import { type RenderPorts, renderImage } from "./render-image.ts";

const NOW = 1_790_000_000_000;
const IMAGE = "img_1";
const MESSAGE = { v: 1, kind: "render_image", imageId: IMAGE, cropVersion: 1 } as const;
const CORNER = { x: 0, y: 0, width: 0.5, height: 0.5, rotation: 0 } as const;
const bindings = env as unknown as ImagesEnv;
const { x } = descriptors;
/** One small platform: these tests are about stores, not pixels. */
const SMALL = {
  ...x,
  slots: { ...x.slots, avatar: { ...x.slots.avatar, width: 64, height: 64 } },
} satisfies PlatformDescriptor;

let ports: RenderPorts;
let puts: string[];

/** A store that says what is put into it, and lets a test act just before. */
function watchedStore(beforePut: () => Promise<void> = async () => {}): PictureStore {
  const store = createPictureStore(bindings.PICTURES);
  return {
    ...store,
    async put(key, bytes, contentType) {
      if (key.includes("/variant/")) await beforePut();
      puts.push(key);
      await store.put(key, bytes, contentType);
    },
  };
}

async function addImage(id: string, file: Uint8Array<ArrayBuffer>): Promise<string> {
  const sha256 = await sha256Hex(file);
  const originalKey = freshKey("usr_1", "original", sha256);
  await bindings.PICTURES.put(originalKey, file);
  await insertImage(ports.db, {
    id,
    userId: "usr_1",
    kind: "avatar",
    status: "processing",
    originalKey,
    originalSha256: sha256,
    originalFormat: "png",
    originalBytes: file.length,
    width: 96,
    height: 64,
    createdAt: NOW,
    updatedAt: NOW,
  });
  return originalKey;
}

async function storedKeys(kind: string): Promise<string[]> {
  const { objects } = await bindings.PICTURES.list({ prefix: `usr_1/${kind}/` });
  return objects.map(({ key }) => key).toSorted();
}

async function deleteMeanwhile(): Promise<void> {
  await deleteImageRows(ports.db, { userId: "usr_1", id: IMAGE, now: NOW });
}

const imageRow = async () => (await ports.db.select().from(images).where(eq(images.id, IMAGE)))[0];
const variantRows = () => ports.db.select().from(imageVariants).orderBy(imageVariants.platform);
const outboxRows = () => ports.db.select().from(outbox);

describe("renderImage", () => {
  beforeEach(async () => {
    puts = [];
    ports = {
      db: createDatabase(bindings.DB),
      pictures: watchedStore(),
      descriptors: [SMALL],
      log: createLogger({}, () => {}),
      now: () => NOW,
    };
    await ports.db.insert(users).values({
      id: "usr_1",
      email: "a@example.org",
      emailKey: "a@example.org",
      createdAt: NOW,
      updatedAt: NOW,
    });
    await addImage(IMAGE, imageFixture("plain.png"));
  });

  it("stores every file, marks the image ready and ends the order", async () => {
    expect(await renderImage(ports, MESSAGE)).toEqual({ kind: "done" });
    const rows = await variantRows();
    expect(
      rows.map(({ platform, slot, width, height, format }) => [platform, slot, width, height, format]),
    ).toEqual([
      ["linkarooie", "thumbnail", 256, 256, "webp"],
      ["x", "avatar", 64, 64, "jpeg"],
    ]);
    for (const row of rows) {
      const object = await bindings.PICTURES.get(row.r2Key);
      const bytes = new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer());
      expect([await sha256Hex(bytes), bytes.length, object?.httpMetadata?.contentType]).toEqual([
        row.sha256,
        row.bytes,
        `image/${row.format}`,
      ]);
      expect(row.r2Key).toMatch(new RegExp(`^usr_1/variant/${row.sha256}\\.[0-9a-z]{26}$`));
      expect(row.mediaId).toMatch(/^[0-9a-z]{26}$/);
      expect(fingerprintSchema.safeParse(JSON.parse(row.fingerprint)).success).toBe(true);
    }
    expect(await imageRow()).toMatchObject({ status: "ready", rejectedReason: null });
    expect(await outboxRows()).toEqual([]);
  });

  it("stores what was measured with the files, for this crop alone", async () => {
    await renderImage(ports, MESSAGE);
    const lint = (await imageRow())?.lint ?? null;
    expect(readFacts(lint, 1)).toMatchObject({
      kind: "avatar",
      gps: false,
      places: [{ platform: "x", width: 64, height: 64, cutWidth: 64, enlarged: 1 }],
    });
    expect(readFacts(lint, 2)).toBeNull();
    await setCrop(ports.db, { userId: "usr_1", id: IMAGE, crop: CORNER, now: NOW });
    await renderImage(ports, MESSAGE);
    expect(readFacts((await imageRow())?.lint ?? null, 2)?.places).toMatchObject([
      { cutWidth: 32, enlarged: 2 },
    ]);
  });

  it("cuts a platform's file with its own crop, on the matte, and says what became of each", async () => {
    await addImage("img_2", imageFixture("alpha.png"));
    const cut = { overrides: { x: CORNER }, matte: "#102030" };
    await setCrop(ports.db, { userId: "usr_1", id: "img_2", ...cut, now: NOW });
    const slots = { ...SMALL.slots, avatar: { ...SMALL.slots.avatar, formats: ["jpeg"] as const } };
    const jpeg = [
      { ...SMALL, slots },
      { ...SMALL, id: "mastodon" as const, slots },
    ];
    await renderImage({ ...ports, descriptors: jpeg }, { ...MESSAGE, imageId: "img_2" });
    const rows = await variantRows();
    expect(
      rows.map(({ platform, upscaled, flattened, rule }) => [platform, upscaled, flattened, rule]),
    ).toEqual([
      ["linkarooie", true, false, "256x256 webp 100000"],
      ["mastodon", false, true, "64x64 jpeg 700000"],
      ["x", true, true, "64x64 jpeg 700000"],
    ]);
    expect(new Set(rows.map(({ sha256 }) => sha256)).size).toBe(3);
    const bytes = await bindings.PICTURES.get(rows[2]?.r2Key ?? "");
    const { data } = await decodePicture(new Uint8Array((await bytes?.arrayBuffer()) ?? new ArrayBuffer()));
    expect(Math.max(...[16, 32, 48].map((value, at) => Math.abs((data[at] ?? 0) - value)))).toBeLessThan(8);
  });

  it("does nothing on a second delivery", async () => {
    await renderImage(ports, MESSAGE);
    const before = await variantRows();
    puts = [];
    expect(await renderImage(ports, MESSAGE)).toEqual({ kind: "done" });
    expect(await variantRows()).toEqual(before);
    expect(puts).toEqual([]);
  });

  it("gives the same rows and objects when one message is delivered twice at once", async () => {
    await Promise.all([renderImage(ports, MESSAGE), renderImage(ports, MESSAGE)]);
    const rows = await variantRows();
    expect(rows).toHaveLength(2);
    expect(await storedKeys("variant")).toEqual(rows.map(({ r2Key }) => r2Key).toSorted());
    expect(await imageRow()).toMatchObject({ status: "ready" });
  });

  it("finishes a ready image that lacks a file for a platform", async () => {
    await renderImage(ports, MESSAGE);
    await ports.db.delete(imageVariants).where(eq(imageVariants.platform, "x"));
    await renderImage(ports, MESSAGE);
    expect((await variantRows()).map(({ platform }) => platform)).toEqual(["linkarooie", "x"]);
  });

  it("leaves nothing behind when the image is deleted meanwhile", async () => {
    const original = (await imageRow())?.originalKey;
    const pictures = watchedStore(deleteMeanwhile);
    expect(await renderImage({ ...ports, pictures }, MESSAGE)).toEqual({ kind: "done" });
    expect(puts).toHaveLength(2);
    expect(await storedKeys("variant")).toEqual([]);
    expect(await variantRows()).toEqual([]);
    expect((await outboxRows()).map(({ kind, subjectId }) => [kind, subjectId])).toEqual([
      ["delete_bytes", original],
    ]);
  });

  it("drops the result of an old crop and leaves the order for the new one", async () => {
    let cropped = false;
    const pictures = watchedStore(async () => {
      if (!cropped) await setCrop(ports.db, { userId: "usr_1", id: IMAGE, crop: CORNER, now: NOW });
      cropped = true;
    });
    await renderImage({ ...ports, pictures }, MESSAGE);
    expect(await variantRows()).toEqual([]);
    expect(await storedKeys("variant")).toEqual([]);
    expect(await imageRow()).toMatchObject({ status: "processing", cropVersion: 2 });
    expect((await outboxRows()).length).toBeGreaterThan(0);

    await renderImage(ports, MESSAGE);
    expect((await variantRows()).map(({ cropVersion }) => cropVersion)).toEqual([2, 2]);
    expect(await outboxRows()).toEqual([]);
  });

  it("leaves the files of an equal picture alone when this one is deleted meanwhile", async () => {
    await addImage("img_2", imageFixture("plain.png"));
    await renderImage(ports, { ...MESSAGE, imageId: "img_2" });
    const theirs = await storedKeys("variant");
    const pictures = watchedStore(deleteMeanwhile);
    await renderImage({ ...ports, pictures }, MESSAGE);
    expect(await storedKeys("variant")).toEqual(theirs);
  });

  it("keeps the files of an equal picture that is rendered while this one's are being deleted", async () => {
    await renderImage(ports, MESSAGE);
    await addImage("img_2", imageFixture("plain.png"));
    const orders = await deleteImageRows(ports.db, { userId: "usr_1", id: IMAGE, now: NOW });
    const store = createPictureStore(bindings.PICTURES);
    await deleteBytes(
      {
        ...ports,
        pictures: {
          ...store,
          async delete(keys) {
            // Between the look at what is needed and the delete itself.
            await renderImage(ports, { ...MESSAGE, imageId: "img_2" });
            await store.delete(keys);
          },
        },
      },
      orders,
    );
    const rows = await variantRows();
    expect(rows.map(({ imageId }) => imageId)).toEqual(["img_2", "img_2"]);
    expect(await storedKeys("variant")).toEqual(rows.map(({ r2Key }) => r2Key).toSorted());
  });

  it("leaves an order behind for files whose writer died before a row named them", async () => {
    let puts = 0;
    const pictures = watchedStore(async () => {
      puts += 1;
      if (puts === 2) throw new Error("killed");
    });
    await expect(renderImage({ ...ports, pictures }, MESSAGE)).rejects.toThrow("killed");
    const [lost = ""] = await storedKeys("variant");
    await renderImage(ports, MESSAGE);
    const named = (await variantRows()).map(({ r2Key }) => r2Key).toSorted();
    expect(named).not.toContain(lost);

    const orders = await outboxRows();
    expect(orders.map(({ kind, dueAt }) => [kind, dueAt - NOW])).toEqual([
      ["delete_bytes", 3_600_000],
      ["delete_bytes", 3_600_000],
    ]);
    expect(orders.map(({ subjectId }) => subjectId)).toContain(lost);
    await deleteBytes(ports, orders);
    expect(await storedKeys("variant")).toEqual(named);
    expect(await outboxRows()).toEqual([]);
  });

  it("rejects a bad picture for good, with its reason", async () => {
    const image = await imageRow();
    const broken = imageFixture("plain.png").slice(0, 300);
    await bindings.PICTURES.put(image?.originalKey ?? "", broken);
    expect(await renderImage(ports, MESSAGE)).toEqual({ kind: "done" });
    expect(await imageRow()).toMatchObject({ status: "rejected", rejectedReason: "damaged" });
    expect(await outboxRows()).toEqual([]);
    expect(puts).toEqual([]);
    await renderImage(ports, MESSAGE);
    expect(await imageRow()).toMatchObject({ status: "rejected" });
  });

  it("keeps the former crop with its files when a new crop cannot be rendered", async () => {
    const turned = { x: 0.125, y: 0, width: 0.5, height: 1, rotation: 90 } as const;
    const former = { crop: turned, overrides: { x: CORNER }, matte: "#1f6f5c" };
    await setCrop(ports.db, { userId: "usr_1", id: IMAGE, ...former, now: NOW });
    await renderImage(ports, MESSAGE);
    const before = await variantRows();
    const original = (await imageRow())?.originalKey ?? "";

    // Two changes before the first is rendered: the crop that comes back is the one that has files.
    await setCrop(ports.db, { userId: "usr_1", id: IMAGE, crop: CORNER, overrides: { x: null }, now: NOW });
    await setCrop(ports.db, { userId: "usr_1", id: IMAGE, crop: null, matte: null, now: NOW });
    await setCrop(ports.db, { userId: "usr_1", id: IMAGE, overrides: { mastodon: turned }, now: NOW });
    await bindings.PICTURES.put(original, imageFixture("plain.png").slice(0, 300));
    expect(await renderImage(ports, MESSAGE)).toEqual({ kind: "done" });
    expect(await imageRow()).toMatchObject({
      status: "ready",
      rejectedReason: null,
      cropRejectedReason: "damaged",
      cropX: turned.x,
      cropWidth: turned.width,
      cropHeight: turned.height,
      cropRotation: turned.rotation,
      matte: "#1f6f5c",
    });
    expect(JSON.parse((await imageRow())?.cropOverrides ?? "")).toEqual({ x: CORNER });
    const current = { cropVersion: (await imageRow())?.cropVersion };
    // What was measured of the crop that is back holds again.
    const after = await imageRow();
    expect(readFacts(after?.lint ?? null, after?.cropVersion ?? 0)?.places).toMatchObject([{ cutWidth: 32 }]);
    expect(await variantRows()).toEqual(before.map((row) => ({ ...row, ...current })));
    expect(await storedKeys("variant")).toHaveLength(2);
    expect(await outboxRows()).toEqual([]);

    await bindings.PICTURES.put(original, imageFixture("plain.png"));
    await setCrop(ports.db, { userId: "usr_1", id: IMAGE, crop: CORNER, overrides: { x: null }, now: NOW });
    await renderImage(ports, MESSAGE);
    expect(await imageRow()).toMatchObject({
      status: "ready",
      cropRejectedReason: null,
      cropWidth: 0.5,
      cropOverrides: null,
    });
  });

  it("drops a late result of a crop that was refused meanwhile", async () => {
    await renderImage(ports, MESSAGE);
    await setCrop(ports.db, { userId: "usr_1", id: IMAGE, crop: CORNER, now: NOW });
    const before = (await variantRows()).map(({ id }) => id);
    const target = { imageId: IMAGE, cropVersion: 2 };
    let refused = "";
    const pictures = watchedStore(async () => {
      refused ||= await rejectImage(ports.db, target, "damaged", NOW);
    });
    await renderImage({ ...ports, pictures }, MESSAGE);
    expect(refused).toBe("former_crop_kept");
    expect((await variantRows()).map(({ id }) => id)).toEqual(before);
    expect(await imageRow()).toMatchObject({ status: "ready", cropX: null, cropVersion: 3 });
    expect(await storedKeys("variant")).toHaveLength(2);
  });

  it("does not refuse a picture that was rendered by another delivery", async () => {
    await renderImage(ports, MESSAGE);
    const target = { imageId: IMAGE, cropVersion: 1 };
    expect(await rejectImage(ports.db, target, "damaged", NOW)).toBe("dropped");
    expect(await imageRow()).toMatchObject({ status: "ready", rejectedReason: null });
  });

  it("rejects an image whose bytes are gone", async () => {
    await bindings.PICTURES.delete((await imageRow())?.originalKey ?? "");
    await renderImage(ports, MESSAGE);
    expect(await imageRow()).toMatchObject({ status: "rejected", rejectedReason: "original_missing" });
  });

  it("lets a failing store through, so that the queue tries again, and finishes then", async () => {
    const pictures = watchedStore(async () => {
      throw new Error("R2 is away");
    });
    await expect(renderImage({ ...ports, pictures }, MESSAGE)).rejects.toThrow("R2 is away");
    expect(await imageRow()).toMatchObject({ status: "processing" });
    expect((await outboxRows()).filter(({ kind }) => kind === "render_image")).toHaveLength(1);
    await renderImage(ports, MESSAGE);
    expect(await imageRow()).toMatchObject({ status: "ready" });
  });

  it("ends the order for an image that is gone", async () => {
    await ports.db.delete(images);
    expect(await renderImage(ports, MESSAGE)).toEqual({ kind: "done" });
    expect(await outboxRows()).toEqual([]);
  });
});

/** When the registry asks for something else: every picture gets its file once, and nothing is lost on the way. */
import { env } from "cloudflare:workers";
import { asc, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";

import { imageFixture } from "../../test/support/worker/image-fixtures.ts";
import { sha256Hex } from "../auth/hash.ts";
import type { AppContext } from "../context.ts";
import { createDatabase } from "../db/client.ts";
import { deleteImageRows } from "../db/image-bytes.ts";
import { insertImage, setCrop } from "../db/images.ts";
import {
  deadLetters,
  images,
  imageVariants,
  outbox,
  rerenders,
  syncRequests,
  syncTargets,
  users,
} from "../db/schema.ts";
import { readFacts } from "../images/lint/stored-facts.ts";
import { createLogger } from "../log.ts";
import type { PlatformDescriptor } from "../platforms/platform.ts";
import { descriptors } from "../platforms/registry.ts";
import { renderAnew } from "../services/images/render-anew.ts";
import { createPictureStore, freshKey, type PictureStore } from "../storage/picture-store.ts";
import { renderImage, type RenderPorts } from "./render-image.ts";

const NOW = 1_790_000_000_000;
const bindings = env as unknown as ImagesEnv;
const PLAIN = imageFixture("plain.png");
const LEFT = { x: 0, y: 0, width: 0.5, height: 1, rotation: 0 } as const;

function platform(id: "x" | "mastodon", side: number, maxBytes = 100_000): PlatformDescriptor {
  const { slots, ...rest } = descriptors[id];
  return { ...rest, slots: { ...slots, avatar: { ...slots.avatar, width: side, height: side, maxBytes } } };
}

const BEFORE = [platform("x", 64), platform("mastodon", 48)];
const AFTER = [platform("x", 80), platform("mastodon", 48)];

let clock: { now: number };
let ports: RenderPorts;
let puts: string[];
let sent: string[];
let app: AppContext;
let logged: { event?: string }[];

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

async function addReady(id: string, userId: string, file = PLAIN): Promise<void> {
  const sha256 = await sha256Hex(file);
  const originalKey = freshKey(userId, "original", sha256);
  await bindings.PICTURES.put(originalKey, file);
  const size = { width: 96, height: 64, originalBytes: file.length };
  const row = {
    id,
    userId,
    kind: "avatar",
    status: "processing",
    originalKey,
    originalSha256: sha256,
  } as const;
  await insertImage(ports.db, { ...row, ...size, originalFormat: "png", createdAt: NOW, updatedAt: NOW });
  await deliver(id, BEFORE);
}

const deliver = (imageId: string, registry: readonly PlatformDescriptor[], pictures = ports.pictures) =>
  renderImage(
    { ...ports, pictures, descriptors: registry },
    { v: 1, kind: "render_image", imageId, cropVersion: 1 },
  );

/** The cron, and the queue after it. */
async function turn(registry = AFTER): Promise<string[]> {
  sent = [];
  await renderAnew(app, registry);
  const messages = [...sent];
  for (const id of messages) await deliver(id, registry);
  return messages.toSorted();
}

const files = (imageId = "img_1") =>
  ports.db
    .select()
    .from(imageVariants)
    .where(eq(imageVariants.imageId, imageId))
    .orderBy(asc(imageVariants.platform), asc(imageVariants.cropVersion));
const xFiles = async (imageId = "img_1") => (await files(imageId)).filter((file) => file.platform === "x");
const progress = async (name = "x") =>
  (await ports.db.select().from(rerenders).where(eq(rerenders.platform, name))).filter(
    (row) => row.slot === "avatar",
  );
const orders = () => ports.db.select().from(outbox);
const imageRow = async () => (await ports.db.select().from(images).where(eq(images.id, "img_1")))[0];

/** Every object is named by a row, and every name has its object. */
async function expectNoOrphans(): Promise<void> {
  const stored = (await bindings.PICTURES.list()).objects.map(({ key }) => key);
  const named = [
    ...(await ports.db.select({ key: images.originalKey }).from(images)),
    ...(await ports.db.select({ key: imageVariants.r2Key }).from(imageVariants)),
  ].map(({ key }) => key);
  expect(stored.toSorted()).toEqual([...new Set(named)].toSorted());
}

beforeEach(async () => {
  clock = { now: NOW };
  puts = [];
  sent = [];
  logged = [];
  const log = createLogger({}, (_level, line) => logged.push(JSON.parse(line) as { event?: string }));
  const db = createDatabase(bindings.DB);
  ports = { db, pictures: watchedStore(), descriptors: BEFORE, log, now: () => clock.now };
  const queues = { renderImage: async (id: string) => void sent.push(id) };
  app = { db, log, queues, now: () => clock.now } as unknown as AppContext;
  for (const id of ["usr_1", "usr_2"]) {
    await db.insert(users).values({ id, email: id, emailKey: id, createdAt: NOW, updatedAt: NOW });
  }
});

describe("a new rule of a platform", () => {
  beforeEach(async () => {
    await addReady("img_1", "usr_1");
    await addReady("img_2", "usr_1", imageFixture("interlaced.png"));
    await addReady("img_3", "usr_2");
    // What there is now is what the registry asks for.
    expect(await turn(BEFORE)).toEqual([]);
    puts = [];
  });

  it("renders the one stale file of each of three pictures of two people, and says how far it is", async () => {
    const before = await files();
    clock.now += 60_000;
    await renderAnew(app, AFTER);
    expect(sent.toSorted()).toEqual(["img_1", "img_2", "img_3"]);
    expect(await progress()).toMatchObject([
      { rule: "80x80 jpeg,png 100000", total: 3, done: 0, failed: 0, startedAt: clock.now, finishedAt: null },
    ]);
    await deliver("img_1", AFTER);
    expect(await progress()).toMatchObject([{ total: 3, done: 1, failed: 0, finishedAt: null }]);
    await deliver("img_2", AFTER);
    await deliver("img_3", AFTER);
    expect(puts).toHaveLength(3);
    clock.now += 60_000;
    expect(await turn()).toEqual([]);
    expect(await progress()).toMatchObject([{ total: 3, done: 3, failed: 0, finishedAt: clock.now }]);

    for (const id of ["img_1", "img_2", "img_3"]) {
      expect((await xFiles(id)).map(({ width, rule, cropVersion }) => [width, rule, cropVersion])).toEqual([
        [80, "80x80 jpeg,png 100000", 1],
      ]);
    }
    // What was measured of the new file is known with what is known of the others.
    const facts = readFacts((await imageRow())?.lint ?? null, 1);
    expect(facts?.places.map(({ platform, width, enlarged }) => [platform, width, enlarged])).toEqual([
      ["x", 80, 1.25],
      ["mastodon", 48, 0.75],
    ]);
    // The others were not touched.
    expect((await files()).filter((file) => file.platform !== "x")).toEqual(
      before.filter((file) => file.platform !== "x"),
    );
    expect((await orders()).map(({ kind }) => kind)).toEqual(expect.arrayContaining(["look_again"]));
    expect((await orders()).filter(({ kind }) => kind !== "look_again")).toEqual([]);
    await expectNoOrphans();
    const told = logged.map(({ event }) => event).filter((event) => event?.startsWith("rerender_"));
    expect(told).toEqual(["rerender_begun", "rerender_finished"]);
  });

  it("counts and renders each once, however often and at the same time a message comes", async () => {
    await renderAnew(app, AFTER);
    await Promise.all([deliver("img_1", AFTER), deliver("img_1", AFTER)]);
    const landed = await files();
    const put = puts.length;
    await deliver("img_1", AFTER);
    await deliver("img_1", AFTER);
    expect(await files()).toEqual(landed);
    expect(puts).toHaveLength(put);
    expect(await progress()).toMatchObject([{ total: 3, done: 1, failed: 0 }]);
    await expectNoOrphans();
  });

  it("orders each picture once when the cron runs twice, and never more than a bounded number", async () => {
    await Promise.all([renderAnew(app, AFTER), renderAnew(app, AFTER)]);
    expect(sent.toSorted()).toEqual(["img_1", "img_2", "img_3"]);
    await renderAnew(app, AFTER);
    expect(sent).toHaveLength(3);
    // As many new pictures as may wait: none of these is sent beside them.
    await ports.db.delete(outbox);
    const waiting = (at: number) =>
      ({ id: `obx_${at}`, kind: "render_image", subjectId: `img_new_${at}` }) as const;
    for (let at = 0; at < 48; at += 1) {
      await ports.db.insert(outbox).values({ ...waiting(at), createdAt: NOW, dueAt: NOW + 1 });
    }
    sent = [];
    await renderAnew(app, AFTER);
    expect(sent).toHaveLength(2);
  });

  it("lets new pictures go first, and comes back when they are through", async () => {
    await renderAnew(app, AFTER);
    for (const id of ["a", "b", "c", "d"]) {
      const order = { id: `obx_${id}`, kind: "render_image", subjectId: `img_${id}` } as const;
      await ports.db.insert(outbox).values({ ...order, createdAt: NOW, dueAt: NOW });
    }
    await deliver("img_1", AFTER);
    expect(puts).toEqual([]);
    expect((await orders()).filter(({ subjectId }) => subjectId === "img_1")).toHaveLength(1);
    await ports.db.delete(outbox).where(eq(outbox.id, "obx_a"));
    await deliver("img_1", AFTER);
    expect(puts).toHaveLength(1);
    expect((await orders()).filter(({ subjectId }) => subjectId === "img_1")).toEqual([]);
  });

  it("keeps the old file of a picture that cannot be made for it, and counts it as failed, once", async () => {
    const key = (await imageRow())?.originalKey ?? "";
    await bindings.PICTURES.put(key, PLAIN.slice(0, 300));
    const before = await files();
    expect(await turn()).toEqual(["img_1", "img_2", "img_3"]);
    await deliver("img_1", AFTER);
    expect(await turn()).toEqual([]);
    expect(await progress()).toMatchObject([{ total: 3, done: 3, failed: 1, finishedAt: NOW }]);
    const kept = (file: (typeof before)[number]) =>
      file.platform === "x" ? { ...file, rule: "kept 80x80 jpeg,png 100000" } : file;
    expect(await files()).toEqual(before.map(kept));
    expect(await imageRow()).toMatchObject({
      status: "ready",
      rejectedReason: null,
      cropRejectedReason: null,
    });
    // A newer rule is another chance.
    await bindings.PICTURES.put(key, PLAIN);
    expect(await turn([platform("x", 72), platform("mastodon", 48)])).toEqual(["img_1", "img_2", "img_3"]);
    expect((await xFiles()).map(({ width }) => width)).toEqual([72]);
    await expectNoOrphans();
  });

  it("makes the other files when one does not fit", async () => {
    const tight = [platform("x", 80, 100), platform("mastodon", 56)];
    expect(await turn(tight)).toHaveLength(3);
    expect(await turn(tight)).toEqual([]);
    expect(await progress("x")).toMatchObject([{ total: 3, done: 3, failed: 3 }]);
    expect(await progress("mastodon")).toMatchObject([{ total: 3, done: 3, failed: 0 }]);
    expect((await files()).map(({ platform: name, width }) => [name, width])).toEqual([
      ["linkarooie", 256],
      ["mastodon", 56],
      ["x", 64],
    ]);
    await expectNoOrphans();
  });

  it("leaves nothing of a picture that is deleted while it is rendered", async () => {
    await renderAnew(app, AFTER);
    const pictures = watchedStore(async () => {
      await deleteImageRows(ports.db, { userId: "usr_1", id: "img_1", now: NOW });
    });
    await deliver("img_1", AFTER, pictures);
    expect(await files()).toEqual([]);
    expect(await progress()).toMatchObject([{ done: 0, failed: 0 }]);
    expect((await orders()).filter(({ subjectId }) => subjectId === "img_1")).toEqual([]);
    const variants = (await bindings.PICTURES.list({ prefix: "usr_1/variant/" })).objects.map(
      ({ key }) => key,
    );
    expect(variants.filter((key) => puts.includes(key))).toEqual([]);
    for (const id of ["img_2", "img_3"]) await deliver(id, AFTER);
    await turn();
    expect(await progress()).toMatchObject([{ total: 2, done: 2, failed: 0, finishedAt: NOW }]);
  });

  it("drops its result when the picture is cropped meanwhile, whose own files are for the new rule", async () => {
    await renderAnew(app, AFTER);
    let cropped = false;
    const pictures = watchedStore(async () => {
      if (!cropped) await setCrop(ports.db, { userId: "usr_1", id: "img_1", crop: LEFT, now: NOW });
      cropped = true;
    });
    await deliver("img_1", AFTER, pictures);
    expect(await imageRow()).toMatchObject({ status: "processing", cropVersion: 2 });
    expect((await xFiles()).map(({ width, cropVersion }) => [width, cropVersion])).toEqual([[64, 1]]);
    expect(await progress()).toMatchObject([{ done: 0 }]);
    await deliver("img_1", AFTER);
    expect((await xFiles()).map(({ width, cropVersion }) => [width, cropVersion])).toEqual([
      [64, 1],
      [80, 2],
    ]);
    for (const id of ["img_2", "img_3"]) await deliver(id, AFTER);
    expect(await turn()).toEqual([]);
    expect(await progress()).toMatchObject([{ total: 2, done: 2, finishedAt: NOW }]);
    await expectNoOrphans();
  });

  it("keeps a file that a run shows as sent for that run, and takes its place all the same", async () => {
    const [old] = await xFiles();
    await ports.db
      .insert(syncRequests)
      .values({ id: "syn_1", userId: "usr_1", state: "finished", createdAt: 0, updatedAt: 0 });
    await ports.db.insert(syncTargets).values({
      id: "tgt_1",
      syncRequestId: "syn_1",
      userId: "usr_1",
      platformId: "x",
      handle: "ada",
      profileUrl: "",
      slot: "avatar",
      state: "shown",
      waitingOn: "nobody",
      sentVariantId: old?.id ?? "",
      createdAt: 0,
      updatedAt: 0,
    });
    await turn();
    expect(
      (await xFiles()).map(({ id, width, cropVersion }) => [id === old?.id, width, cropVersion]),
    ).toEqual([
      [true, 64, 0],
      [false, 80, 1],
    ]);
    await expectNoOrphans();
    // Once more, below the lowest.
    await turn([platform("x", 72), platform("mastodon", 48)]);
    expect((await xFiles()).map(({ width, cropVersion }) => [width, cropVersion])).toEqual([
      [64, 0],
      [72, 1],
    ]);
  });

  it("keeps the crop of the platform whose file is made anew", async () => {
    await setCrop(ports.db, { userId: "usr_1", id: "img_1", overrides: { x: LEFT }, now: NOW });
    await deliver("img_1", BEFORE);
    await addReady("img_4", "usr_2");
    await setCrop(ports.db, { userId: "usr_2", id: "img_4", crop: LEFT, now: NOW });
    await deliver("img_4", BEFORE);
    await turn();
    const [[mine], [theirs], [centred]] = [await xFiles(), await xFiles("img_4"), await xFiles("img_3")];
    expect(mine?.sha256).toBe(theirs?.sha256);
    expect(mine?.sha256).not.toBe(centred?.sha256);
  });

  it("starts from nothing when the registry goes back, and forgets what nobody asks for", async () => {
    await turn();
    await turn();
    clock.now += 1_000;
    expect(await turn(BEFORE)).toEqual(["img_1", "img_2", "img_3"]);
    await turn(BEFORE);
    expect(await progress()).toMatchObject([
      { rule: "64x64 jpeg,png 100000", total: 3, done: 3, finishedAt: clock.now },
    ]);
    expect((await xFiles()).map(({ width }) => width)).toEqual([64]);
    await expectNoOrphans();
  });
});

describe("a file that was never made", () => {
  it("is made when a platform is new, and a dead letter where it cannot be", async () => {
    await addReady("img_1", "usr_1");
    await addReady("img_2", "usr_1");
    await ports.db.delete(imageVariants).where(eq(imageVariants.platform, "x"));
    const key = (await imageRow())?.originalKey ?? "";
    await bindings.PICTURES.put(key, PLAIN.slice(0, 300));
    expect(await turn()).toEqual(["img_1", "img_2"]);
    expect(await turn()).toEqual([]);
    expect(await progress()).toMatchObject([{ total: 2, done: 2, failed: 1, finishedAt: NOW }]);
    expect((await ports.db.select().from(deadLetters)).map(({ id }) => id)).toEqual([
      "rerender img_1 x/avatar 80x80 jpeg,png 100000",
    ]);
    await deliver("img_1", AFTER);
    expect(await progress()).toMatchObject([{ done: 2, failed: 1 }]);
    expect([(await xFiles()).length, (await xFiles("img_2")).length]).toEqual([0, 1]);
  });

  it("of before there were rules counts as stale", async () => {
    await addReady("img_1", "usr_1");
    await ports.db.update(imageVariants).set({ rule: "" });
    expect(await turn(BEFORE)).toEqual(["img_1"]);
    expect((await files()).map(({ rule, cropVersion }) => [rule === "", cropVersion])).toEqual([
      [false, 1],
      [false, 1],
      [false, 1],
    ]);
    await turn(BEFORE);
    const rows = (await ports.db.select().from(rerenders)).filter(({ total }) => total > 0);
    expect(rows.map(({ platform: name, slot, total, done }) => [name, slot, total, done]).toSorted()).toEqual(
      [
        ["linkarooie", "thumbnail", 1, 1],
        ["mastodon", "avatar", 1, 1],
        ["x", "avatar", 1, 1],
      ],
    );
    await expectNoOrphans();
  });
});

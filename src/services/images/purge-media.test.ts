import { beforeEach, describe, expect, it } from "vitest";

import { countRows, makePerson, type Person, testContext } from "../../../test/support/worker/signed-in.ts";
import { addFile, type StoredFile } from "../../../test/support/worker/stored-file.ts";
import type { AppContext } from "../../context.ts";
import { setCrop } from "../../db/images.ts";
import { createLogger } from "../../log.ts";
import { createCloudFetch } from "../../outbound/outbound-fetch.ts";
import { createCachePurge } from "../../outbound/purge-cache.ts";
import { createEdgeCache } from "../../storage/edge-cache.ts";
import { sweep } from "../outbox/sweep.ts";
import { cleanVariants } from "./clean-variants.ts";
import { deleteImage } from "./delete-image.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const TOKEN = "a-token-that-nobody-may-see";

let clock: { now: number };
let app: AppContext;
let lines: string[];
let purged: string[];
let away: boolean;
let ada: Person;
let file: StoredFile;

beforeEach(async () => {
  clock = { now: NOW };
  [lines, purged, away] = [[], [], false];
  const log = createLogger({}, (_, line) => lines.push(line));
  const cloud = createCloudFetch((_, init) => {
    if (away) return Promise.resolve(Response.json({ success: false }, { status: 503 }));
    purged.push(...(JSON.parse(init.body as string) as { files: string[] }).files);
    return Promise.resolve(Response.json({ success: true }));
  });
  const right = { zoneId: "0".repeat(32), token: TOKEN };
  const queues = { renderImage: () => Promise.resolve(), sendEmail: () => Promise.resolve() };
  app = testContext({
    now: () => clock.now,
    queues,
    log,
    edgeCache: createEdgeCache(caches.default, createCachePurge(right, cloud), log),
  });
  ada = await makePerson(app);
  file = await addFile(app, ada.userId);
});

const names = ({ mediaId }: StoredFile) =>
  ["jpg", "png", "webp"].map((ending) => `/media/${mediaId}.${ending}`);
const paths = () => purged.map((url) => new URL(url).pathname);

describe("the copies of a deleted picture", () => {
  it("are purged with it, those of every file, and no others", async () => {
    const second = await addFile(app, ada.userId, { imageId: file.imageId, platform: "mastodon" });
    const other = await addFile(app, ada.userId);
    await deleteImage(app, ada.userId, file.imageId, { force: true });
    expect(paths().toSorted()).toEqual([...names(file), ...names(second)].toSorted());
    expect(new Set(purged.map((url) => new URL(url).origin))).toEqual(new Set(["http://localhost:8787"]));
    expect(await countRows("outbox where kind = 'purge_media'")).toBe(0);
    expect(await countRows(`image_variants where media_id = '${other.mediaId}'`)).toBe(1);
  });

  it("are purged where files are served and nowhere else: a zone refuses the addresses of another", async () => {
    const config = { ...app.config, mediaOrigin: "https://linkarooie-media.app" };
    await deleteImage({ ...app, config }, ada.userId, file.imageId, { force: true });
    expect(purged).toEqual(names(file).map((name) => `https://linkarooie-media.app${name}`));
  });

  it("are not tried for ever: after a day there is no copy left", async () => {
    away = true;
    await deleteImage(app, ada.userId, file.imageId, { force: true });
    clock.now += 86_400_000;
    await sweep(app);
    expect(await countRows("outbox where kind = 'purge_media'")).toBe(1);
    clock.now += 3_600_000;
    await sweep(app);
    expect([purged, await countRows("outbox")]).toEqual([[], 0]);
    expect(lines.join("\n")).toContain('"purge_given_up"');
  });

  it("are purged later when that failed, again and again, and the delete succeeds anyway", async () => {
    away = true;
    await deleteImage(app, ada.userId, file.imageId, { force: true });
    expect([await countRows("images"), await countRows("image_variants")]).toEqual([0, 0]);
    expect(await countRows("outbox where kind = 'purge_media'")).toBe(1);
    clock.now += 31_000;
    await sweep(app);
    expect(await countRows("outbox where kind = 'purge_media'")).toBe(1);

    away = false;
    // Not at once: the order was moved forward.
    await sweep(app);
    expect(purged).toEqual([]);
    clock.now += 3_600_000;
    await sweep(app);
    expect(paths()).toEqual(names(file));
    expect(await countRows("outbox")).toBe(0);

    const events = lines.map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events).toEqual(["purge_late", "sweep_failed", "swept"]);
    expect(lines.join("\n")).not.toContain(TOKEN);
  });

  it("are purged by the cron when the delete died behind the rows", async () => {
    const dead = { ...app.edgeCache, purge: () => Promise.reject(new Error("killed")) };
    await deleteImage({ ...app, edgeCache: dead }, ada.userId, file.imageId, { force: true });
    clock.now += 31_000;
    await sweep(app);
    expect([paths(), await countRows("outbox")]).toEqual([names(file), 0]);
  });
});

it("copies of files of a replaced crop are purged with their rows", async () => {
  await setCrop(app.db, { userId: ada.userId, id: file.imageId, crop: null, now: NOW });
  const fresh = await addFile(app, ada.userId, { imageId: file.imageId, cropVersion: 2 });
  await cleanVariants(app);
  expect(paths()).toEqual(names(file));
  expect(await countRows(`image_variants where media_id = '${fresh.mediaId}'`)).toBe(1);
});

/** Putting a restore point back: which bytes become which files, what the run holds, and what is refused without a trace. */
import { beforeEach, describe, expect, it } from "vitest";

import { type AccountsApp, createAccountsApp } from "../../../test/support/worker/accounts-app.ts";
import { allStores } from "../../../test/support/worker/all-stores.ts";
import { imageFixture } from "../../../test/support/worker/image-fixtures.ts";
import { countRows, makePerson, type Person, storedKeys } from "../../../test/support/worker/signed-in.ts";
import { addConnection } from "../../../test/support/worker/stored-connection.ts";
import { addImage, addVariant } from "../../../test/support/worker/stored-image.ts";
import { testClient } from "../../../test/support/worker/test-client.ts";
import { sha256Hex } from "../../auth/hash.ts";
import { listVariants, type VariantRow } from "../../db/images.ts";
import { landVariants } from "../../db/image-renders.ts";
import { addToRestorePoint } from "../../db/looks.ts";
import { looks, syncRequests, syncTargets } from "../../db/schema.ts";
import type { Fingerprint } from "../../images/fingerprint-type.ts";
import { newId } from "../../new-id.ts";
import type { Slot } from "../../platforms/platform.ts";
import { disconnect } from "../../services/connections/disconnect.ts";
import type { SyncResource } from "../../services/syncs/sync-resource.ts";
import { freshKey } from "../../storage/picture-store.ts";

const LOOK = "look_kept";
const PRINT: Fingerprint = { v: 1, phash: "0".repeat(16), luma: "", colour: "", width: 64, height: 64 };

let t: AccountsApp;
let ada: Person;
let onX: string;
let onMastodon: string;
let fingerprint: () => Promise<{ ok: true; fingerprint: Fingerprint; format: string }>;

async function restore(
  body: object = {},
): Promise<{ status: number; body: SyncResource & { code: string; detail: string } }> {
  const answer = await t.request("/api/v1/restore", {
    method: "POST",
    headers: { "sec-fetch-site": "same-origin", "content-type": "application/json", cookie: ada.cookie },
    body: JSON.stringify({ look_id: LOOK, ...body }),
  });
  return { status: answer.status, body: await answer.json() };
}

/** Keeps a file of the fixtures as what a place showed; null keeps that it showed the default. */
async function keep(connectionId: string, slot: Slot, name: string | null): Promise<string> {
  const bytes = name === null ? null : imageFixture(name);
  const sha256 = bytes === null ? "" : await sha256Hex(bytes);
  const r2Key = freshKey(ada.userId, "restore", sha256);
  if (bytes !== null) await t.app.pictures.put(r2Key, bytes, "image/png");
  await addToRestorePoint(t.app.db, {
    userId: ada.userId,
    lookId: LOOK,
    name: "Before",
    connectionId,
    slot,
    picture: bytes === null ? null : { r2Key, sha256, orders: [] },
    now: t.app.now(),
  });
  return sha256;
}

async function filesOf(run: SyncResource): Promise<VariantRow[]> {
  const ids = run.targets.flatMap((each) => each.image_id ?? []);
  return listVariants(t.app.db, ada.userId, ids);
}

async function unchanged<T>(deed: () => Promise<T>): Promise<T> {
  const stores = async () => (await allStores()).filter((row) => !row.startsWith("rate_buckets"));
  const before = await stores();
  const answer = await deed();
  expect(await stores()).toEqual(before);
  return answer;
}

beforeEach(async () => {
  fingerprint = () => Promise.resolve({ ok: true, fingerprint: PRINT, format: "png" });
  t = createAccountsApp({ images: { fingerprint: () => fingerprint() } });
  ada = await makePerson(t.app);
  onX = await addConnection(t.app, ada.userId, "x");
  onMastodon = await addConnection(t.app, ada.userId, "mastodon");
});

describe("POST /api/v1/restore", () => {
  it("sends the very bytes that were kept, from one picture of the library, and leaves the current look alone", async () => {
    const sha256 = await keep(onX, "avatar", "plain.png");
    await keep(onMastodon, "avatar", "plain.png");
    const { status, body: run } = await restore();
    expect([status, run.state, run.look_id]).toEqual([202, "running", LOOK]);
    expect(run.targets.map((each) => [each.platform, each.slot, each.state])).toEqual([
      ["mastodon", "avatar", "waiting"],
      ["x", "avatar", "waiting"],
    ]);
    const files = await filesOf(run);
    expect(files.map((file) => [file.platform, file.slot, file.sha256])).toEqual([
      ["mastodon", "avatar", sha256],
      ["x", "avatar", sha256],
    ]);
    const stored = await t.app.pictures.get(files[0]?.r2Key ?? "");
    expect(stored?.bytes).toEqual(imageFixture("plain.png"));
    expect([await countRows("images"), await countRows("looks where kind = 'current'")]).toEqual([1, 0]);
    expect(await countRows("outbox where kind = 'delete_bytes'")).toBe(0);
  });

  it("keeps those bytes when the rest of the picture's files are rendered", async () => {
    const sha256 = await keep(onX, "avatar", "plain.png");
    const { body: run } = await restore();
    const imageId = run.targets[0]?.image_id ?? "";
    const [exact] = await filesOf(run);
    if (exact === undefined) throw new Error("no file");
    const rendered = {
      ...exact,
      id: newId("var"),
      mediaId: newId("var"),
      sha256: "rendered",
      r2Key: "other",
    };
    const bluesky = { ...rendered, id: newId("var"), mediaId: newId("var"), platform: "bluesky" };
    await landVariants(t.app.db, { imageId, cropVersion: 1 }, [rendered, bluesky], t.app.now());
    expect((await filesOf(run)).map((file) => [file.platform, file.sha256])).toEqual([
      ["bluesky", "rendered"],
      ["x", sha256],
    ]);
  });

  it("imports a picture once, however often it is put back", async () => {
    await keep(onX, "avatar", "plain.png");
    const first = await restore();
    const keys = await storedKeys();
    const second = await restore();
    expect(second.body.targets[0]?.image_id).toBe(first.body.targets[0]?.image_id);
    expect([await countRows("images"), await storedKeys()]).toEqual([1, keys]);
  });

  it("does not take a picture for it whose file is another, though it was made of the same bytes", async () => {
    const sha256 = await keep(onX, "avatar", "plain.png");
    const own = await addImage(t.app, ada.userId, sha256);
    const rendered = { userId: ada.userId, imageId: own, cropVersion: 1, platform: "x", sha256: "rendered" };
    await addVariant(t.app, rendered);
    const { body: run } = await restore();
    expect(run.targets[0]?.image_id).not.toBe(own);
    expect((await filesOf(run)).map((file) => file.sha256)).toEqual([sha256]);
  });

  it.each([
    ["of a format the platform does not take", "x", "lossy.webp"],
    ["that moves", "mastodon", "animated.webp"],
    ["that lies on its side", "x", "orientation-6.jpg"],
  ] as const)("renders a picture %s", async (_what, platform, name) => {
    await keep(platform === "x" ? onX : onMastodon, "avatar", name);
    const { status, body: run } = await restore();
    expect([status, run.targets[0]?.state]).toEqual([202, "waiting"]);
    expect(await filesOf(run)).toEqual([]);
    expect(await countRows("outbox where kind = 'render_image'")).toBe(1);
  });

  it("leaves to the person what only they can put back, and sends nothing for it", async () => {
    await keep(onX, "avatar", null);
    await keep(onX, "banner", "still.avif");
    const { status, body: run } = await restore();
    expect([status, run.state]).toEqual([202, "finished"]);
    expect(run.targets.map((each) => [each.slot, each.state, each.waiting_on, each.reason])).toEqual([
      ["avatar", "needs_you", "you", "restore_default"],
      ["banner", "needs_you", "you", "kept_unreadable"],
    ]);
    expect(await countRows("images")).toBe(0);
  });

  it("names the accounts that left, sends nothing, and puts the others back when asked to", async () => {
    await keep(onX, "avatar", "plain.png");
    await keep(onMastodon, "avatar", "plain.png");
    const at = { createdAt: 1, updatedAt: 1 };
    await t.app.db.batch([
      t.app.db.insert(syncRequests).values({
        id: "syn_kept",
        userId: ada.userId,
        state: "finished",
        ...at,
      }),
      t.app.db.insert(syncTargets).values({
        id: newId("tgt"),
        syncRequestId: "syn_kept",
        userId: ada.userId,
        connectionId: onMastodon,
        platformId: "mastodon",
        handle: "ada@mastodon.example",
        profileUrl: "",
        slot: "avatar",
        state: "shown",
        waitingOn: "nobody",
        ...at,
      }),
    ]);
    await disconnect(t.app, ada, onMastodon, testClient());
    const refused = await unchanged(() => restore());
    expect(refused).toMatchObject({ status: 409, body: { code: "connection_left" } });
    expect(refused.body.detail).toContain("ada@mastodon.example on Mastodon is no longer connected");
    expect(refused.body.detail).toContain(onX);
    const rest = await restore({ connections: [onX] });
    expect(rest.body.targets.map((each) => each.platform)).toEqual(["x"]);
  });

  it.each([
    ["a restore point that is not there", { look_id: "look_0" }, 404, "not_found"],
    ["a connection nothing was kept from", { connections: ["con_0"] }, 422, "connection_unknown"],
  ])("refuses %s", async (_what, body, status, code) => {
    await keep(onX, "avatar", "plain.png");
    const answer = await unchanged(() => restore(body));
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it("refuses a saved look, and stores nothing while the images Worker is away", async () => {
    await keep(onX, "avatar", "plain.png");
    const at = { createdAt: 1, updatedAt: 1 };
    await t.app.db
      .insert(looks)
      .values({ id: "look_s", userId: ada.userId, kind: "saved", name: "Summer", ...at });
    expect(await unchanged(() => restore({ look_id: "look_s" }))).toMatchObject({
      status: 409,
      body: { code: "not_a_restore_point" },
    });
    fingerprint = () => Promise.reject(new Error("away"));
    expect(await unchanged(() => restore())).toMatchObject({ status: 503, body: { code: "away" } });
  });

  it("refuses when the library is full, and leaves no bytes behind", async () => {
    await keep(onX, "avatar", "plain.png");
    const insert = `insert into images (id, user_id, kind, status, original_key, original_sha256, original_format,
      original_bytes, width, height, created_at, updated_at)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)
      select 'img_' || i, '${ada.userId}', 'avatar', 'ready', 'k', 's', 'png', 1, 1, 1, 1, 1 from n`;
    await t.app.db.run(insert);
    expect(await unchanged(() => restore())).toMatchObject({ status: 409, body: { code: "quota_full" } });
    expect(await countRows("image_variants")).toBe(0);
  });
});

/** Saved looks as the API has them: what is stored, what is sent, and what stays untouched. */
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";

import { type AccountsApp, createAccountsApp } from "../../../test/support/worker/accounts-app.ts";
import { allStores } from "../../../test/support/worker/all-stores.ts";
import { countRows, makePerson, type Person } from "../../../test/support/worker/signed-in.ts";
import { addConnection } from "../../../test/support/worker/stored-connection.ts";
import { addImage } from "../../../test/support/worker/stored-image.ts";
import { testClient } from "../../../test/support/worker/test-client.ts";
import { addToRestorePoint, findCurrentLook, setCurrentPicture } from "../../db/looks.ts";
import { listOverrides } from "../../db/saved-looks.ts";
import { images, looks } from "../../db/schema.ts";
import { MAX_LOOK_NAME_CHARS, MAX_SAVED_LOOKS } from "../../limits.ts";
import { newId } from "../../new-id.ts";
import { disconnect } from "../../services/connections/disconnect.ts";
import { deleteImage } from "../../services/images/delete-image.ts";
import type { LookResource } from "../../services/looks/look-resource.ts";
import type { SyncResource } from "../../services/syncs/sync-resource.ts";

interface Answer {
  readonly status: number;
  readonly body: LookResource & {
    readonly code: string;
    readonly detail: string;
    readonly data: LookResource[];
    readonly next_cursor: string | null;
    readonly look: LookResource;
    readonly sync: SyncResource | null;
  };
}

let t: AccountsApp;
let ada: Person;
let avatar: string;
let other: string;
let banner: string;
let onX: string;
let onMastodon: string;

async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await t.request(`/api/v1${path}`, {
    method,
    headers: { "sec-fetch-site": "same-origin", "content-type": "application/json", cookie: ada.cookie },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: answer.status === 204 ? ({} as never) : await answer.json() };
}

async function addBanner(): Promise<string> {
  const id = await addImage(t.app, ada.userId, "banner");
  await t.app.db.update(images).set({ kind: "banner" }).where(eq(images.id, id));
  return id;
}

function reject(id: string) {
  return t.app.db.update(images).set({ status: "rejected" }).where(eq(images.id, id));
}

/** Fails when anything but the limiter's counts changed. */
async function unchanged(deed: () => Promise<Answer>): Promise<Answer> {
  const stores = async () => (await allStores()).filter((row) => !row.startsWith("rate_buckets"));
  const before = await stores();
  const answer = await deed();
  expect(await stores()).toEqual(before);
  return answer;
}

beforeEach(async () => {
  t = createAccountsApp();
  ada = await makePerson(t.app);
  avatar = await addImage(t.app, ada.userId, "avatar");
  other = await addImage(t.app, ada.userId, "other");
  banner = await addBanner();
  onX = await addConnection(t.app, ada.userId, "x");
  onMastodon = await addConnection(t.app, ada.userId, "mastodon");
  await setCurrentPicture(t.app.db, {
    userId: ada.userId,
    slot: "avatar",
    imageId: avatar,
    now: t.app.now(),
  });
});

describe("POST /api/v1/looks", () => {
  it("saves what the current look shows, with its overrides, and sends nothing", async () => {
    const current = (await findCurrentLook(t.app.db, ada.userId))?.id ?? "";
    const overrides = [{ connection_id: onX, slot: "avatar", image_id: other }];
    await ask("PATCH", `/looks/${current}`, { overrides });
    const saved = await ask("POST", "/looks", { name: "  Winter\n lights " });
    expect(saved).toMatchObject({
      status: 201,
      body: {
        kind: "saved",
        name: "Winter lights",
        avatar_image_id: avatar,
        banner_image_id: null,
        overrides: [{ connection_id: onX, platform: "x", handle: "x_ada", slot: "avatar", image_id: other }],
        restore: null,
      },
    });
    expect((await ask("GET", `/looks/${saved.body.id}`)).body).toEqual(saved.body);
    expect([await countRows("sync_requests"), await countRows("images")]).toEqual([0, 3]);
  });

  it("saves pictures that are named, whatever the current look shows", async () => {
    const { body } = await ask("POST", "/looks", {
      name: "n".repeat(MAX_LOOK_NAME_CHARS),
      banner_image_id: banner,
      overrides: [{ connection_id: onMastodon, slot: "banner", image_id: null }],
    });
    expect(body).toMatchObject({ avatar_image_id: null, banner_image_id: banner });
    expect(body.overrides).toMatchObject([{ connection_id: onMastodon, slot: "banner", image_id: null }]);
    expect((await findCurrentLook(t.app.db, ada.userId))?.avatarImageId).toBe(avatar);
  });

  it.each<[string, () => object, number, string, RegExp]>([
    ["without a name", () => ({ name: " \n " }), 422, "look_name", /1 to 80/],
    ["with too long a name", () => ({ name: "é".repeat(81) }), 422, "look_name", /81 characters; at most 80/],
    [
      "with a picture that is not there",
      () => ({ name: "a", avatar_image_id: "img_0" }),
      422,
      "picture_unknown",
      /img_0/,
    ],
    [
      "with a banner for a picture",
      () => ({ name: "a", avatar_image_id: banner }),
      422,
      "picture_kind",
      /banner/,
    ],
    [
      "for a connection that is not there",
      () => ({ name: "a", overrides: [{ connection_id: "con_0", slot: "avatar", image_id: null }] }),
      422,
      "connection_unknown",
      /con_0/,
    ],
    [
      "with one place twice",
      () => ({
        name: "a",
        overrides: [0, 1].map(() => ({ connection_id: onX, slot: "avatar", image_id: null })),
      }),
      422,
      "override_twice",
      /twice/,
    ],
    ["without any picture", () => ({ name: "a", avatar_image_id: null }), 409, "look_empty", /no picture/],
  ])("refuses a look %s and stores nothing", async (_what, body, status, code, detail) => {
    const answer = await unchanged(() => ask("POST", "/looks", body()));
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body.detail).toMatch(detail);
  });

  it("refuses a picture nobody could read, named or current", async () => {
    await reject(avatar);
    for (const body of [{ name: "a", avatar_image_id: avatar }, { name: "a" }]) {
      const answer = await unchanged(() => ask("POST", "/looks", body));
      expect(answer).toMatchObject({ status: 409, body: { code: "picture_rejected" } });
    }
  });

  it("keeps as many as fit, exactly, also when they come at once", async () => {
    const row = { userId: ada.userId, kind: "saved", name: "a", createdAt: 1, updatedAt: 1 } as const;
    const insert = () => t.app.db.insert(looks).values({ id: newId("look"), ...row });
    await t.app.db.batch([insert(), ...Array.from({ length: MAX_SAVED_LOOKS - 2 }, insert)]);
    const answers = await Promise.all(["b", "c", "d"].map((name) => ask("POST", "/looks", { name })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: "looks_full",
      detail: "You keep 100 looks; at most 100 fit. Delete one that you no longer need, then save again.",
    });
    expect(await countRows("looks where kind = 'saved'")).toBe(MAX_SAVED_LOOKS);
  });
});

describe("PATCH and DELETE /api/v1/looks/{id}", () => {
  let id: string;
  beforeEach(async () => {
    id = (await ask("POST", "/looks", { name: "Summer", avatar_image_id: avatar })).body.id;
  });

  it("renames, and leaves alone what is not named", async () => {
    await ask("PATCH", `/looks/${id}`, {
      overrides: [{ connection_id: onX, slot: "avatar", image_id: other }],
    });
    const { body } = await ask("PATCH", `/looks/${id}`, { name: "Late summer" });
    expect(body).toMatchObject({ name: "Late summer", avatar_image_id: avatar });
    expect(body.overrides).toHaveLength(1);
    expect((await ask("PATCH", `/looks/${id}`, { overrides: [] })).body.overrides).toEqual([]);
  });

  it("changes nothing of a look when one override is refused", async () => {
    const overrides = [{ connection_id: onX, slot: "banner", image_id: other }];
    const answer = await unchanged(() => ask("PATCH", `/looks/${id}`, { name: "New", overrides }));
    expect(answer).toMatchObject({ status: 422, body: { code: "picture_kind" } });
  });

  it("deletes a look and never a picture", async () => {
    expect((await ask("DELETE", `/looks/${id}`)).status).toBe(204);
    expect((await ask("DELETE", `/looks/${id}`)).status).toBe(404);
    expect([await countRows("looks where kind = 'saved'"), await countRows("images")]).toEqual([0, 3]);
    expect(await countRows("outbox where kind = 'delete_bytes'")).toBe(0);
  });

  it("neither names nor deletes the current look", async () => {
    const current = (await findCurrentLook(t.app.db, ada.userId))?.id ?? "";
    const named = await unchanged(() => ask("PATCH", `/looks/${current}`, { name: "Mine" }));
    const deleted = await unchanged(() => ask("DELETE", `/looks/${current}`));
    for (const { status, body } of [named, deleted])
      expect([status, body.code]).toEqual([409, "look_is_current"]);
  });
});

describe("POST /api/v1/looks/{id}/apply", () => {
  let id: string;
  beforeEach(async () => {
    const overrides = [
      { connection_id: onX, slot: "banner", image_id: null },
      { connection_id: onMastodon, slot: "avatar", image_id: avatar },
    ];
    const pictures = { avatar_image_id: other, banner_image_id: banner, overrides };
    id = (await ask("POST", "/looks", { name: "Summer", ...pictures })).body.id;
  });

  it("makes it the current look and sends nothing", async () => {
    const { status, body } = await ask("POST", `/looks/${id}/apply`, {});
    expect([status, body.sync]).toEqual([200, null]);
    expect(body.look).toMatchObject({ kind: "current", avatar_image_id: other, banner_image_id: banner });
    expect(body.look.overrides).toHaveLength(2);
    expect([await countRows("sync_requests"), await countRows("outbox where kind = 'wake_sync'")]).toEqual([
      0, 0,
    ]);
    // Again: the same, nothing doubled.
    expect((await ask("POST", `/looks/${id}/apply`, {})).body.look.overrides).toHaveLength(2);
    expect((await ask("GET", `/looks/${id}`)).body).toMatchObject({ kind: "saved", name: "Summer" });
  });

  it("puts each place's own picture up when asked to, and leaves alone what is to stay", async () => {
    const { body } = await ask("POST", `/looks/${id}/apply`, { sync: true });
    const places = body.sync?.targets.map((each) => [each.platform, each.slot, each.image_id]);
    expect(places).toEqual([
      ["mastodon", "avatar", avatar],
      ["mastodon", "banner", banner],
      ["x", "avatar", other],
    ]);
  });

  it("makes a first current look where there was none", async () => {
    await t.app.db.delete(looks).where(eq(looks.kind, "current"));
    expect((await ask("POST", `/looks/${id}/apply`, {})).body.look).toMatchObject({ avatar_image_id: other });
  });

  it.each([
    ["a rejected pair", () => reject(other), "picture_rejected"],
    ["a rejected override", () => reject(avatar), "picture_rejected"],
  ])("changes nothing for %s", async (_what, spoil, code) => {
    await spoil();
    const answer = await unchanged(() => ask("POST", `/looks/${id}/apply`, { sync: true }));
    expect(answer).toMatchObject({ status: 409, body: { code } });
  });

  it("changes nothing when its pictures were deleted", async () => {
    await ask("PATCH", `/looks/${id}`, { avatar_image_id: other, banner_image_id: null, overrides: [] });
    await deleteImage(t.app, ada.userId, other, { force: true });
    const answer = await unchanged(() => ask("POST", `/looks/${id}/apply`, { sync: true }));
    expect(answer).toMatchObject({ status: 409, body: { code: "look_empty" } });
  });

  it("forgets what was said about an account once it left", async () => {
    await disconnect(t.app, ada, onX, testClient());
    expect((await ask("GET", `/looks/${id}`)).body.overrides).toMatchObject([{ connection_id: onMastodon }]);
    expect(await listOverrides(t.app.db, ada.userId, [id])).toHaveLength(1);
  });
});

describe("restore points", () => {
  it("are listed with what they kept, newest first in pages, and cannot be changed or applied", async () => {
    const saved = (await ask("POST", "/looks", { name: "Summer" })).body.id;
    const kept = { userId: ada.userId, lookId: "look_r", name: "Before", now: t.app.now() + 1 };
    const picture = { r2Key: `${ada.userId}/restore/sha.1`, sha256: "sha", orders: [] };
    await addToRestorePoint(t.app.db, { ...kept, connectionId: onX, slot: "avatar", picture });
    await addToRestorePoint(t.app.db, { ...kept, connectionId: "con_0left", slot: "banner", picture: null });
    const { body } = await ask("GET", "/looks?kind=restore_point");
    expect(body.data).toMatchObject([
      {
        id: "look_r",
        overrides: [],
        restore: {
          sync_id: "syn_r",
          kept: [
            { connection_id: "con_0left", platform: null, showed: "default", url: null },
            {
              connection_id: onX,
              platform: "x",
              showed: "picture",
              url: expect.stringContaining("/looks/look_r/kept/"),
            },
          ],
        },
      },
    ]);
    for (const [method, path] of [
      ["PATCH", "/looks/look_r"],
      ["POST", "/looks/look_r/apply"],
    ] as const) {
      const answer = await unchanged(() => ask(method, path, {}));
      expect(answer).toMatchObject({ status: 409, body: { code: "look_read_only" } });
    }
    const first = (await ask("GET", "/looks?limit=1")).body;
    expect(first.data.map((each) => each.id)).toEqual(["look_r"]);
    const rest = (await ask("GET", `/looks?limit=5&cursor=${first.next_cursor ?? ""}`)).body;
    expect(rest.data.map((each) => each.id).toSorted()).toEqual(
      [saved, (await findCurrentLook(t.app.db, ada.userId))?.id ?? ""].toSorted(),
    );
  });

  it("go with the bytes they alone kept, and not while their run is at work", async () => {
    const shared = `${ada.userId}/restore/shared`;
    const own = `${ada.userId}/restore/own.1`;
    for (const key of [shared, own]) await t.app.pictures.put(key, new Uint8Array([1]), "image/png");
    const keep = (lookId: string, connectionId: string, r2Key: string) =>
      addToRestorePoint(t.app.db, {
        userId: ada.userId,
        lookId,
        name: "Before",
        connectionId,
        slot: "avatar",
        picture: { r2Key, sha256: "sha", orders: [] },
        now: t.app.now(),
      });
    const run = (await ask("POST", "/syncs", {})).body.id;
    const lookId = run.replace("syn_", "look_");
    await keep(lookId, onX, shared);
    await keep(lookId, onMastodon, own);
    await keep("look_other", onX, shared);
    const early = await unchanged(() => ask("DELETE", `/looks/${lookId}`));
    expect(early).toMatchObject({ status: 409, body: { code: "run_running" } });
    await ask("POST", `/syncs/${run}/cancel`);
    expect((await ask("DELETE", `/looks/${lookId}`)).status).toBe(204);
    expect([await t.app.pictures.has(own), await t.app.pictures.has(shared)]).toEqual([false, true]);
    expect(await countRows("outbox where kind = 'delete_bytes'")).toBe(0);
    expect((await ask("DELETE", "/looks/look_other")).status).toBe(204);
    expect(await t.app.pictures.has(shared)).toBe(false);
  });
});

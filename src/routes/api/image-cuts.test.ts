/** Crops of single platforms, the matte, and replacing a picture, as the API takes them. */
import { beforeEach, describe, expect, it } from "vitest";

import { type AccountsApp, createAccountsApp } from "../../../test/support/worker/accounts-app.ts";
import { allStores } from "../../../test/support/worker/all-stores.ts";
import { imageFixture } from "../../../test/support/worker/image-fixtures.ts";
import { countRows, makePerson, type Person } from "../../../test/support/worker/signed-in.ts";
import { addImage } from "../../../test/support/worker/stored-image.ts";
import { landVariants } from "../../db/image-renders.ts";
import { findCurrentLook } from "../../db/looks.ts";
import type { ImageResource } from "../../services/images/image-resource.ts";

const LEFT = { x: 0, y: 0, width: 0.5, height: 1, rotation: 0 };
const TURNED = { x: 0.25, y: 0.25, width: 0.5, height: 0.7, rotation: 90 };

let t: AccountsApp;
let ada: Person;

async function patch(
  id: string,
  body: unknown,
): Promise<{ status: number; body: ImageResource & { code?: string } }> {
  const answer = await t.request(`/api/v1/images/${id}`, {
    method: "PATCH",
    headers: { "sec-fetch-site": "same-origin", "content-type": "application/json", cookie: ada.cookie },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

async function upload(fields: Record<string, string>) {
  const form = new FormData();
  form.set("file", new File([imageFixture("plain.png")], "me.png"));
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const headers = { "sec-fetch-site": "same-origin", cookie: ada.cookie };
  const answer = await t.request("/api/v1/images", { method: "POST", headers, body: form });
  return { status: answer.status, body: (await answer.json()) as ImageResource & { code?: string } };
}

beforeEach(async () => {
  t = createAccountsApp();
  ada = await makePerson(t.app);
});

describe("PATCH /api/v1/images/{id}", () => {
  let id: string;
  beforeEach(async () => {
    id = await addImage(t.app, ada.userId, "original");
    await landVariants(t.app.db, { imageId: id, cropVersion: 1 }, [], t.app.now());
  });

  it("merges crops of platforms, takes one away by null, and orders a rendering each time", async () => {
    const first = await patch(id, { crop_overrides: { x: LEFT }, matte: "#1F6F5C" });
    expect(first.body).toMatchObject({
      status: "processing",
      crop: null,
      crop_overrides: { x: LEFT },
      matte: "#1f6f5c",
    });
    const second = await patch(id, { crop_overrides: { mastodon: TURNED } });
    expect(second.body).toMatchObject({ crop_overrides: { x: LEFT, mastodon: TURNED }, matte: "#1f6f5c" });
    const third = await patch(id, { crop_overrides: { x: TURNED, mastodon: null }, crop: LEFT });
    expect(third.body).toMatchObject({ crop: LEFT, crop_overrides: { x: TURNED } });
    const last = await patch(id, { crop_overrides: { x: null }, matte: null });
    expect(last.body).toMatchObject({ crop: LEFT, crop_overrides: {}, matte: null });
    expect(await countRows("outbox")).toBe(4);
  });

  it("keeps both of two changes at once", async () => {
    await Promise.all([
      patch(id, { crop_overrides: { x: LEFT } }),
      patch(id, { crop_overrides: { bluesky: TURNED } }),
    ]);
    const { body } = await patch(id, { alt_text: "Me" });
    expect(body).toMatchObject({ crop_overrides: { x: LEFT, bluesky: TURNED }, alt_text: "Me" });
  });

  it("orders nothing for a change of words, or of nothing", async () => {
    await patch(id, { alt_text: "Me" });
    await patch(id, { crop_overrides: {} });
    expect(await countRows("outbox")).toBe(0);
    const { body } = await patch(id, {});
    expect(body).toMatchObject({ status: "ready", crop_overrides: {}, matte: null, replaces_id: null });
  });

  it.each([
    [{ crop_overrides: { elsewhere: LEFT } }, "crop_platform_unknown", "/crop_overrides/elsewhere"],
    [{ crop_overrides: { x: { ...LEFT, width: 0.01 } } }, "crop_too_small", "/crop_overrides/x"],
    [{ crop_overrides: { x: { ...LEFT, x: 0.9 } } }, "invalid_input", "/crop_overrides/x"],
    [{ crop_overrides: { x: "left" } }, "invalid_input", "/crop_overrides/x"],
    [{ crop_overrides: { x: { ...LEFT, zoom: 2 } } }, "invalid_input", "/crop_overrides/x/zoom"],
    [{ crop_overrides: [] }, "invalid_input", "/crop_overrides"],
    [{ matte: "green" }, "invalid_input", "/matte"],
    [{ matte: "#1f6f5" }, "invalid_input", "/matte"],
  ])("refuses %j and changes nothing", async (wrong, code, pointer) => {
    const before = await allStores();
    // Beside something that would be right.
    const { status, body } = await patch(id, { alt_text: "Me", crop: LEFT, ...wrong });
    expect([status, body]).toMatchObject([422, { code, errors: [{ pointer }] }]);
    expect((await allStores()).filter((row) => !row.startsWith("rate_buckets"))).toEqual(before);
  });
});

describe("POST /api/v1/images with replaces", () => {
  it("names what it replaces, takes over its description, and leaves every look alone until it is ready", async () => {
    const old = await upload({ kind: "avatar", alt_text: "Me by the sea" });
    const made = await upload({ kind: "avatar", replaces: old.body.id });
    expect(made).toMatchObject({
      status: 201,
      body: { replaces_id: old.body.id, alt_text: "Me by the sea", is_current: false, status: "processing" },
    });
    const own = await upload({ kind: "avatar", replaces: old.body.id, alt_text: "Me at home" });
    expect(own.body.alt_text).toBe("Me at home");
    expect((await findCurrentLook(t.app.db, ada.userId))?.avatarImageId).toBe(old.body.id);

    await landVariants(t.app.db, { imageId: made.body.id, cropVersion: 1 }, [], t.app.now());
    const { body } = await patch(made.body.id, {});
    expect(body).toMatchObject({ is_current: true, replaces_id: null });
    expect((await patch(old.body.id, {})).body).toMatchObject({ is_current: false });
  });

  it("becomes nobody's current picture while it waits, even where there is none", async () => {
    const old = await addImage(t.app, ada.userId, "old");
    await upload({ kind: "avatar", replaces: old });
    expect(await findCurrentLook(t.app.db, ada.userId)).toBeNull();
  });

  it("refuses one of the other kind, somebody else's and one that is gone, and stores nothing", async () => {
    const mine = await addImage(t.app, ada.userId, "mine");
    const theirs = await addImage(t.app, (await makePerson(t.app)).userId, "theirs");
    const before = await allStores();
    for (const [fields, code] of [
      [{ kind: "banner", replaces: mine }, "replaced_kind"],
      [{ kind: "avatar", replaces: theirs }, "replaced_unknown"],
      [{ kind: "avatar", replaces: "img_gone" }, "replaced_unknown"],
    ] as const) {
      const { status, body } = await upload(fields);
      expect([status, body]).toMatchObject([422, { code, errors: [{ pointer: "/replaces", code }] }]);
    }
    expect(await allStores()).toEqual(before);
  });
});

import { beforeEach, describe, expect, it } from "vitest";

import { imageFixture } from "../../test/support/worker/image-fixtures.ts";
import {
  bindings,
  countRows,
  makePerson,
  ORIGIN,
  type Person,
  testContext,
} from "../../test/support/worker/signed-in.ts";
import { createApp } from "../app.ts";
import { images } from "../db/schema.ts";
import { newId } from "../new-id.ts";

const context = testContext();
let ada: Person;
let id: string;

const app = createApp({
  log: context.log,
  gate: () => Promise.resolve(true),
  queues: { renderImage: () => Promise.resolve(), sendEmail: () => Promise.resolve() },
});

beforeEach(async () => {
  ada = await makePerson(context);
  id = newId("img");
  await context.db.insert(images).values({
    id,
    userId: ada.userId,
    kind: "avatar",
    status: "ready",
    originalKey: "k",
    originalSha256: "s",
    originalFormat: "jpeg",
    originalBytes: 10,
    width: 4_000,
    height: 3_000,
    createdAt: 1,
    updatedAt: 1,
  });
});

function open(path: string, init: RequestInit = {}) {
  const headers = { accept: "text/html", cookie: ada.cookie, "sec-fetch-site": "same-origin" };
  return app.request(`${ORIGIN}${path}`, { ...init, headers }, bindings);
}

const submit = (path: string, fields: Record<string, string>) =>
  open(`/pictures/${id}/${path}`, { method: "POST", body: new URLSearchParams(fields) });

async function row() {
  const [first] = await context.db.select().from(images);
  return { ...first, overrides: first?.cropOverrides ? (JSON.parse(first.cropOverrides) as object) : {} };
}

const LEFT = { x: 0, y: 0, width: 0.75, height: 1, rotation: 0 };

describe("the forms of a picture", () => {
  it("cut for one platform and leave the others alone, and take that back", async () => {
    const response = await submit("crop", { platform: "mastodon", position: "left" });
    expect(response.headers.get("location")).toBe(`/pictures/${id}?for=mastodon&notice=cut`);
    expect(await row()).toMatchObject({ overrides: { mastodon: LEFT }, cropX: null, cropVersion: 2 });
    const page = await (await open(`/pictures/${id}?for=mastodon`)).text();
    expect(page).toContain('name="platform" value="mastodon"');
    expect(page).toContain('data-mask="rounded"');
    expect(page).toContain("Save for Mastodon only");
    expect(page).toContain("Own cut");

    const back = await submit("reset", { platform: "mastodon" });
    expect(back.headers.get("location")).toBe(`/pictures/${id}?notice=shared`);
    expect(await row()).toMatchObject({ overrides: {}, cropVersion: 3 });
    expect(await (await open(`/pictures/${id}`)).text()).not.toContain("Own cut");
  });

  it("know no other platform", async () => {
    for (const path of ["crop", "reset"]) {
      const response = await submit(path, { platform: "myspace", position: "left" });
      expect(response.status).toBe(422);
      expect(await response.text()).toContain("There is no such platform here.");
    }
    expect(await row()).toMatchObject({ overrides: {}, cropX: null, cropVersion: 1 });
    // Neither does the page: it shows the cut for all.
    const page = await (await open(`/pictures/${id}?for=myspace`)).text();
    expect(page).toContain("Cut for all platforms");
  });

  it("take a colour from the field, or from a button before it", async () => {
    expect((await submit("matte", { matte: "#1F6F5C" })).headers.get("location")).toContain("notice=matte");
    expect(await row()).toMatchObject({ matte: "#1f6f5c" });
    await submit("matte", { matte: "#1f6f5c", preset: "#000000" });
    expect(await row()).toMatchObject({ matte: "#000000", cropVersion: 3 });
    expect(await (await open(`/pictures/${id}`)).text()).toMatch(/value="#000000" aria-pressed="true"/);
  });

  it.each(["", "red", "#fff", "#12345g", "url(x)", "#000000;"])(
    "take no colour that is none: %o",
    async (matte) => {
      const response = await submit("matte", { matte });
      expect(response.status).toBe(422);
      expect(await row()).toMatchObject({ matte: null, cropVersion: 1 });
    },
  );

  it("apply only what was found and is still so", async () => {
    const response = await submit("fix", {
      code: "subject_outside_mask",
      platforms: "x",
      matte: "#123456",
      crop: JSON.stringify(LEFT),
    });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain("This is no longer so");
    expect(await row()).toMatchObject({ overrides: {}, matte: null, cropVersion: 1 });
  });

  it("replace it with a picture of its kind, whatever the form says", async () => {
    const form = new FormData();
    form.set("file", new File([imageFixture("plain.png")], "a.png"));
    form.set("kind", "banner");
    form.set("replaces", "img_somebodyelses");
    const response = await open(`/pictures/${id}/replace`, { method: "POST", body: form });
    expect(response.status).toBe(303);
    const made = (await context.db.select().from(images)).find((each) => each.id !== id);
    expect(made).toMatchObject({ kind: "avatar", replacesId: id, userId: ada.userId });
    expect(response.headers.get("location")).toBe(`/pictures/${made?.id}?notice=replaced`);
    expect(await (await open(`/pictures/${made?.id}`)).text()).toContain("Takes the place of an earlier one");
  });

  it("ask for another file with the reason when it is no picture", async () => {
    const form = new FormData();
    form.set("file", new File(["%PDF-1.7"], "a.png"));
    const response = await open(`/pictures/${id}/replace`, { method: "POST", body: form });
    expect(response.status).toBe(415);
    const page = await response.text();
    expect(page).toContain("PDF files cannot be used.");
    expect(page).toContain(`action="/pictures/${id}/replace"`);
    expect(await countRows("images")).toBe(1);
  });

  it("say what the browser saw in the file, in words of ours", async () => {
    const page = await (await open(`/pictures/${id}?notice=uploaded&also=moving&also=place&also=<b>`)).text();
    expect(page).toContain("the first frame is used");
    expect(page).toContain("It says where it was taken.");
    expect(page).not.toContain("<b>");
    for (const query of ["also=moving", "notice=constructor&also=moving", "notice=__proto__"]) {
      const quiet = await open(`/pictures/${id}?${query}`);
      expect(quiet.status).toBe(200);
      expect(await quiet.text()).not.toMatch(/first frame|class="notice/);
    }
  });
});

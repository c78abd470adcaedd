/** The pages of looks: forms without JavaScript, refusals under their status, and kept pictures for their owner alone. */
import { beforeEach, describe, expect, it } from "vitest";

import { type AccountsApp, createAccountsApp } from "../../test/support/worker/accounts-app.ts";
import { imageFixture } from "../../test/support/worker/image-fixtures.ts";
import { countRows, makePerson, type Person } from "../../test/support/worker/signed-in.ts";
import { addConnection } from "../../test/support/worker/stored-connection.ts";
import { addImage } from "../../test/support/worker/stored-image.ts";
import { addToRestorePoint, setCurrentPicture } from "../db/looks.ts";
import { looks } from "../db/schema.ts";
import type { Slot } from "../platforms/platform.ts";

let t: AccountsApp;
let ada: Person;
let onX: string;

async function get(path: string, person = ada): Promise<{ status: number; text: string; headers: Headers }> {
  const answer = await t.request(path, { headers: { cookie: person.cookie, accept: "text/html" } });
  const isPage = answer.headers.get("content-type")?.startsWith("text/") ?? false;
  return { status: answer.status, text: isPage ? await answer.text() : "", headers: answer.headers };
}

async function send(path: string, fields: Record<string, string> = {}) {
  const answer = await t.request(path, {
    method: "POST",
    headers: {
      cookie: ada.cookie,
      accept: "text/html",
      "sec-fetch-site": "same-origin",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams(fields).toString(),
  });
  return { status: answer.status, to: answer.headers.get("location"), text: await answer.text() };
}

async function savedId(name: string): Promise<string> {
  expect(await send("/looks", { name })).toMatchObject({ status: 303, to: "/looks?notice=saved" });
  const rows = await t.app.db.select().from(looks);
  return rows.find((row) => row.name === name)?.id ?? "";
}

async function keep(connectionId: string, slot: Slot, name: string | null): Promise<void> {
  const r2Key = `${ada.userId}/restore/${name ?? ""}`;
  if (name !== null) await t.app.pictures.put(r2Key, imageFixture(name), "text/html");
  const picture = name === null ? null : { r2Key, sha256: name, orders: [] };
  const point = { userId: ada.userId, lookId: "look_kept", name: "Before", now: t.app.now() };
  await addToRestorePoint(t.app.db, { ...point, connectionId, slot, picture });
}

async function keptHref(): Promise<string> {
  return /\/looks\/look_kept\/kept\/\w+/.exec((await get("/looks")).text)?.[0] ?? "";
}

beforeEach(async () => {
  t = createAccountsApp();
  ada = await makePerson(t.app);
  onX = await addConnection(t.app, ada.userId, "x");
});

describe("the page of looks", () => {
  it("offers nothing to save before there is a picture", async () => {
    const { text } = await get("/looks");
    expect(text).toContain("A look needs a picture or a banner first.");
    expect(text).not.toContain('action="/looks"');
    expect(text).toContain("Nothing has been kept yet.");
  });

  it("saves, renames, applies and deletes by forms alone", async () => {
    const imageId = await addImage(t.app, ada.userId, "sha");
    await setCurrentPicture(t.app.db, { userId: ada.userId, slot: "avatar", imageId, now: t.app.now() });
    const id = await savedId("Summer <b>");
    expect((await get("/looks")).text).toContain("Summer &lt;b&gt;");
    expect(await send(`/looks/${id}/rename`, { name: "Winter" })).toMatchObject({
      to: "/looks?notice=renamed",
    });
    expect(await send(`/looks/${id}/apply`)).toMatchObject({ status: 303, to: "/looks?notice=applied" });
    expect(await countRows("sync_requests")).toBe(0);
    const sent = await send(`/looks/${id}/apply`, { sync: "true" });
    expect(sent.to).toMatch(/^\/syncs\/syn_/);
    expect((await get(`/looks/${id}/delete`)).text).toContain("“Winter”");
    expect(await send(`/looks/${id}/delete`)).toMatchObject({ to: "/looks?notice=deleted" });
    expect(await countRows("looks where kind = 'saved'")).toBe(0);
  });

  it("shows the form again with what was typed, under the status of the refusal", async () => {
    const imageId = await addImage(t.app, ada.userId, "sha");
    await setCurrentPicture(t.app.db, { userId: ada.userId, slot: "avatar", imageId, now: t.app.now() });
    const typed = "x".repeat(81);
    const refused = await send("/looks", { name: typed });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain("The name has 81 characters; at most 80 fit.");
    expect(refused.text).toContain(`value="${typed}"`);
    const id = await savedId("Summer");
    expect(await send(`/looks/${id}/rename`, { name: " " })).toMatchObject({ status: 422 });
    expect(await countRows("looks where name = 'Summer'")).toBe(1);
  });

  it("puts a restore point back where its accounts still are, and says what is by hand", async () => {
    await keep(onX, "avatar", null);
    await keep("con_0left", "banner", "plain.png");
    const { text } = await get("/looks/look_kept/restore");
    expect(text).toContain("1 more picture belongs to an account that is no longer connected.");
    expect(text).toContain("One place showed no picture of yours.");
    const { to } = await send("/looks/look_kept/restore");
    expect((await get(to ?? "")).text).toContain("choose to edit it, and remove the picture");
    expect((await get("/looks/look_kept/rename")).status).toBe(404);
  });

  it("leads to older restore points", async () => {
    const points = Array.from({ length: 12 }, (_, at) => ({
      id: `look_${at}`,
      userId: ada.userId,
      kind: "restore_point" as const,
      name: "Before",
      createdAt: at + 1,
      updatedAt: at + 1,
    }));
    await t.app.db.insert(looks).values(points.slice(0, 6));
    await t.app.db.insert(looks).values(points.slice(6));
    const first = await get("/looks");
    const older = /href="(\/looks\?cursor=[^"]+)"/.exec(first.text)?.[1] ?? "";
    expect(first.text).toContain("/looks/look_11/delete");
    expect(first.text).not.toContain("/looks/look_1/delete");
    const second = await get(older);
    expect(second.text).toContain("/looks/look_1/delete");
    expect(second.text).not.toContain("Older restore points");
  });
});

describe("a kept picture", () => {
  it("is shown to its owner by what its bytes say, and to nobody else", async () => {
    await keep(onX, "avatar", "plain.png");
    const href = await keptHref();
    const { status, headers } = await get(href);
    expect([status, headers.get("content-type")]).toEqual([200, "image/png"]);
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    expect((await get(href, await makePerson(t.app))).status).toBe(404);
  });

  it("of a type browsers are not given is only handed out as a file", async () => {
    await keep(onX, "avatar", "still.avif");
    const { headers } = await get(await keptHref());
    expect(headers.get("content-type")).toBe("application/octet-stream");
    expect(headers.get("content-disposition")).toBe('attachment; filename="kept.avif"');
  });
});

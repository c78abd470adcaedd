/** What an uploaded file may do: nothing but be a picture. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { images } from "../../../src/db/schema.ts";
import { MAX_PICTURES, MAX_STORED_BYTES, MAX_UPLOAD_BYTES } from "../../../src/limits.ts";
import { newId } from "../../../src/new-id.ts";
import { WORK_RULES } from "../../../src/services/gates/gate-rules.ts";
import { type AccountsApp, createAccountsApp, START } from "../../support/worker/accounts-app.ts";
import { allStores } from "../../support/worker/all-stores.ts";
import { imageFixture } from "../../support/worker/image-fixtures.ts";
import { bindings, makePerson, type Person, storedKeys } from "../../support/worker/signed-in.ts";
import { addImage, addVariant } from "../../support/worker/stored-image.ts";

/** Many requests in each test, on a machine that may be busy. */
const SLOW = { timeout: 30_000 };

const PICTURE = imageFixture("plain.png");

let t: AccountsApp;
let ada: Person;

beforeEach(async () => {
  t = createAccountsApp();
  ada = await makePerson(t.app);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function upload(
  bytes: Uint8Array<ArrayBuffer> | string,
  name = "me.png",
  type = "image/png",
): Promise<Response> {
  const form = new FormData();
  form.set("file", new File([bytes], name, { type }));
  form.set("kind", "avatar");
  const headers = { "sec-fetch-site": "same-origin", cookie: ada.cookie };
  return t.request("/api/v1/images", { method: "POST", body: form, headers });
}

function order(method: string, path: string, body: unknown = {}): Promise<Response> {
  return t.request(`/api/v1${path}`, {
    method,
    headers: { "sec-fetch-site": "same-origin", "content-type": "application/json", cookie: ada.cookie },
    body: JSON.stringify(body),
  });
}

/** Fills a bucket that is counted by account, as if all of it had been used this moment. */
async function useUp(work: keyof typeof WORK_RULES): Promise<void> {
  const key = await t.app.vault.blindIndex("gate", `${work}:0:${ada.userId}`);
  await bindings.DB.prepare("insert into rate_buckets values (?, ?)")
    .bind(key, START + WORK_RULES[work].windowMs)
    .run();
}

describe("a file", SLOW, () => {
  it("gives no path and no name: both are ours, whatever it is called", async () => {
    for (const name of [
      "../../../etc/passwd.png",
      "..\\..\\x.png",
      "/usr_1/original/x.png",
      "a.php",
      "x.png\u0000.html",
      'x"; filename="y.html',
      "x\r\nset-cookie: a=b.png",
      "=cmd|' /C calc'!A0.png",
    ]) {
      // A name that breaks the form is refused with it.
      expect([201, 400, 422]).toContain((await upload(PICTURE, name)).status);
    }
    const ours = new RegExp(`^${ada.userId}/original/[0-9a-f]{64}\\.[0-9a-z]{26}$`);
    const keys = await storedKeys();
    expect(keys.length).toBeGreaterThan(2);
    expect(keys.filter((key) => !ours.test(key))).toEqual([]);
    expect((await allStores()).filter((row) => /passwd|\.php|\.html|calc|cookie: a/.test(row))).toEqual([]);
  });

  it("that is no picture is refused by what it holds, whatever it says, and nothing is stored", async () => {
    const before = await allStores();
    for (const [text, type] of [
      ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/svg+xml"],
      ['<?xml version="1.0"?><svg><script>alert(1)</script></svg>', "image/png"],
      ["<!DOCTYPE html><script>alert(1)</script>", "image/jpeg"],
      ["%PDF-1.7\n1 0 obj", "image/png"],
      ["\u007fELF\u0002\u0001\u0001", "image/webp"],
      ["PK\u0003\u0004xxxx", "image/png"],
    ] as const) {
      expect([text, (await upload(text, "me.png", type)).status]).toEqual([text, 415]);
    }
    expect(await allStores()).toEqual(before);
  });

  it("is served with the type of its bytes and a name of ours, and can run nothing", async () => {
    const made = (await (await upload(PICTURE, "x.html", "text/html")).json()) as { id: string };
    const id = await addImage(t.app, ada.userId, "sha");
    await addVariant(t.app, { userId: ada.userId, imageId: id, cropVersion: 1, platform: "x", sha256: "v" });
    const variant = await bindings.DB.prepare("select media_id from image_variants").first<{
      media_id: string;
    }>();
    const served = [
      [`/pictures/${made.id}/original`, "image/png", 'inline; filename="original.png"'],
      [`/media/${variant?.media_id}.jpg`, "image/jpeg", `inline; filename="${variant?.media_id}.jpg"`],
    ] as const;
    for (const [path, type, disposition] of served) {
      const answer = await t.request(path, { headers: { cookie: ada.cookie } });
      await answer.body?.cancel();
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe(type);
      expect(answer.headers.get("content-disposition")).toBe(disposition);
      expect(answer.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    }
    const other = await t.request(`/media/${variant?.media_id}.png`);
    expect(other.status).toBe(404);
  });
});

describe("what one person may keep", SLOW, () => {
  it("is bounded in number, with the limit in the refusal and nothing stored", async () => {
    const row = {
      userId: ada.userId,
      kind: "avatar",
      status: "ready",
      originalKey: "k",
      originalSha256: "s",
    } as const;
    const rest = {
      originalFormat: "png",
      originalBytes: 1,
      width: 1,
      height: 1,
      createdAt: 1,
      updatedAt: 1,
    } as const;
    const insert = () => t.app.db.insert(images).values({ id: newId("img"), ...row, ...rest });
    const statements = Array.from({ length: MAX_PICTURES }, insert);
    await t.app.db.batch([insert(), ...statements.slice(1)]);
    const before = await allStores();
    const refused = await upload(PICTURE);
    expect([refused.status, await refused.json()]).toMatchObject([
      409,
      {
        code: "quota_full",
        detail:
          "You keep 500 pictures; at most 500 fit. Delete some that you no longer need, then upload again.",
      },
    ]);
    expect(await allStores()).toEqual(before);
    // Somebody else's pictures do not count.
    ada = await makePerson(t.app);
    expect((await upload(PICTURE)).status).toBe(201);
  });

  it("is bounded in bytes", async () => {
    await addImage(t.app, ada.userId, "sha");
    await bindings.DB.prepare("update images set original_bytes = ?")
      .bind(MAX_STORED_BYTES - 10)
      .run();
    expect(await (await upload(PICTURE)).json()).toMatchObject({ code: "quota_full" });
    await bindings.DB.prepare("update images set original_bytes = ?")
      .bind(MAX_STORED_BYTES - MAX_UPLOAD_BYTES)
      .run();
    expect((await upload(PICTURE)).status).toBe(201);
  });
});

describe("what one person may order in an hour", SLOW, () => {
  it.each([
    ["upload", () => upload(PICTURE)],
    [
      "change-crop",
      async () => order("PATCH", `/images/${await addImage(t.app, ada.userId, "s")}`, { crop: null }),
    ],
    ["connect", () => order("POST", "/connections/mastodon", { host: "mastodon.social" })],
    ["change-look", () => order("POST", "/looks", { name: "Summer" })],
    ["start-run", () => order("POST", "/syncs", {})],
    ["plan-run", () => order("POST", "/syncs", { dry_run: true })],
  ] as const)("is bounded: %s", async (work, ask) => {
    await useUp(work);
    const asked = vi.spyOn(t.app.ports, "fetch");
    const answer = await ask();
    expect([answer.status, await answer.json()]).toMatchObject([429, { code: "rate_limited" }]);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(asked).not.toHaveBeenCalled();
    const done = (await allStores()).filter((row) =>
      /^(bucket .*original\/[0-9a-f]{64}|sync_|connect_flows)/.test(row),
    );
    expect(done).toEqual([]);
  });
});

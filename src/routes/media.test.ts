import { beforeEach, describe, expect, it, vi } from "vitest";

import { type AccountsApp, createAccountsApp } from "../../test/support/worker/accounts-app.ts";
import { bindings, makePerson, type Person } from "../../test/support/worker/signed-in.ts";
import { addFile, countingBytes, type StoredFile } from "../../test/support/worker/stored-file.ts";
import { deleteImage } from "../services/images/delete-image.ts";

const BYTES = countingBytes(1_000);

let t: AccountsApp;
let ada: Person;
let file: StoredFile;
let url: string;

beforeEach(async () => {
  t = createAccountsApp();
  ada = await makePerson(t.app);
  file = await addFile(t.app, ada.userId, { bytes: BYTES });
  url = `/media/${file.mediaId}.jpg`;
});

const get = (headers: Record<string, string> = {}, path = url) => t.request(path, { headers });
const bytesOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer());
const header = (answer: Response, ...names: string[]) => names.map((name) => answer.headers.get(name));

describe("a rendered file", () => {
  it("comes whole, with what makes it immutable and nothing but a picture", async () => {
    const answer = await get();
    expect(answer.status).toBe(200);
    expect(await bytesOf(answer)).toEqual(BYTES);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "image/jpeg",
      "content-length": "1000",
      "accept-ranges": "bytes",
      etag: `"${file.sha256}"`,
      "cache-control": "public, max-age=31536000, immutable",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
      "content-disposition": `inline; filename="${file.mediaId}.jpg"`,
    });
    // One address, one form: nothing for a cache to tell apart.
    expect(answer.headers.get("vary")).toBeNull();
  });

  it("neither reads nor sets a cookie", async () => {
    await bindings.DB.prepare("alter table sessions rename to away").run();
    const answer = await get({ cookie: ada.cookie });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([200, []]);
    await answer.body?.cancel();
  });

  it("answers HEAD as it would answer GET, without opening the file", async () => {
    const open = vi.spyOn(t.app.pictures, "open");
    t = createAccountsApp({ pictures: t.app.pictures });
    const head = await t.request(url, { method: "HEAD", headers: { range: "bytes=0-9" } });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(open).not.toHaveBeenCalled();
    const whole = await get();
    await whole.body?.cancel();
    for (const name of ["content-length", "content-type", "etag", "cache-control", "accept-ranges"])
      expect([name, head.headers.get(name)]).toEqual([name, whole.headers.get(name)]);
  });
});

describe("a range", () => {
  it.each([
    ["bytes=0-0", 0, 0],
    ["bytes=100-199", 100, 199],
    ["bytes=990-", 990, 999],
    ["bytes=990-5000", 990, 999],
    ["bytes=-10", 990, 999],
    ["bytes=-5000", 0, 999],
  ])("%s is that piece", async (range, first, last) => {
    const answer = await get({ range });
    expect([answer.status, ...header(answer, "content-range", "content-length", "content-type")]).toEqual([
      206,
      `bytes ${first}-${last}/1000`,
      `${last - first + 1}`,
      "image/jpeg",
    ]);
    expect(await bytesOf(answer)).toEqual(BYTES.slice(first, last + 1));
  });

  it("is read as that piece, not cut out of the whole", async () => {
    const open = vi.spyOn(t.app.pictures, "open");
    t = createAccountsApp({ pictures: t.app.pictures });
    await (await get({ range: "bytes=100-199" })).body?.cancel();
    expect(open.mock.calls).toEqual([[file.r2Key, { offset: 100, length: 100 }]]);
  });

  it.each(["bytes=1000-", "bytes=-0", "bytes=5000-6000"])("%s behind the end is 416", async (range) => {
    const answer = await get({ range });
    expect([answer.status, await answer.text()]).toEqual([416, ""]);
    expect(header(answer, "content-range", "cache-control")).toEqual(["bytes */1000", "no-store"]);
  });

  it.each(["bytes=0-1,5-6", "bytes=5-4", "lines=0-1", "bytes=x"])("%s is the whole file", async (range) => {
    const answer = await get({ range });
    expect([answer.status, ...header(answer, "content-range")]).toEqual([200, null]);
    expect(await bytesOf(answer)).toEqual(BYTES);
  });

  it("counts only while the file is the one the caller has", async () => {
    const status = async (ifRange: string) => {
      const answer = await get({ range: "bytes=0-9", "if-range": ifRange });
      await answer.body?.cancel();
      return answer.status;
    };
    expect(await status(`"${file.sha256}"`)).toBe(206);
    expect(await status(`W/"${file.sha256}"`)).toBe(200);
    expect(await status('"other"')).toBe(200);
    expect(await status("Wed, 25 Nov 2026 21:00:00 GMT")).toBe(200);
  });
});

describe("If-None-Match", () => {
  it("is answered 304 where it names the file, in a list too, and for *", async () => {
    const etag = `"${file.sha256}"`;
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      for (const method of ["GET", "HEAD"]) {
        const answer = await t.request(url, { method, headers: { "if-none-match": known } });
        expect([known, answer.status, await answer.text()]).toEqual([known, 304, ""]);
        expect(header(answer, "etag", "cache-control")).toEqual([
          etag,
          "public, max-age=31536000, immutable",
        ]);
      }
    }
    const other = await get({ "if-none-match": '"other"' });
    expect([other.status, await bytesOf(other)]).toEqual([200, BYTES]);
    // It goes before the range.
    expect((await get({ "if-none-match": etag, range: "bytes=0-9" })).status).toBe(304);
  });

  it("says nothing about a file that is not there", async () => {
    await t.app.pictures.delete([file.r2Key]);
    for (const method of ["GET", "HEAD"]) {
      const answer = await t.request(url, { method, headers: { "if-none-match": `"${file.sha256}"` } });
      expect([method, answer.status]).toEqual([method, 404]);
    }
    for (const known of ["*", '"00000000000000000000000000"', `"${"0".repeat(26)}"`]) {
      const answer = await get({ "if-none-match": known }, `/media/${"0".repeat(26)}.jpg`);
      expect([answer.status, answer.headers.get("cache-control")]).toEqual([404, "no-store"]);
    }
  });
});

describe("an address without an ending", () => {
  const plain = () => `/media/${file.mediaId}`;

  it("is the file, for whoever accepts the format it was made in", async () => {
    for (const accept of ["image/jpeg", "image/webp,image/*;q=0.5", "*/*"]) {
      const answer = await get({ accept }, plain());
      expect([answer.status, await bytesOf(answer)]).toEqual([200, BYTES]);
      expect(header(answer, "content-type", "vary", "content-location", "etag")).toEqual([
        "image/jpeg",
        "Accept",
        url,
        `"${file.sha256}"`,
      ]);
    }
    expect((await get({}, plain())).status).toBe(200);
    expect((await get({ accept: "image/jpeg", range: "bytes=0-9" }, plain())).status).toBe(206);
  });

  it("is refused to others, with the format there is", async () => {
    for (const accept of ["image/webp", "image/jpeg;q=0, */*", "application/json"]) {
      const answer = await get({ accept }, plain());
      expect(header(answer, "vary", "cache-control", "content-type")).toEqual([
        "Accept",
        "no-store",
        "application/problem+json",
      ]);
      expect([answer.status, await answer.json()]).toMatchObject([
        406,
        {
          code: "not_acceptable",
          title: "Not available in that form",
          detail: "This picture is there as image/jpeg and in no other format. Accept image/jpeg or image/*.",
          errors: [{ code: "available", detail: "image/jpeg" }],
        },
      ]);
    }
  });

  it("is not refused before it is known to be there", async () => {
    const answer = await get({ accept: "image/webp" }, `/media/${"0".repeat(26)}`);
    expect(answer.status).toBe(404);
  });
});

describe("what is not there", () => {
  it.each([
    ["another ending", () => `/media/${file.mediaId}.png`],
    ["an unknown ending", () => `/media/${file.mediaId}.svg`],
    ["capitals", () => `/media/${file.mediaId.toUpperCase()}.jpg`],
    ["a short name", () => "/media/abc.jpg"],
    ["a name nobody has", () => `/media/${"0".repeat(26)}.jpg`],
    ["a path", () => `/media/x%2f${file.mediaId}.jpg`],
  ])("is 404 and kept by nobody: %s", async (_, path) => {
    const answer = await get({}, path());
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([404, "no-store"]);
  });
});

describe("a copy in the cache", () => {
  it("spares the read of R2, and is gone with the file", async () => {
    expect(await bytesOf(await get())).toEqual(BYTES);
    const { pictures } = t.app;
    const unread = { ...pictures, open: () => Promise.reject(new Error("R2 was read")) };
    const cached = createAccountsApp({ pictures: unread });
    expect(await bytesOf(await cached.request(url))).toEqual(BYTES);

    await deleteImage(t.app, ada.userId, file.imageId, { force: true });
    const etag = `"${file.sha256}"`;
    for (const app of [t, cached]) {
      for (const headers of [
        {},
        { "if-none-match": etag },
        { range: "bytes=0-9" },
      ] as RequestInit["headers"][]) {
        const answer = await app.request(url, headers === undefined ? {} : { headers });
        expect([answer.status, answer.headers.get("cache-control")]).toEqual([404, "no-store"]);
      }
    }
    expect(await t.app.edgeCache.match(`http://localhost:8787${url}`)).toBeNull();
  });

  it("answers nobody once the row is gone, purged or not", async () => {
    await (await get()).arrayBuffer();
    await bindings.DB.prepare("delete from images").run();
    expect(await t.app.edgeCache.match(`http://localhost:8787${url}`)).not.toBeNull();
    expect((await get()).status).toBe(404);
  });

  it("is taken away again when the file was deleted while it was put", async () => {
    const { edgeCache } = t.app;
    const put: typeof edgeCache.put = async (...args) => {
      await deleteImage(t.app, ada.userId, file.imageId, { force: true });
      await edgeCache.put(...args);
    };
    t = createAccountsApp({ edgeCache: { ...edgeCache, put } });
    expect(await bytesOf(await get())).toEqual(BYTES);
    expect(await edgeCache.match(`http://localhost:8787${url}`)).toBeNull();
  });

  it("is of whole files under their own address alone", async () => {
    await (await get({ range: "bytes=0-9" })).arrayBuffer();
    await t.request(url, { method: "HEAD" });
    expect(await t.app.edgeCache.match(`http://localhost:8787${url}`)).toBeNull();
    await (await get({}, `/media/${file.mediaId}`)).arrayBuffer();
    expect(await t.app.edgeCache.match(`http://localhost:8787/media/${file.mediaId}`)).toBeNull();
    const kept = await t.app.edgeCache.match(`http://localhost:8787${url}`);
    expect(kept?.size).toBe(1_000);
    await kept?.body.cancel();
  });
});

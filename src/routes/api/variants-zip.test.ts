import { unzipSync } from "fflate";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { type AccountsApp, createAccountsApp } from "../../../test/support/worker/accounts-app.ts";
import { allStores } from "../../../test/support/worker/all-stores.ts";
import { makePerson, type Person } from "../../../test/support/worker/signed-in.ts";
import { addFile, countingBytes } from "../../../test/support/worker/stored-file.ts";
import { addImage } from "../../../test/support/worker/stored-image.ts";
import { crc32 } from "../../images/png/crc32.ts";

let t: AccountsApp;
let ada: Person;
let imageId: string;

const FILES = {
  "bluesky-avatar-1000x1000.jpg": countingBytes(70_000),
  "linkarooie-avatar-256x256.webp": countingBytes(900),
  "mastodon-avatar-400x400.png": countingBytes(3_000),
  "x-avatar-400x400.jpg": countingBytes(1),
};

beforeEach(async () => {
  t = createAccountsApp();
  ada = await makePerson(t.app);
  const x = await addFile(t.app, ada.userId, { bytes: FILES["x-avatar-400x400.jpg"] });
  imageId = x.imageId;
  const add = (
    bytes: Uint8Array<ArrayBuffer>,
    platform: string,
    format: "jpeg" | "png" | "webp",
    width: number,
  ) => addFile(t.app, ada.userId, { imageId, bytes, platform, format, width });
  await add(FILES["mastodon-avatar-400x400.png"], "mastodon", "png", 400);
  await add(FILES["linkarooie-avatar-256x256.webp"], "linkarooie", "webp", 256);
  await add(FILES["bluesky-avatar-1000x1000.jpg"], "bluesky", "jpeg", 1_000);
});

const read = (id = imageId, cookie = ada.cookie) =>
  t.request(`/api/v1/images/${id}/variants.zip`, { headers: { cookie } });

/** Name, method, time and checksum of every file, as the table at the end of the archive has them. */
function readTable(zip: Uint8Array<ArrayBuffer>) {
  const view = new DataView(zip.buffer);
  const end = zip.length - 22;
  expect(view.getUint32(end, true)).toBe(0x06054b50);
  let at = view.getUint32(end + 16, true);
  return Array.from({ length: view.getUint16(end + 10, true) }, () => {
    const length = view.getUint16(at + 28, true);
    const entry = {
      name: new TextDecoder().decode(zip.subarray(at + 46, at + 46 + length)),
      method: view.getUint16(at + 10, true),
      time: view.getUint32(at + 12, true),
      crc: view.getUint32(at + 16, true),
    };
    at += 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    return entry;
  });
}

describe("GET /api/v1/images/{id}/variants.zip", () => {
  it("holds every file under its platform, slot and pixels, as it is", async () => {
    const answer = await read();
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/zip"]);
    expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="${imageId}.zip"`);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const zip = new Uint8Array(await answer.arrayBuffer());
    expect(zip.length).toBe(Number(answer.headers.get("content-length")));
    expect(unzipSync(zip)).toEqual(FILES);
    const table = readTable(zip);
    expect(table.map(({ name }) => name)).toEqual(Object.keys(FILES));
    expect(table.map(({ method }) => method)).toEqual([0, 0, 0, 0]);
    expect(table.map(({ crc }) => crc)).toEqual(Object.values(FILES).map((bytes) => crc32(bytes) >>> 0));
    // 2026-11-22 09:00:00 in the form of 1980: when they were rendered, not when they are read.
    const time = ((2026 - 1980) << 25) | (11 << 21) | (22 << 16) | (9 << 11);
    expect(table.map((entry) => entry.time)).toEqual(Array(4).fill(time));
  });

  it("is the same bytes every time, and later", async () => {
    const first = new Uint8Array(await (await read()).arrayBuffer());
    t.clock.now += 3_600_000;
    expect(new Uint8Array(await (await read()).arrayBuffer())).toEqual(first);
  });

  it("leaves out files of another crop, and of another picture", async () => {
    await addFile(t.app, ada.userId, { imageId, platform: "facebook", cropVersion: 2 });
    await addFile(t.app, ada.userId, { platform: "instagram" });
    expect(unzipSync(new Uint8Array(await (await read()).arrayBuffer()))).toEqual(FILES);
  });

  it("opens one file after the other, as it is read", async () => {
    const { pictures } = t.app;
    const open = vi.spyOn(pictures, "open");
    t = createAccountsApp({ pictures });
    const reader = (await read()).body?.getReader();
    await reader?.read();
    expect(open.mock.calls.length).toBeLessThan(3);
    await reader?.cancel();
  });

  it("answers HEAD without opening any", async () => {
    const size = (await (await read()).arrayBuffer()).byteLength;
    const { pictures } = t.app;
    const open = vi.spyOn(pictures, "open");
    t = createAccountsApp({ pictures });
    const path = `/api/v1/images/${imageId}/variants.zip`;
    const head = await t.request(path, { method: "HEAD", headers: { cookie: ada.cookie } });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([
      200,
      `${size}`,
      "",
    ]);
    expect(open).not.toHaveBeenCalled();
  });

  it("breaks off where a file is gone, rather than end as if it were whole", async () => {
    const { pictures } = t.app;
    let opened = 0;
    const open: typeof pictures.open = (key) => (++opened > 2 ? Promise.resolve(null) : pictures.open(key));
    t = createAccountsApp({ pictures: { ...pictures, open } });
    await expect((await read()).arrayBuffer()).rejects.toThrow("a file of the archive is gone");
    expect(t.logLines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
      "archive_file_missing",
    ]);
  });

  it("is refused while the picture is rendered, and when it never will be", async () => {
    const waiting = await addImage(t.app, ada.userId, "waiting");
    const answer = await read(waiting);
    expect([answer.status, await answer.json()]).toMatchObject([409, { code: "picture_processing" }]);
    await t.app.db.run("update images set status = 'rejected', rejected_reason = 'damaged'");
    const refused = await read(waiting);
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: "picture_rejected" }]);
  });

  it("is its owner's alone, and changes nothing", async () => {
    const before = await allStores();
    await (await read()).arrayBuffer();
    expect(await allStores()).toEqual(before);
    const eve = await makePerson(t.app);
    expect((await read(imageId, eve.cookie)).status).toBe(404);
    expect((await read("img_nobody")).status).toBe(404);
    expect((await t.request(`/api/v1/images/${imageId}/variants.zip`)).status).toBe(401);
  });
});

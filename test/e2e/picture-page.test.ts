/** The page of a picture as people use it: choosing, stopping, cutting for one platform, with and without JavaScript. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { buildClient } from "../../scripts/build-client.ts";
import { HttpClient } from "../../scripts/demo/http-client.ts";
import { newPerson, signUp } from "../../scripts/demo/sign-up.ts";
import { GREY, plainPng } from "../../scripts/hostile/build/png.ts";
import { freePort } from "../../scripts/stack/free-port.ts";
import { type Stack, startStack } from "../../scripts/stack/stack.ts";
import { auditPages, auditWithoutScripts } from "../support/e2e/audit-pages.ts";
import { launchBrowser, openPage } from "../support/e2e/browser.ts";
import { PHOTO } from "../support/e2e/photos.ts";
import { watchDecoding } from "../support/e2e/watch-decoding.ts";

interface Picture {
  readonly id: string;
  readonly status: string;
  readonly matte: string | null;
  readonly crop_overrides: Readonly<Record<string, unknown>>;
  readonly lint: readonly { code: string }[];
  readonly variants: readonly { platform: string; sha256: string; flattened: boolean }[];
}

let stack: Stack;
let browser: Browser;
let folder = "";
let client: HttpClient;
let state: Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "linkarooie-pictures-"));
  await buildClient();
  const ports = { port: await freePort(0), simPort: await freePort(0) };
  const starting = await Promise.allSettled([
    startStack({ stateDir: join(folder, "state"), ...ports, timeScale: 10 }).then((made) => (stack = made)),
    launchBrowser().then((launched) => (browser = launched)),
    writePictures(),
  ]);
  for (const each of starting) if (each.status === "rejected") throw each.reason;
  client = new HttpClient(stack.appOrigin);
  const person = newPerson();
  await signUp(client, stack.simOrigin, person);
  const { page, close } = await openPage(browser);
  await page.goto(at("/sign-in"));
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(at("/"));
  state = await page.context().storageState();
  await close();
});

afterEach((context) => {
  if (context.task.result?.state === "fail") process.stdout.write(stack.output().slice(-6_000));
});

afterAll(async () => {
  await Promise.all([browser?.close(), stack?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const at = (path: string) => `${stack.appOrigin}${path}`;
const file = (name: string) => join(folder, name);

async function writePictures(): Promise<void> {
  writeFileSync(file("bomb.png"), plainPng({ width: 20_000, height: 20_000, depth: 1, colour: GREY }));
  // Red above, blue below once it is turned as the camera says; longer than what is sent.
  const half = { width: 2_600, height: 3_900, channels: 3 } as const;
  await sharp({ create: { width: 5_200, height: 3_900, channels: 3, background: "#0000c8" } })
    .composite([{ input: { create: { ...half, background: "#c80000" } }, left: 0, top: 0 }])
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toFile(file("turned.jpg"));
  // Noise in a disc: as PNG too much for Bluesky, so its file is flattened.
  const side = 1_000;
  const pixels = Buffer.alloc(4 * side * side);
  for (let index = 0; index < side * side; index += 1) {
    const inside = Math.hypot((index % side) - 500, Math.floor(index / side) - 500) < 420;
    pixels.writeUInt32LE(((index * 2_654_435_761) >>> 0) & 0xffffff, 4 * index);
    pixels[4 * index + 3] = inside ? 255 : 0;
  }
  await sharp(pixels, { raw: { width: side, height: side, channels: 4 } })
    .png()
    .toFile(file("disc.png"));
}

const list = async () => (await client.api<{ data: Picture[] }>("GET", "/images")).data;
const read = (id: string) => client.api<Picture>("GET", `/images/${id}`);

async function ready(id: string): Promise<Picture> {
  await expect.poll(async () => (await read(id)).status, { timeout: 30_000, interval: 200 }).toBe("ready");
  return read(id);
}

const shaOf = (picture: Picture, platform: string) =>
  picture.variants.find((each) => each.platform === platform)?.sha256;

/** Chooses a file on the list page; with JavaScript that is all there is to do. */
async function choose(page: Page, path: string, kind = "avatar"): Promise<void> {
  await page.goto(at("/pictures"));
  await page.locator(`form.drop-${kind} input[name=file]`).setInputFiles(path);
}

async function arrive(page: Page): Promise<string> {
  await page.waitForURL(/\/pictures\/img_[^/]*$/, { timeout: 30_000 });
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

describe("choosing a picture", () => {
  it("refuses 400 megapixels within a second, before anything decodes it", async () => {
    const { page, close } = await openPage(browser, { storageState: state });
    const decoding = await watchDecoding(page);
    await page.goto(at("/pictures"));
    const before = Date.now();
    await page.locator("form.drop-avatar input[name=file]").setInputFiles(file("bomb.png"));
    const problem = page.locator("form.drop-avatar [data-part=problem]");
    await problem.filter({ hasText: "20000 × 20000" }).waitFor();
    expect(Date.now() - before).toBeLessThan(1_000);
    expect(await problem.textContent()).toContain("no side may be over 16384");
    expect(await decoding.calls()).toBe(0);
    expect(await list()).toEqual([]);
    await close();
  });

  it("turns a photo as the camera says, without its metadata, and tells how far it is", async () => {
    const watched = await openPage(browser, { storageState: state });
    const { page } = watched;
    await page.addInitScript(() => {
      const said: string[] = [];
      Object.assign(globalThis, { said });
      document.addEventListener("DOMContentLoaded", () => {
        const news = document.querySelector("form.drop-avatar [data-part=news]");
        if (news === null) return;
        new MutationObserver(() => {
          said.push(news.textContent ?? "");
          sessionStorage.setItem("said", JSON.stringify(said));
        }).observe(news, { childList: true });
      });
    });
    await choose(page, file("turned.jpg"));
    const id = await arrive(page);
    const said = await page.evaluate(() => sessionStorage.getItem("said") ?? "");
    expect(said).toContain("Reading turned.jpg");
    expect(said).toContain("Making it smaller");
    expect(said).toContain("Uploading");
    const answer = await page.request.get(at(`/pictures/${id}/original`));
    const original = sharp(await answer.body());
    expect(await original.metadata()).toMatchObject({ width: 3_072, height: 4_096 });
    expect((await original.metadata()).orientation ?? 1).toBe(1);
    const { data } = await original.resize(1, 2, { fit: "fill" }).raw().toBuffer({ resolveWithObject: true });
    expect(data[0]).toBeGreaterThan(150);
    expect(data[5]).toBeGreaterThan(150);
    expect(watched.complaints).toEqual([]);
    await watched.close();
  });

  it("stops while it decodes and while it uploads, and leaves nothing on the server", async () => {
    const { page, close } = await openPage(browser, { storageState: state });
    const decoding = await watchDecoding(page);
    const before = (await list()).length;
    const stop = page.locator("form.drop-avatar [data-part=cancel]");
    const stopped = page.locator("form.drop-avatar [data-part=news]", { hasText: "Stopped." });

    await page.goto(at("/pictures"));
    await decoding.hold();
    await page.locator("form.drop-avatar input[name=file]").setInputFiles(file("turned.jpg"));
    await expect.poll(() => decoding.calls(), { timeout: 10_000 }).toBe(1);
    await stop.click();
    await stopped.waitFor();
    await decoding.release();
    await expect.poll(() => decoding.closed(), { timeout: 10_000 }).toBe(1);
    expect(await page.locator("form.drop-avatar [data-part=progress]").isVisible()).toBe(false);

    // A slow line: in the middle of the bytes.
    const line = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 60_000 };
    await line.send("Network.emulateNetworkConditions", slow);
    await page.goto(at("/pictures"));
    await page.locator("form.drop-avatar input[name=file]").setInputFiles(PHOTO);
    await page
      .locator("form.drop-avatar [data-part=progress-text]", { hasText: /Uploading, 0\.[1-9]/ })
      .waitFor();
    await stop.click();
    await stopped.waitFor();
    await line.send("Network.emulateNetworkConditions", { ...slow, uploadThroughput: -1 });

    // After the last byte, while the answer is on its way.
    await line.send("Network.emulateNetworkConditions", { ...slow, latency: 4_000, uploadThroughput: -1 });
    await page.locator("form.drop-avatar input[name=file]").setInputFiles(file("disc.png"));
    await page.locator("form.drop-avatar [data-part=progress-text]", { hasText: "Storing it" }).waitFor();
    await expect.poll(async () => (await list()).length, { timeout: 4_000 }).toBe(before + 1);
    await stop.click();
    await stopped.waitFor();
    await expect.poll(async () => (await list()).length, { timeout: 15_000 }).toBe(before);
    expect(page.url()).toBe(at("/pictures"));
    await close();
  });

  it("keeps the file when the connection breaks, and shows the server's own sentence", async () => {
    const { page, close } = await openPage(browser, { storageState: state });
    const problem = page.locator("form.drop-avatar [data-part=problem]");
    await page.route("**/api/v1/images", (route) => route.abort("connectionreset"));
    await choose(page, file("disc.png"));
    await problem.filter({ hasText: "The connection broke" }).waitFor();
    await page.unroute("**/api/v1/images");
    const detail = "You keep 500 pictures; at most 500 fit. Delete some, then upload again.";
    await page.route("**/api/v1/images", (route) =>
      route.fulfill({
        status: 503,
        contentType: "application/problem+json",
        body: JSON.stringify({ detail }),
      }),
    );
    const again = page.getByRole("button", { name: "Send it again" });
    await again.click();
    await problem.filter({ hasText: detail }).waitFor();
    await page.unroute("**/api/v1/images");
    await again.click();
    const id = await arrive(page);
    expect((await list()).map((each) => each.id)).toContain(id);
    await client.api("DELETE", `/images/${id}?force=true`);
    await close();
  });
});

describe("the page of a picture", () => {
  it("cuts for one platform, which changes that file and no other, and back", async () => {
    const watched = await openPage(browser, { storageState: state });
    const { page } = watched;
    await choose(page, PHOTO);
    const id = await arrive(page);
    const first = await ready(id);
    await page.goto(at(`/pictures/${id}`));
    await page.getByRole("link", { name: "Adjust for Mastodon only" }).click();
    await page.getByRole("group", { name: "Cut for Mastodon" }).focus();
    for (const key of ["+", "+", "+", "Shift+ArrowRight", "ArrowDown", "-"]) await page.keyboard.press(key);
    await expect.poll(() => page.locator("crop-box output").textContent()).toBe("Zoom 121 percent");
    await page.getByRole("button", { name: "Save for Mastodon only" }).click();
    await page.waitForURL(/for=mastodon&notice=cut/);
    const second = await ready(id);
    expect(Object.keys(second.crop_overrides)).toEqual(["mastodon"]);
    expect(shaOf(second, "mastodon")).not.toBe(shaOf(first, "mastodon"));
    for (const same of ["x", "bluesky"]) expect(shaOf(second, same)).toBe(shaOf(first, same));

    expect(await page.getByRole("navigation", { name: "Cut for" }).textContent()).toContain("Own cut");
    await page.getByRole("button", { name: "Use the shared one for Mastodon" }).click();
    await page.waitForURL(/notice=shared/);
    const third = await ready(id);
    expect(third.crop_overrides).toEqual({});
    expect(shaOf(third, "mastodon")).toBe(shaOf(first, "mastodon"));

    await page.goto(at(`/pictures/${id}`));
    await page.getByRole("button", { name: "Suggest a cut" }).click();
    await expect.poll(() => page.locator("input[name=x]").inputValue()).not.toBe("0.218750");
    expect(watched.complaints).toEqual([]);
    await watched.close();
  });

  it("puts a colour behind a see-through picture where its file has no room for that", async () => {
    const watched = await openPage(browser, { storageState: state });
    const { page } = watched;
    await choose(page, file("disc.png"));
    const id = await arrive(page);
    const first = await ready(id);
    expect(first.variants.filter(({ flattened }) => flattened).map(({ platform }) => platform)).toEqual([
      "bluesky",
    ]);
    await page.goto(at(`/pictures/${id}`));
    const preview = page.locator(".sheet .on-matte");
    await page.getByLabel("Your colour").fill("#1f6f5c");
    await expect
      .poll(() => preview.evaluate((each) => getComputedStyle(each).backgroundColor))
      .toBe("rgb(31, 111, 92)");
    await page.getByRole("button", { name: "Use this colour" }).click();
    await page.waitForURL(/notice=matte/);
    const second = await ready(id);
    expect(second.matte).toBe("#1f6f5c");
    expect(shaOf(second, "bluesky")).not.toBe(shaOf(first, "bluesky"));
    for (const same of ["x", "mastodon"]) expect(shaOf(second, same)).toBe(shaOf(first, same));
    expect(watched.complaints).toEqual([]);
    await watched.close();
  });

  it("does all of that without JavaScript, and replaces a picture", async () => {
    const { page, close } = await openPage(browser, { storageState: state, javaScriptEnabled: false });
    await choose(page, file("disc.png"));
    await page.getByRole("button", { name: "Upload the picture" }).click();
    const id = await arrive(page);
    const first = await ready(id);
    await page.goto(at(`/pictures/${id}?for=x`));
    await page.getByRole("radio", { name: "Top left" }).check();
    await page.getByLabel("How close").selectOption("2");
    await page.getByLabel("Turned").selectOption("90");
    await page.getByRole("button", { name: "Save for X only" }).click();
    expect((await ready(id)).crop_overrides).toEqual({
      x: { x: 0, y: 0, width: 0.5, height: 0.5, rotation: 90 },
    });
    await page.goto(at(`/pictures/${id}`));
    await page.getByRole("button", { name: "Use the shared one for X" }).click();
    await page.goto(at(`/pictures/${id}`));
    await ready(id);
    await page.goto(at(`/pictures/${id}`));
    // What was found comes with its mend; pressed, it is no longer so.
    expect(first.lint.map(({ code }) => code)).toContain("transparency_flattened");
    const finding = page.getByRole("listitem").filter({ hasText: "see-through" });
    await finding.getByRole("button", { name: /^Fill it with/ }).click();
    await page.waitForURL(/notice=fixed/);
    const fixed = await ready(id);
    expect(fixed.matte).toMatch(/^#[0-9a-f]{6}$/);
    expect(fixed.lint.map(({ code }) => code)).not.toContain("transparency_flattened");

    await page.goto(at(`/pictures/${id}`));
    await page.getByRole("button", { name: "Black" }).click();
    const dark = await ready(id);
    expect(dark.matte).toBe("#000000");
    expect(shaOf(dark, "bluesky")).not.toBe(shaOf(first, "bluesky"));
    expect(shaOf(dark, "x")).toBe(shaOf(first, "x"));

    await client.api("PUT", `/images/${id}/default`);
    await page.goto(at(`/pictures/${id}`));
    await page.getByRole("link", { name: "Replace this picture" }).click();
    await page.locator("input[name=file]").setInputFiles(PHOTO);
    await page.getByRole("button", { name: "Replace the picture" }).click();
    const next = await arrive(page);
    expect(next).not.toBe(id);
    await ready(next);
    await expect
      .poll(() => client.api<{ is_current: boolean }>("GET", `/images/${next}`))
      .toMatchObject({ is_current: true });
    await close();
  });

  it("shows what came of it without being opened again", async () => {
    const form = new FormData();
    form.set("kind", "banner");
    form.set("file", new File([await readFile(PHOTO)], "photo.jpg"));
    const { id } = await client.api<Picture>("POST", "/images", form);
    await ready(id);
    const response = await client.send(at(`/pictures/${id}`));
    // The page as it was before its files were there, however long the browser takes to ask for it.
    const body = (await response.text())
      .replace('data-live="state">', `$&<picture-pending data-id="${id}">Being cut</picture-pending>`)
      .replace(/<table class="files">.*<\/table>/s, "They are being made.");
    expect(body).not.toContain("<table");
    const headers = {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": response.headers.get("content-security-policy") ?? "",
    };
    const watched = await openPage(browser, { storageState: state });
    const { page } = watched;
    await page.route("**/pictures/img_*", (route) => route.fulfill({ body, headers }), { times: 1 });
    await page.goto(at(`/pictures/${id}`));
    expect(await page.getByText("Being cut").count()).toBe(1);
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
    await page.locator("table.files").waitFor({ timeout: 30_000 });
    expect(await page.getByText("Being cut").count()).toBe(0);
    expect(await page.locator("[data-part=pictures-news]").textContent()).toBe("The files are ready.");
    expect(await page.evaluate("globalThis.sameDocument")).toBe(true);
    expect(watched.complaints).toEqual([]);
    await watched.close();
  });

  it("may be used by everybody: contrast, names, narrow windows, no complaint", async () => {
    const [banner, replacement, disc] = (await list()).map(({ id }) => `/pictures/${id}`);
    const pages = ["/pictures", `${banner}`, `${disc}?for=mastodon`, `${replacement}/replace`].map(at);
    expect(await auditPages(browser, state, pages)).toEqual([]);
    expect(await auditWithoutScripts(browser, state, pages)).toEqual([]);
  });
});

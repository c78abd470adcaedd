/** The main job as its user does it: in a real browser, with and without JavaScript, and with everything going wrong. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { buildClient } from "../../scripts/build-client.ts";
import { injectFault } from "../../scripts/demo/inject-faults.ts";
import { DEMO_PLATFORMS, runDemo } from "../../scripts/demo/run-demo.ts";
import { faultsLeft, type LogLine, readSimLog } from "../../scripts/demo/sim-log.ts";
import { freePort } from "../../scripts/stack/free-port.ts";
import { type Stack, startStack } from "../../scripts/stack/stack.ts";
import { choosePhoto, connectedPerson, runToTheEnd } from "../support/e2e/api-person.ts";
import { auditPages, auditWithoutScripts } from "../support/e2e/audit-pages.ts";
import { readRunInPage, wholeJob } from "../support/e2e/browser-job.ts";
import { launchBrowser, openPage } from "../support/e2e/browser.ts";
import { type DerivedPhotos, derivePhotos, PHOTO } from "../support/e2e/photos.ts";
import { shownPictures } from "../support/e2e/shown-pictures.ts";

/** X shows a picture 1.2 s after it took it, and the app believes a lost write failed after 60 s / this. */
const TIME_SCALE = 10;
/**
 * For the platform that lies: looking for a picture that never shows takes 66 minutes. Mastodon shows at once what it
 * takes, so nothing becomes untrue there; X would still be at work on a picture the app had given up.
 */
const FAST_SCALE = 400;

const PLACES = [
  "bluesky/avatar",
  "bluesky/banner",
  "mastodon/avatar",
  "mastodon/banner",
  "x/avatar",
  "x/banner",
];
const everywhere = (state: string, writes: number) => PLACES.map((place) => [place, state, writes]);

let stack: Stack;
let fast: Stack;
let browser: Browser;
let photos: DerivedPhotos;
let stateDir = "";

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), "linkarooie-e2e-"));
  photos = await derivePhotos(stateDir);
  await buildClient();
  const starting = await Promise.allSettled([
    start("usual", TIME_SCALE).then((started) => (stack = started)),
    start("fast", FAST_SCALE).then((started) => (fast = started)),
    launchBrowser().then((launched) => (browser = launched)),
  ]);
  // Not before all have settled: what did start has to be stopped.
  for (const each of starting) if (each.status === "rejected") throw each.reason;
});

afterEach((context) => {
  // What the Workers said is the first question after a failure.
  if (context.task.result?.state === "fail") {
    process.stdout.write(`${stack.output().slice(-6_000)}\n${fast.output().slice(-3_000)}`);
  }
});

afterAll(async () => {
  await Promise.all([browser?.close(), stack?.stop(), fast?.stop()]);
  rmSync(stateDir, { recursive: true, force: true });
});

async function start(name: string, timeScale: number): Promise<Stack> {
  const ports = { port: await freePort(0), simPort: await freePort(0) };
  return startStack({ stateDir: join(stateDir, name), ...ports, timeScale });
}

/** What a request met, as `platform fault status effect`. */
function faultLine({ platform, fault, status, effect }: LogLine): string {
  return `${platform} ${fault} ${status} ${effect}`;
}

describe("one photo, three platforms", () => {
  it("is uploaded, connected, put everywhere and proved in a browser", async () => {
    const before = await shownPictures(stack.simOrigin);
    const watched = await openPage(browser);
    const { page, complaints } = watched;
    const id = await wholeJob({ stack, page, photo: PHOTO, scripted: true });
    expect(await page.locator("[data-part=stamp]:visible").count()).toBe(6);
    await expect.poll(() => page.title(), { timeout: 10_000 }).toContain("(6/6)");

    const run = await readRunInPage(page, id);
    const sentTo = new Map(run.targets.map((each) => [`${each.platform}/${each.slot}`, each.sent?.sha256]));
    const after = await shownPictures(stack.simOrigin);
    expect(after.map(({ place }) => place).toSorted()).toEqual(PLACES);
    for (const [index, { place, sha256, changed_at }] of after.entries()) {
      expect.soft(sha256, place).not.toBe(before[index]?.sha256);
      expect.soft(Date.parse(changed_at ?? ""), place).toBeGreaterThanOrEqual(Date.parse(run.created_at));
    }
    // Bluesky keeps the file as it came; the others make their own of it, at their own size.
    const kept = after.filter(({ place }) => place.startsWith("bluesky/"));
    expect(kept.map(({ sha256 }) => sha256)).toEqual(kept.map(({ place }) => sentTo.get(place)));
    const remade = after.filter((each) => !kept.includes(each));
    expect(remade.map(({ place, width, height }) => `${place} ${width}x${height}`)).toEqual([
      "x/avatar 400x400",
      "x/banner 1500x500",
      "mastodon/avatar 400x400",
      "mastodon/banner 1500x500",
    ]);
    await page.goto(`${stack.simOrigin}/mastodon/ada`);
    expect(await page.locator("img").count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);

    // The same person's pages, full of what just happened, and a stranger's.
    const state = await page.context().storageState();
    const own = [
      "/",
      "/pictures",
      `/pictures/${run.targets[0]?.image_id}`,
      "/connections",
      "/syncs",
      `/syncs/${id}`,
      "/settings",
      "/settings/sign-in",
      "/settings/address",
      "/settings/password",
    ];
    const open = [
      "/",
      "/sign-up",
      "/sign-in",
      "/check-your-mail",
      "/forgot-password",
      "/check-your-mail?for=reset",
      "/problems/too_large",
    ];
    const at = (paths: readonly string[]) => paths.map((path) => `${stack.appOrigin}${path}`);
    expect(await auditPages(browser, state, at(own))).toEqual([]);
    expect(await auditPages(browser, null, at(open))).toEqual([]);
    expect(await auditWithoutScripts(browser, state, at(own))).toEqual([]);
    await watched.close();
  });

  it("works without JavaScript", async () => {
    const before = await shownPictures(stack.simOrigin);
    const watched = await openPage(browser, { javaScriptEnabled: false });
    await wholeJob({ stack, page: watched.page, photo: photos.mirrored, scripted: false });
    expect(await watched.page.locator("[data-part=stamp]:visible").count()).toBe(6);
    const after = await shownPictures(stack.simOrigin);
    expect(after.filter(({ sha256 }, index) => sha256 === before[index]?.sha256)).toEqual([]);
    await watched.close();
  });

  it("ends in shown with one write a slot through a 429, a lost answer and an expired token", async () => {
    const since = new Date().toISOString();
    const report = await runDemo(stack, {
      photo: photos.brighter,
      original: false,
      faults: true,
      kill: false,
      onStep: () => {},
    });
    expect(report.targets.map(({ state, effective_writes }) => [state, effective_writes])).toEqual(
      Array(6).fill(["shown", 1]),
    );
    const met = (await readSimLog(stack.simOrigin, since)).filter(({ fault }) => fault !== null);
    expect(met.map(faultLine).toSorted()).toEqual([
      "bluesky expired 401 null",
      "mastodon 429 429 null",
      "x lost_answer 0 avatar_set",
    ]);
    expect(await faultsLeft(stack.simOrigin)).toEqual([]);
    expect(report.targets.find((each) => each.platform === "mastodon" && each.attempts > 1)).toBeDefined();
  });

  it("writes a slightly retouched picture, and the same picture again not at all", async () => {
    const client = await connectedPerson(stack, DEMO_PLATFORMS);
    await choosePhoto(client, photos.plain);
    const timeoutMs = 60_000;
    expect((await runToTheEnd(stack, client, { timeoutMs })).places).toEqual(everywhere("shown", 1));
    await choosePhoto(client, photos.brighter);
    expect((await runToTheEnd(stack, client, { timeoutMs })).places).toEqual(everywhere("shown", 1));
    expect((await runToTheEnd(stack, client, { timeoutMs })).places).toEqual(everywhere("unchanged", 0));
  });

  // These two have nothing in common but the time they take.
  it.concurrent("ends in shown with one write a slot when the app is killed in the middle, the original untouched", async () => {
    const since = new Date().toISOString();
    const report = await runDemo(stack, {
      photo: PHOTO,
      original: true,
      faults: false,
      kill: true,
      onStep: () => {},
    });
    expect(report.image.sent_bytes).toBe(report.image.input_bytes);
    expect(report.targets.map(({ state, effective_writes }) => [state, effective_writes])).toEqual(
      Array(6).fill(["shown", 1]),
    );
    expect(report.ok).toBe(true);
    // Both writes to X were late, the second too late for the app that sent it, and it counted all the same.
    const late = (await readSimLog(stack.simOrigin, since)).filter(({ fault }) => fault === "slow");
    expect(late.map(faultLine).toSorted()).toEqual(["x slow 200 avatar_set", "x slow 201 banner_set"]);
  }, 300_000);

  it.concurrent("is never called shown by a platform that says yes and changes nothing", async () => {
    const match = "PATCH /api/v1/accounts/update_credentials";
    await injectFault(fast.simOrigin, { platform: "mastodon", match, kind: "no_effect", times: 1_000_000 });
    const before = await shownPictures(fast.simOrigin);
    const client = await connectedPerson(fast, ["mastodon"]);
    await choosePhoto(client, photos.plain);
    const since = new Date().toISOString();
    const { run, seen, places } = await runToTheEnd(fast, client, { slots: ["avatar"], timeoutMs: 40_000 });
    expect(places).toEqual([["mastodon/avatar", "failed", 0]]);
    expect(run.targets[0]).toMatchObject({ reason: "no_effect", shown: null });
    expect(seen).toContain("checking");
    expect(seen).not.toContain("shown");
    const told = (await readSimLog(fast.simOrigin, since)).filter(({ fault }) => fault === "no_effect");
    expect(told.map(({ status }) => status)).toEqual(Array(run.targets[0]?.attempts).fill(200));
    expect(told.length).toBeGreaterThan(1);
    expect(await shownPictures(fast.simOrigin)).toEqual(before);
  });
});

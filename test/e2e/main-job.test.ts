/** The main job as its user does it: in a real browser, with and without JavaScript, and with everything going wrong. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { buildClient } from "../../scripts/build-client.ts";
import { newPerson } from "../../scripts/demo/sign-up.ts";
import { runDemo } from "../../scripts/demo/run-demo.ts";
import { ROOT } from "../../scripts/stack/child.ts";
import { freePort } from "../../scripts/stack/free-port.ts";
import { type Stack, startStack } from "../../scripts/stack/stack.ts";
import { launchBrowser, openPage } from "../support/e2e/browser.ts";

const PHOTO = join(ROOT, "test/fixtures/photos/dandelion.jpg");

let stack: Stack;
let browser: Browser;
let stateDir = "";
const seen: string[] = [];

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), "linkarooie-e2e-"));
  await buildClient();
  const ports = { port: await freePort(0), simPort: await freePort(0) };
  [stack, browser] = await Promise.all([startStack({ stateDir, ...ports, timeScale: 10 }), launchBrowser()]);
});

afterEach((context) => {
  // What the Workers said is the first question after a failure.
  if (context.task.result?.state === "fail") process.stdout.write(stack.output().slice(-6_000));
});

afterAll(async () => {
  await browser.close();
  await stack.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

async function signUpAndIn(page: Page): Promise<void> {
  const person = newPerson();
  await page.goto(`${stack.appOrigin}/sign-up`);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("main").getByRole("button").first().click();
  await page.waitForURL(/check-your-mail/);
  await page.goto(await mailedLink(person.email));
  await page.getByRole("main").getByRole("button").first().click();
  await page.waitForURL(/sign-in/);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(`${stack.appOrigin}/`);
}

async function mailedLink(email: string): Promise<string> {
  const read = async () => {
    const answer = await fetch(`${stack.simOrigin}/_sim/mail?to=${encodeURIComponent(email)}`);
    const [mail] = (await answer.json()) as { text: string }[];
    return /http\S+verify-email\?token=\S+/.exec(mail?.text ?? "")?.[0] ?? "";
  };
  await expect.poll(read, { timeout: 20_000 }).toContain("verify-email");
  return read();
}

/** With JavaScript the upload begins when the file is chosen; without it there is a button. */
async function upload(page: Page, kind: "avatar" | "banner", scripted: boolean): Promise<void> {
  await page.goto(`${stack.appOrigin}/pictures`);
  const form = page.locator(`form.drop-${kind}`);
  await form.locator('input[type="file"]').setInputFiles(PHOTO);
  if (!scripted) await form.getByRole("button", { name: /^Upload/ }).click();
  await page.waitForURL(/\/pictures\/img_/, { timeout: 60_000 });
}

async function connect(page: Page, platform: string, field: string | null, typed: string): Promise<void> {
  await page.goto(`${stack.appOrigin}/connections`);
  const form = page.locator("form", { has: page.getByRole("button", { name: `Connect ${platform}` }) });
  if (field !== null) await form.getByLabel(field).fill(typed);
  await form.getByRole("button", { name: `Connect ${platform}` }).click();
  await page.getByRole("link", { name: `Continue to ${platform}` }).click();
  await page.locator("select").selectOption("ada");
  await page.getByRole("button").first().click();
  await page.waitForURL(/\/connections\?connected=/);
}

async function wholeJob(page: Page, scripted: boolean): Promise<void> {
  await signUpAndIn(page);
  await upload(page, "avatar", scripted);
  await upload(page, "banner", scripted);
  await connect(page, "X", null, "");
  await connect(page, "Bluesky", "Your handle", "ada.bluesky.hopfield.social");
  await connect(page, "Mastodon", "Your server", "mastodon.hopfield.social");
  await page.goto(stack.appOrigin);
  await page.getByRole("button", { name: /everywhere/i }).click();
  await page.waitForURL(/\/syncs\/syn_/);
  await expect.poll(() => page.locator('[data-state="shown"]').count(), { timeout: 60_000 }).toBe(6);
}

async function shownHashes(): Promise<string[]> {
  const hashes: string[] = [];
  for (const platform of ["x", "bluesky", "mastodon"]) {
    const answer = await fetch(`${stack.simOrigin}/_sim/${platform}/accounts/ada`);
    const account = (await answer.json()) as Record<"avatar" | "banner", { sha256: string } | null>;
    hashes.push(account.avatar?.sha256 ?? "none", account.banner?.sha256 ?? "none");
  }
  return hashes;
}

describe("one photo, three platforms", () => {
  it("is uploaded, connected, put everywhere and proved in a browser", async () => {
    const before = await shownHashes();
    const watched = await openPage(browser);
    const { page, complaints } = watched;
    await wholeJob(page, true);
    expect(await page.locator("[data-part=stamp]:visible").count()).toBe(6);
    await expect.poll(() => page.title(), { timeout: 10_000 }).toContain("(6/6)");
    const after = await shownHashes();
    expect(after.filter((hash, index) => hash === before[index])).toEqual([]);
    seen.push(...after);
    await page.goto(`${stack.simOrigin}/mastodon/ada`);
    expect(await page.locator("img").count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await watched.close();
  });

  it("works without JavaScript", async () => {
    const watched = await openPage(browser, { javaScriptEnabled: false });
    await wholeJob(watched.page, false);
    expect(await watched.page.locator("[data-part=stamp]:visible").count()).toBe(6);
    await watched.close();
  });

  it("ends in shown with one write a slot through a 429, a lost answer and an expired token", async () => {
    const report = await runDemo(stack, {
      photo: PHOTO,
      original: false,
      faults: true,
      kill: false,
      onStep: () => {},
    });
    expect(
      report.targets.map(({ platform, slot, state, effective_writes }) => [
        platform,
        slot,
        state,
        effective_writes,
      ]),
    ).toEqual(
      ["bluesky", "mastodon", "x"].flatMap((platform) =>
        ["avatar", "banner"].map((slot) => [platform, slot, "shown", 1]),
      ),
    );
    // The faults did happen: two of the six needed another attempt or another look.
    expect(report.targets.find((each) => each.platform === "mastodon" && each.attempts > 1)).toBeDefined();
  });

  it("ends in shown with one write a slot when the app is killed in the middle, the original untouched", async () => {
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
  });
});

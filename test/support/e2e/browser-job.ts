/** The main job with a browser: what a person clicks and types, from signing up to the last stamp. */
import type { Page } from "playwright-core";
import { expect } from "vitest";

import type { Run } from "../../../scripts/demo/runs.ts";
import { newPerson } from "../../../scripts/demo/sign-up.ts";
import type { Stack } from "../../../scripts/stack/stack.ts";
import { mailedLink } from "./mailed-link.ts";

interface BrowserJob {
  readonly stack: Stack;
  readonly page: Page;
  readonly photo: string;
  /** False for a browser without JavaScript, where uploads need a button. */
  readonly scripted: boolean;
}

/** A new person puts `photo` everywhere; returns the run's id once all six places are shown. */
export async function wholeJob(job: BrowserJob): Promise<string> {
  const { stack, page } = job;
  await signUpAndIn(job);
  await upload(job, "avatar");
  await upload(job, "banner");
  await connect(job, "X", null, "");
  await connect(job, "Bluesky", "Your handle", "ada.bluesky.hopfield.social");
  await connect(job, "Mastodon", "Your server", "mastodon.hopfield.social");
  await page.goto(stack.appOrigin);
  await page.getByRole("button", { name: /everywhere/i }).click();
  await page.waitForURL(/\/syncs\/syn_/);
  await expect.poll(() => page.locator('[data-state="shown"]').count(), { timeout: 60_000 }).toBe(6);
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

/** A run as the page's own session reads it from the API. */
export function readRunInPage(page: Page, id: string): Promise<Run> {
  return page.evaluate(
    async (path) => (await (await fetch(path)).json()) as Run,
    `/api/v1/syncs/${encodeURIComponent(id)}`,
  );
}

async function signUpAndIn({ stack, page }: BrowserJob): Promise<void> {
  const person = newPerson();
  await page.goto(`${stack.appOrigin}/sign-up`);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("main").getByRole("button").first().click();
  await page.waitForURL(/check-your-mail/);
  await page.goto(await mailedLink(stack, person.email, "verify-email"));
  await page.getByRole("main").getByRole("button").first().click();
  await page.waitForURL(/sign-in/);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(`${stack.appOrigin}/`);
}

/** With JavaScript the upload begins when the file is chosen; without it there is a button. */
async function upload(
  { stack, page, photo, scripted }: BrowserJob,
  kind: "avatar" | "banner",
): Promise<void> {
  await page.goto(`${stack.appOrigin}/pictures`);
  const form = page.locator(`form.drop-${kind}`);
  await form.locator('input[type="file"]').setInputFiles(photo);
  if (!scripted) await form.getByRole("button", { name: /^Upload/ }).click();
  await page.waitForURL(/\/pictures\/img_/, { timeout: 60_000 });
}

async function connect(
  { stack, page }: BrowserJob,
  platform: string,
  field: string | null,
  typed: string,
): Promise<void> {
  await page.goto(`${stack.appOrigin}/connections`);
  const form = page.locator("form", { has: page.getByRole("button", { name: `Connect ${platform}` }) });
  if (field !== null) await form.getByLabel(field).fill(typed);
  await form.getByRole("button", { name: `Connect ${platform}` }).click();
  await page.getByRole("link", { name: `Continue to ${platform}` }).click();
  await page.locator("select").selectOption("ada");
  await page.getByRole("button").first().click();
  await page.waitForURL(/\/connections\?connected=/);
}

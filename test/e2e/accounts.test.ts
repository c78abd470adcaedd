/** Every way in, out and back in, as people do it: in a real browser, through their mail, through a provider. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { buildClient } from "../../scripts/build-client.ts";
import { connect } from "../../scripts/demo/connect.ts";
import { HttpClient } from "../../scripts/demo/http-client.ts";
import { newPerson, signUp } from "../../scripts/demo/sign-up.ts";
import { freePort } from "../../scripts/stack/free-port.ts";
import { type Stack, startStack } from "../../scripts/stack/stack.ts";
import { auditPages, auditWithoutScripts } from "../support/e2e/audit-pages.ts";
import { launchBrowser, openPage } from "../support/e2e/browser.ts";
import { findCanaries, secretsOfSimulators } from "../support/e2e/find-canaries.ts";
import { mailedLink } from "../support/e2e/mailed-link.ts";

const NEW_PASSWORD = "another rather long pass phrase";

let stack: Stack;
let browser: Browser;
let stateDir = "";
/** Secrets that passed through the app, by value. */
const canaries = new Map<string, string>();

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), "linkarooie-accounts-"));
  await buildClient();
  const ports = { port: await freePort(0), simPort: await freePort(0) };
  const starting = await Promise.allSettled([
    startStack({ stateDir, ...ports, timeScale: 10 }).then((started) => (stack = started)),
    launchBrowser().then((launched) => (browser = launched)),
  ]);
  for (const each of starting) if (each.status === "rejected") throw each.reason;
  await fetch(`${stack.simOrigin}/_sim/seed`, { method: "POST" });
});

afterEach((context) => {
  if (context.task.result?.state === "fail") process.stdout.write(stack.output().slice(-6_000));
});

afterAll(async () => {
  await Promise.all([browser?.close(), stack?.stop()]);
  rmSync(stateDir, { recursive: true, force: true });
});

const at = (path: string) => `${stack.appOrigin}${path}`;
const press = (page: Page, name: string | RegExp) =>
  page.getByRole("main").getByRole("button", { name }).first().click();

async function typeAndSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto(at("/sign-in"));
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Cookies and mailed secrets of this browser go onto the list. */
async function remember(page: Page, ...links: string[]): Promise<void> {
  for (const { name, value } of await page.context().cookies(stack.appOrigin)) canaries.set(value, name);
  for (const link of links) canaries.set(new URL(link).searchParams.get("token") ?? "", "a mailed secret");
}

describe("an account", () => {
  it.each([true, false])(
    "is made, confirmed, left, recovered and entered again; with JavaScript: %s",
    async (javaScriptEnabled) => {
      const person = newPerson();
      canaries.set(person.password, "a password");
      const { page, complaints, close } = await openPage(browser, { javaScriptEnabled });
      await page.goto(at("/sign-up"));
      await page.getByLabel("E-mail address").fill(person.email);
      await page.getByLabel("Password").fill(person.password);
      await press(page, "Create account");
      await page.waitForURL(/check-your-mail/);
      const verify = await mailedLink(stack, person.email, "verify-email");
      await page.goto(verify);
      await press(page, /Confirm/);
      await page.waitForURL(/sign-in/);
      await typeAndSignIn(page, person.email, person.password);
      await page.waitForURL(at("/"));
      await remember(page, verify);
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.waitForURL(/sign-in/);

      await page.getByRole("link", { name: "Choose a new one" }).click();
      await page.getByLabel("E-mail address").fill(person.email);
      await press(page, /Send/);
      await page.waitForURL(/check-your-mail/);
      const reset = await mailedLink(stack, person.email, "reset-password");
      await page.goto(reset);
      await page.getByLabel("New password").fill(NEW_PASSWORD);
      await press(page, /password/i);
      await page.waitForURL(/sign-in/);
      await typeAndSignIn(page, person.email, NEW_PASSWORD);
      await page.waitForURL(at("/"));
      await remember(page, reset);
      expect(complaints).toEqual([]);

      // The old password is refused, and said so on the page.
      await page.context().clearCookies();
      await typeAndSignIn(page, person.email, person.password);
      await page.getByText("do not match").first().waitFor();
      await close();
    },
  );

  it.each([
    ["google", "Google", "ada"],
    ["github", "GitHub", "ada"],
  ])("opens through %s at once, again and again", async (_id, name, account) => {
    const { page, complaints, close } = await openPage(browser);
    for (let round = 0; round < 2; round += 1) {
      await page.goto(at("/sign-in"));
      await page.getByRole("link", { name: `Continue with ${name}` }).click();
      await page.getByLabel("Sign in as").selectOption(account);
      await page.getByRole("button", { name: "Allow" }).click();
      await page.waitForURL(at("/"));
      await remember(page);
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.waitForURL(/sign-in/);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  it("opens through Facebook once the address is proved in the same browser", async () => {
    const { page, complaints, close } = await openPage(browser);
    const email = newPerson().email;
    await page.goto(at("/sign-in"));
    await page.getByRole("link", { name: "Continue with Facebook" }).click();
    await page.getByLabel("Sign in as").selectOption("phoebe");
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByLabel("E-mail address").fill(email);
    await press(page, "Send the link");
    const link = await mailedLink(stack, email, "auth/confirm");
    const elsewhere = await openPage(browser);
    await elsewhere.page.goto(link);
    await elsewhere.page.getByRole("heading", { name: "Open this link in the other browser" }).waitFor();
    await elsewhere.close();
    await page.goto(link);
    await press(page, "Confirm this address");
    await page.waitForURL(at("/"));
    await remember(page, link);
    expect(complaints).toEqual([]);
    await close();
  });

  it("says so when the person declines at the provider, and lets nobody in", async () => {
    const { page, close } = await openPage(browser);
    await page.goto(at("/sign-in"));
    await page.getByRole("link", { name: "Continue with Google" }).click();
    await page.getByRole("button", { name: "Decline" }).click();
    await page.waitForURL(/sign-in/);
    await page
      .getByText(/Google/)
      .first()
      .waitFor();
    expect((await page.context().cookies()).map(({ name }) => name)).not.toContain("__Host-session");
    await close();
  });

  it("has pages that everybody can use, narrow and wide, light and dark, with and without scripts", async () => {
    const client = new HttpClient(stack.appOrigin);
    const person = newPerson();
    await signUp(client, stack.simOrigin, person);
    const { page, close } = await openPage(browser);
    await typeAndSignIn(page, person.email, person.password);
    await page.waitForURL(at("/"));
    const state = await page.context().storageState();
    const own = ["", "/sign-in", "/sessions", "/history"].map((path) => at(`/settings${path}`));
    own.push(at("/reauthenticate?next=%2Fsettings"), at("/settings/codes"));
    const open = ["/sign-in", "/sign-up", "/forgot-password", "/check-your-mail"].map(at);
    expect(await auditPages(browser, state, own)).toEqual([]);
    expect(await auditPages(browser, null, open)).toEqual([]);
    expect(await auditWithoutScripts(browser, state, own)).toEqual([]);
    await close();
  });

  // Last: it stops the stack and reads what lies on its disk.
  it("leaves no secret behind: not in the database, the buckets, the objects, nor the log", async () => {
    const client = new HttpClient(stack.appOrigin);
    const person = newPerson();
    canaries.set(person.password, "a password");
    canaries.set(NEW_PASSWORD, "a password");
    await signUp(client, stack.simOrigin, person);
    for (const platform of ["x", "bluesky", "mastodon"]) await connect(client, platform, "ada");
    const codes = await client.api<{ secret: string }>("POST", "/auth/totp");
    canaries.set(codes.secret, "the key of an app with codes");
    const output = stack.output();
    await stack.stop();
    for (const [value, name] of secretsOfSimulators(join(stateDir, "simulators"))) canaries.set(value, name);
    canaries.delete("");
    expect(canaries.size).toBeGreaterThan(15);
    const workers = join(stateDir, "workers");
    // What is no secret is found, so the search works.
    expect(findCanaries(workers, new Map([[person.email, "an address"]]))).not.toEqual([]);
    expect(findCanaries(workers, canaries)).toEqual([]);
    for (const [value, name] of canaries) expect(output.includes(value), `${name} in the log`).toBe(false);
  });
});

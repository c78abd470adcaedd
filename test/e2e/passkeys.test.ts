/** Passkeys and codes as people meet them: a real browser with a device that holds passkeys, and an app with codes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Secret, TOTP } from "otpauth";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";

import { buildClient } from "../../scripts/build-client.ts";
import { HttpClient } from "../../scripts/demo/http-client.ts";
import { newPerson, signUp } from "../../scripts/demo/sign-up.ts";
import { freePort } from "../../scripts/stack/free-port.ts";
import { type Stack, startStack } from "../../scripts/stack/stack.ts";
import { launchBrowser, openPage } from "../support/e2e/browser.ts";
import { addVirtualAuthenticator } from "../support/e2e/virtual-authenticator.ts";

const STEP_MS = 30_000;

let stack: Stack;
let browser: Browser;
let stateDir = "";

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), "linkarooie-passkeys-"));
  await buildClient();
  const ports = { port: await freePort(0), simPort: await freePort(0) };
  const starting = await Promise.allSettled([
    startStack({ stateDir, ...ports, timeScale: 1 }).then((started) => (stack = started)),
    launchBrowser().then((launched) => (browser = launched)),
  ]);
  for (const each of starting) if (each.status === "rejected") throw each.reason;
});

afterEach((context) => {
  if (context.task.result?.state === "fail") process.stdout.write(stack.output().slice(-6_000));
});

afterAll(async () => {
  await Promise.all([browser?.close(), stack?.stop()]);
  rmSync(stateDir, { recursive: true, force: true });
});

const at = (path: string) => `${stack.appOrigin}${path}`;
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

/** What the app on the phone shows; good one step before and after, so that no boundary between steps matters. `steps` from now. */
function codeOf(secret: string, steps: number): string {
  const timestamp = Date.now() + steps * STEP_MS;
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });
}

it("adds a passkey, signs in with it, shows with it who it is, and sets an app up for codes", async () => {
  const person = newPerson();
  await signUp(new HttpClient(stack.appOrigin), stack.simOrigin, person);
  const { page, complaints, close } = await openPage(browser);
  const signInByPassword = async () => {
    await page.goto(at("/sign-in"));
    await page.getByLabel("E-mail address").fill(person.email);
    await page.getByLabel("Password").fill(person.password);
    await press(page, "Sign in");
  };

  await signInByPassword();
  await page.waitForURL(at("/"));
  const device = await addVirtualAuthenticator(page);
  await page.goto(at("/settings/sign-in"));
  await press(page, "Add a passkey");
  await page.waitForURL(/done=passkey_added/);
  expect(await device.count()).toBe(1);
  expect(await page.locator(".record").count()).toBe(1);
  // The device knows the passkey and refuses a second one of the same account.
  await press(page, "Add another passkey");
  await page.getByText("This device already has a passkey for your account.").waitFor();

  // Otherwise it would take up at once what the sign-in page offers beside the address.
  await device.setPresent(false);
  await press(page, "Sign out");
  await page.waitForURL(/sign-in/);
  // Turned away at the device: said in words, and nobody is signed in.
  await device.setVerified(false);
  await device.setPresent(true);
  await press(page, "Sign in with a passkey");
  await page.getByText("No passkey came back").waitFor();
  await device.setPresent(false);
  await page.goto(at("/sign-in"));
  await device.setVerified(true);
  await device.setPresent(true);
  await press(page, "Sign in with a passkey");
  await page.waitForURL(at("/"));

  // What the page offers beside the address is enough as well: here the device takes it up by itself.
  const taken = page.waitForResponse(at("/api/v1/auth/passkeys/sign-in"));
  await press(page, "Sign out");
  expect((await taken).status()).toBe(200);
  await page.waitForURL(at("/"));

  await page.goto(at("/reauthenticate?next=%2Fsettings%2Fhistory"));
  await press(page, "Use a passkey");
  await page.waitForURL(at("/settings/history"));
  await page.getByText("Showed again who it is").waitFor();

  await device.setPresent(false);
  await page.goto(at("/settings/sign-in"));
  await press(page, "Set up an app");
  await page.waitForURL(at("/settings/codes"));
  await page.getByText("Type the key instead").click();
  const secret = ((await page.locator(".key").textContent()) ?? "").replaceAll(" ", "");
  await page.getByLabel("Code from the app").fill(codeOf(secret, 0));
  await press(page, "Switch codes on");
  await page.getByRole("heading", { name: "Keep your recovery codes" }).waitFor();
  const recoveryCode = (await page.locator(".codes code").first().textContent()) ?? "";
  expect(await page.locator(".codes code").count()).toBe(10);
  await page.getByRole("link", { name: "I have kept them" }).click();
  await page.getByText("You have 10 recovery codes left.").waitFor();

  await press(page, "Sign out");
  await signInByPassword();
  await page.waitForURL(at("/sign-in/code"));
  await page.getByLabel("Code from your app").fill("000000");
  await press(page, "Sign in");
  await page.getByText("That code is not right").first().waitFor();
  await page.getByLabel("Code from your app").fill(codeOf(secret, 1));
  await press(page, "Sign in");
  await page.waitForURL(at("/"));

  await press(page, "Sign out");
  await signInByPassword();
  await page.getByRole("link", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill(recoveryCode.toLowerCase());
  await press(page, "Sign in");
  await page.waitForURL(at("/"));
  await page.goto(at("/settings/sign-in"));
  await page.getByText("You have 9 recovery codes left.").waitFor();
  // The refused codes are in the console as answers with 401 and 409, and that is all there is.
  expect(complaints.filter((line) => !/status of 4(01|09)/.test(line))).toEqual([]);
  await close();
});

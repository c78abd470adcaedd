import { Secret, TOTP } from "otpauth";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
  ORIGIN,
  rows,
} from "../../test/support/worker/accounts-app.ts";
import { codeOf, setUpCodes } from "../../test/support/worker/authenticator-app.ts";
import { SoftwarePasskey } from "../../test/support/worker/software-passkey.ts";
import { addSignedIn, PASSWORD, TestBrowser } from "../../test/support/worker/test-browser.ts";
import { MINUTE_MS } from "../limits.ts";

const ADA = "ada@example.test";

let t: AccountsApp;

beforeEach(() => {
  countHashes();
  t = createAccountsApp();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const goesTo = (answer: Response) => [answer.status, answer.headers.get("location")];

/** A browser on the page that asks for the code. */
async function atTheCode(next = ""): Promise<TestBrowser> {
  const browser = new TestBrowser(t, "Chrome");
  const fields = { email: ADA, password: PASSWORD, ...(next === "" ? {} : { next }) };
  const answer = await browser.submit("/sign-in", fields);
  expect(goesTo(answer)).toEqual([
    303,
    next === "" ? "/sign-in/code" : `/sign-in/code?next=${encodeURIComponent(next)}`,
  ]);
  return browser;
}

async function addPasskey(browser: TestBrowser): Promise<string> {
  const options = await browser.api("POST", "/passkeys/registration/options");
  const passkey = await SoftwarePasskey.create(ORIGIN);
  const response = await passkey.attest((await options.json()) as Parameters<typeof passkey.attest>[0]);
  const added = await browser.api("POST", "/passkeys/registration", { response });
  return ((await added.json()) as { id: string }).id;
}

describe("the page that asks for the code", () => {
  it("takes it in one field and goes on where the person was going", async () => {
    const { secret } = await setUpCodes(t, await addSignedIn(t, ADA));
    const browser = await atTheCode("/pictures?a=1");
    const page = await (await browser.open("/sign-in/code?next=%2Fpictures%3Fa%3D1")).text();
    expect(page).toMatch(/<input id="code" name="code"[^>]*autocomplete="one-time-code" inputmode="numeric"/);
    expect(page).toContain('href="/sign-in/code?with=recovery&amp;next=%2Fpictures%3Fa%3D1"');
    const answer = await browser.submit("/sign-in/code", { code: codeOf(t, secret), next: "/pictures?a=1" });
    expect(goesTo(answer)).toEqual([303, "/pictures?a=1"]);
    expect(browser.cookies.has("__Host-second-factor")).toBe(false);
    expect((await browser.open("/settings")).status).toBe(200);
  });

  it("asks for a recovery code in the same field, without the keys for digits", async () => {
    const { recoveryCodes } = await setUpCodes(t, await addSignedIn(t, ADA));
    const browser = await atTheCode();
    const page = await (await browser.open("/sign-in/code?with=recovery")).text();
    expect(page).toContain("Recovery code");
    expect(page).not.toContain("inputmode");
    const answer = await browser.submit("/sign-in/code", { code: recoveryCodes[0] ?? "", with: "recovery" });
    expect(goesTo(answer)).toEqual([303, "/"]);
  });

  it("says what is wrong beside the field and keeps the way on; an empty field costs no guess", async () => {
    const { secret } = await setUpCodes(t, await addSignedIn(t, ADA));
    const browser = await atTheCode();
    for (let time = 0; time < 6; time += 1) {
      expect((await browser.submit("/sign-in/code", { code: " ", next: "/syncs" })).status).toBe(422);
    }
    const refused = await browser.submit("/sign-in/code", { code: "000000", next: "/syncs" });
    expect(refused.status).toBe(401);
    const page = await refused.text();
    expect(page).toContain('id="code-error"');
    expect(page).toContain('aria-invalid="true"');
    expect(page).toContain('name="next" value="/syncs"');
    expect(page).not.toContain("000000");
    expect(await rows("sessions")).toHaveLength(1);
    const answer = await browser.submit("/sign-in/code", { code: codeOf(t, secret), next: "/syncs" });
    expect(goesTo(answer)).toEqual([303, "/syncs"]);
  });

  it("says how long to wait after too many guesses", async () => {
    await setUpCodes(t, await addSignedIn(t, ADA));
    const browser = await atTheCode();
    for (let guess = 0; guess < 5; guess += 1) await browser.submit("/sign-in/code", { code: "000000" });
    const answer = await browser.submit("/sign-in/code", { code: "000000" });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "180"]);
    expect(await answer.text()).toContain("Wait 3 minutes, then try again.");
  });

  it("leads to the sign-in when nothing is owed, or not any more", async () => {
    const owner = await addSignedIn(t, ADA);
    const { secret } = await setUpCodes(t, owner);
    expect(goesTo(await new TestBrowser(t).open("/sign-in/code?next=%2Fsyncs"))).toEqual([
      303,
      "/sign-in?next=%2Fsyncs",
    ]);
    expect(goesTo(await owner.open("/sign-in/code?next=https%3A%2F%2Fevil.example"))).toEqual([303, "/"]);
    const late = await atTheCode();
    t.clock.now += 10 * MINUTE_MS;
    const answer = await late.submit("/sign-in/code", { code: codeOf(t, secret), next: "/syncs" });
    expect(answer.status).toBe(401);
    const page = await answer.text();
    expect(page).toContain("<h1>Sign in</h1>");
    expect(page).toContain("A code has to follow within 10 minutes");
    expect(page).toContain('name="next" value="/syncs"');
    const elsewhere = await atTheCode();
    const leads = { code: codeOf(t, secret), next: "https://evil.example" };
    expect(goesTo(await elsewhere.submit("/sign-in/code", leads))).toEqual([303, "/"]);
  });
});

describe("setting an app up without a script", () => {
  it("shows the key as a picture and as text, takes the first code, and shows the recovery codes once", async () => {
    const browser = await addSignedIn(t, ADA);
    const settings = await (await browser.open("/settings/sign-in")).text();
    expect(settings).toContain('action="/settings/codes"');
    expect(goesTo(await browser.submit("/settings/codes", {}))).toEqual([303, "/settings/codes"]);
    const shown = await browser.open("/settings/codes");
    expect(shown.headers.get("cache-control")).toBe("no-store");
    const page = await shown.text();
    expect(page).toMatch(/<svg class="qr"[^>]*role="img"/);
    expect(page).not.toMatch(/style=|<style|<script(?! type="module" src=)/);
    const secret = /<code class="key">([A-Z2-7 ]+)<\/code>/.exec(page)?.[1]?.replaceAll(" ", "") ?? "";
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: t.clock.now });

    const refused = await browser.submit("/settings/codes/confirm", { code: "000000" });
    expect(refused.status).toBe(401);
    const again = await refused.text();
    expect(again).toContain('id="code-error"');
    expect(again).toContain('<svg class="qr"');

    const confirmed = await browser.submit("/settings/codes/confirm", { code });
    expect([confirmed.status, confirmed.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const codes = [...(await confirmed.text()).matchAll(/<code>([0-9A-Z-]{30})<\/code>/g)];
    expect(codes).toHaveLength(10);
    const done = await (await browser.open("/settings/sign-in?done=codes_on")).text();
    expect(done).toContain("Codes are on.");
    expect(done).toContain("You have 10 recovery codes left.");
    expect(done).toContain('action="/settings/sessions/end-others"');
    expect(done).not.toContain(codes[0]?.[1] ?? "?");
    // Sent again by a reload, nothing happens and nothing is shown.
    expect(goesTo(await browser.submit("/settings/codes/confirm", { code }))).toEqual([
      303,
      "/settings/sign-in#codes",
    ]);
    expect(await rows("recovery_codes")).toHaveLength(10);
  });

  it("asks before codes are switched off or recovery codes die", async () => {
    const browser = await addSignedIn(t, ADA);
    const { recoveryCodes } = await setUpCodes(t, browser);
    expect(await (await browser.open("/settings/codes/recovery")).text()).toContain(
      "Make new recovery codes?",
    );
    expect(await (await browser.open("/settings/codes/off")).text()).toContain("Switch codes off?");
    expect((await rows("recovery_codes")).length).toBe(10);
    const made = await (await browser.submit("/settings/codes/recovery", {})).text();
    expect([...made.matchAll(/<code>[0-9A-Z-]{30}<\/code>/g)]).toHaveLength(10);
    expect(made).not.toContain(recoveryCodes[0] ?? "?");
    expect(goesTo(await browser.submit("/settings/codes/off", {}))).toEqual([
      303,
      "/settings/sign-in?done=codes_off",
    ]);
    expect(await rows("totp_credentials")).toEqual([]);
  });

  it("leads to the proof of who it is when the last one is old", async () => {
    const browser = await addSignedIn(t, ADA);
    await browser.submit("/settings/codes", {});
    t.clock.now += 15 * MINUTE_MS;
    const proof = (next: string) => [303, `/reauthenticate?next=${encodeURIComponent(next)}`];
    for (const path of ["/settings/codes", "/settings/codes/off", "/settings/codes/recovery"]) {
      expect(goesTo(await browser.open(path))).toEqual(proof(path));
      expect(goesTo(await browser.submit(path, {}, "/settings/sign-in"))).toEqual(proof("/settings/sign-in"));
    }
    expect(goesTo(await browser.submit("/settings/codes/confirm", {}, "/settings/codes"))).toEqual(
      proof("/settings/codes"),
    );
    const stranger = new TestBrowser(t);
    expect(goesTo(await stranger.open("/settings/codes"))).toEqual([
      303,
      "/sign-in?next=%2Fsettings%2Fcodes",
    ]);
  });
});

describe("showing again who it is", () => {
  it("asks for the code beside the password once codes are on", async () => {
    const browser = await addSignedIn(t, ADA);
    expect(await (await browser.open("/reauthenticate")).text()).not.toContain('name="code"');
    const { secret } = await setUpCodes(t, browser);
    const page = await (await browser.open("/reauthenticate?next=%2Fsettings%2Fcodes%2Foff")).text();
    expect(page).toContain('name="code"');
    expect(page).toContain('href="/reauthenticate?with=recovery&amp;next=%2Fsettings%2Fcodes%2Foff"');
    const next = "/settings/codes/off";
    const missing = await browser.submit("/reauthenticate", { password: PASSWORD, next });
    expect(missing.status).toBe(422);
    expect(await missing.text()).toContain('id="code-error"');
    const fields = { password: PASSWORD, code: codeOf(t, secret), next };
    expect(goesTo(await browser.submit("/reauthenticate", fields))).toEqual([303, next]);
  });

  it("offers a passkey where there is one, and no password where there is none", async () => {
    const browser = await addSignedIn(t, ADA);
    expect(await (await browser.open("/reauthenticate")).text()).not.toContain("passkey-button");
    await addPasskey(browser);
    const page = await (await browser.open("/reauthenticate?next=%2Fsettings")).text();
    expect(page).toContain('<passkey-button data-kind="reauthenticate" data-next="/settings">');
    expect(page).toContain('name="password"');
    await t.app.db.run("delete from password_credentials");
    expect(await (await browser.open("/reauthenticate")).text()).not.toContain('name="password"');
  });
});

describe("passkeys among the settings", () => {
  it("are renamed and removed with forms, after a question", async () => {
    const browser = await addSignedIn(t, ADA);
    const id = await addPasskey(browser);
    const name = "<b>Phone</b>";
    expect(goesTo(await browser.submit(`/settings/passkeys/${id}/name`, { name }))).toEqual([
      303,
      "/settings/sign-in?done=passkey_renamed",
    ]);
    expect((await browser.submit(`/settings/passkeys/${id}/name`, { name: "" })).status).toBe(422);
    const settings = await (await browser.open("/settings/sign-in")).text();
    expect(settings).toContain("&lt;b&gt;Phone&lt;/b&gt;");
    expect(settings).not.toContain(name);
    const question = await (await browser.open(`/settings/passkeys/${id}/remove`)).text();
    expect(question).toContain("Remove the passkey &lt;b&gt;Phone&lt;/b&gt;?");
    expect(await rows("passkeys")).toHaveLength(1);
    expect(goesTo(await browser.submit(`/settings/passkeys/${id}/remove`, {}))).toEqual([
      303,
      "/settings/sign-in?done=passkey_removed",
    ]);
    expect(await rows("passkeys")).toEqual([]);
    expect((await browser.open(`/settings/passkeys/${id}/remove`)).status).toBe(404);
  });

  it("cannot be removed when nothing else opens the account, and says so", async () => {
    const browser = await addSignedIn(t, ADA);
    const id = await addPasskey(browser);
    await t.app.db.run("delete from password_credentials");
    const settings = await (await browser.open("/settings/sign-in")).text();
    expect(settings).toContain("It is your only way in");
    expect(settings).not.toContain(`/settings/passkeys/${id}/remove`);
    const answer = await browser.submit(`/settings/passkeys/${id}/remove`, {});
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain("This is your only way to sign in.");
    expect(await rows("passkeys")).toHaveLength(1);
  });

  it("are asked about only with a recent proof", async () => {
    const browser = await addSignedIn(t, ADA);
    const id = await addPasskey(browser);
    t.clock.now += 15 * MINUTE_MS;
    const path = `/settings/passkeys/${id}/remove`;
    expect(goesTo(await browser.open(path))).toEqual([
      303,
      `/reauthenticate?next=${encodeURIComponent(path)}`,
    ]);
    expect(goesTo(await browser.submit(path, {}))).toEqual([
      303,
      `/reauthenticate?next=${encodeURIComponent(path)}`,
    ]);
    expect(await rows("passkeys")).toHaveLength(1);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
  rows,
} from "../../../test/support/worker/accounts-app.ts";
import { codeOf, setUpCodes } from "../../../test/support/worker/authenticator-app.ts";
import { addSignedIn, PASSWORD, TestBrowser } from "../../../test/support/worker/test-browser.ts";
import { testClient } from "../../../test/support/worker/test-client.ts";
import { SECOND_FACTOR_MS } from "../../auth/cookies.ts";
import { findAccount } from "../../db/users.ts";
import { MINUTE_MS } from "../../limits.ts";
import { completeSignIn } from "../../services/sessions/complete-sign-in.ts";

const ADA = "ada@example.test";
const GRACE = "grace@example.test";

let t: AccountsApp;

beforeEach(() => {
  countHashes();
  t = createAccountsApp();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const problem = async (answer: Response) => [
  answer.status,
  ((await answer.json()) as { code?: string }).code,
];
const audited = async () => (await rows("audit_events")).map((row) => [row["action"], row["outcome"]]);
const state = async (browser: TestBrowser) => (await browser.api("GET", "/totp")).json();

/** A browser that has given the password and owes a code. */
async function halfSignedIn(email = ADA): Promise<TestBrowser> {
  const browser = new TestBrowser(t, "Chrome");
  const answer = await browser.signIn(email);
  expect(await answer.json()).toEqual({ next: "totp" });
  return browser;
}

/** One code from four browsers, 25 times each, all at once. */
function hundredTimes(browsers: readonly TestBrowser[], code: string): Promise<Response[]> {
  const once = () => browsers.map((browser) => browser.api("POST", "/login/totp", { code }));
  return Promise.all(Array.from({ length: 25 }, once).flat());
}

describe("setting up an app", () => {
  it("switches codes on with the first code, tells the owner, and keeps nothing in clear", async () => {
    const browser = await addSignedIn(t, ADA);
    const begun = await browser.api("POST", "/totp");
    const { secret, otpauth_uri: uri } = (await begun.json()) as { secret: string; otpauth_uri: string };
    expect(uri).toContain(`secret=${secret}`);
    expect(await state(browser)).toEqual({ enabled: false, recovery_codes_left: 0 });
    const before = browser.cookie;

    const confirmed = await browser.api("POST", "/totp/confirm", { code: codeOf(t, secret) });
    expect(confirmed.status).toBe(200);
    const { recovery_codes: codes } = (await confirmed.json()) as { recovery_codes: string[] };
    expect(new Set(codes).size).toBe(10);
    expect(await state(browser)).toEqual({ enabled: true, recovery_codes_left: 10 });
    expect(await rows("sessions")).toMatchObject([{ two_factor: 1 }]);
    // A copy of the cookie from before does not become a session with two factors.
    expect((await t.request("/api/v1/auth/totp", { headers: { cookie: before } })).status).toBe(401);
    await t.deliver();
    expect(t.sent.map(({ to, subject }) => [to, subject])).toEqual([
      [ADA, "Codes are on: your Linkarooie account"],
    ]);
    expect((await audited()).at(-1)).toEqual(["totp_enabled", "done"]);
    const stored = JSON.stringify(
      await Promise.all(["totp_credentials", "recovery_codes", "audit_events", "emails"].map(rows)),
    );
    for (const code of codes) expect(stored).not.toContain(code.replaceAll("-", ""));
    expect(stored).not.toContain(secret);
    expect(t.logLines.join("\n")).not.toContain(secret);
  });

  it("asks nobody for a code before the first one was typed, and can be begun anew", async () => {
    const browser = await addSignedIn(t, ADA);
    const secrets: string[] = [];
    for (let time = 0; time < 2; time += 1) {
      const begun = await browser.api("POST", "/totp");
      secrets.push(((await begun.json()) as { secret: string }).secret);
    }
    const [first = "", second = ""] = secrets;
    expect(await problem(await browser.api("POST", "/totp/confirm", { code: "000000" }))).toEqual([
      401,
      "wrong_code",
    ]);
    expect(await problem(await browser.api("POST", "/totp/confirm", { code: codeOf(t, first) }))).toEqual([
      401,
      "wrong_code",
    ]);
    expect(await (await new TestBrowser(t).signIn(ADA)).json()).toMatchObject({ next: null });
    expect(await rows("recovery_codes")).toEqual([]);
    t.clock.now += 14 * MINUTE_MS;
    expect((await browser.api("POST", "/totp/confirm", { code: codeOf(t, second) })).status).toBe(200);
  });

  it("is over after 30 minutes, and never touches an app that is set up", async () => {
    const browser = await addSignedIn(t, ADA);
    const { secret } = (await (await browser.api("POST", "/totp")).json()) as { secret: string };
    t.clock.now += 30 * MINUTE_MS;
    await browser.api("POST", "/reauthenticate", { password: PASSWORD });
    expect(await problem(await browser.api("POST", "/totp/confirm", { code: codeOf(t, secret) }))).toEqual([
      409,
      "no_enrolment",
    ]);
    await setUpCodes(t, browser);
    const kept = await rows("totp_credentials");
    expect(await problem(await browser.api("POST", "/totp"))).toEqual([409, "codes_on"]);
    expect(await problem(await browser.api("POST", "/totp/confirm", { code: "000000" }))).toEqual([
      409,
      "codes_on",
    ]);
    expect(await rows("totp_credentials")).toEqual(kept);
  });

  it("happens once when the first code comes many times at once", async () => {
    const browser = await addSignedIn(t, ADA);
    const { secret } = (await (await browser.api("POST", "/totp")).json()) as { secret: string };
    const copies = Array.from({ length: 5 }, () => {
      const copy = new TestBrowser(t);
      for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
      return copy;
    });
    const code = codeOf(t, secret);
    const answers = await Promise.all(copies.map((copy) => copy.api("POST", "/totp/confirm", { code })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await rows("recovery_codes")).toHaveLength(10);
    expect((await audited()).filter(([action]) => action === "totp_enabled")).toHaveLength(1);
    expect(await rows("emails")).toHaveLength(2);
  });

  it.each([
    ["POST", "/totp"],
    ["POST", "/totp/confirm"],
    ["DELETE", "/totp"],
    ["POST", "/totp/recovery-codes"],
  ])("asks for a recent proof before %s %s", async (method, path) => {
    const browser = await addSignedIn(t, ADA);
    await setUpCodes(t, browser);
    t.clock.now += 15 * MINUTE_MS;
    const before = await Promise.all(["totp_credentials", "recovery_codes", "emails"].map(rows));
    const body = path === "/totp/confirm" ? { code: "123456" } : undefined;
    expect(await problem(await browser.api(method, path, body))).toEqual([403, "reauthentication_needed"]);
    expect((await t.request(`/api/v1/auth${path}`, { method })).status).toBe(401);
    expect(await Promise.all(["totp_credentials", "recovery_codes", "emails"].map(rows))).toEqual(before);
  });
});

describe("the second step of signing in", () => {
  it("takes the code of the app, with spaces, and the session counts as one with two factors", async () => {
    const { secret } = await setUpCodes(t, await addSignedIn(t, ADA));
    const browser = await halfSignedIn();
    expect([...browser.cookies.keys()]).toEqual(["__Host-second-factor"]);
    const code = codeOf(t, secret);
    const answer = await browser.api("POST", "/login/totp", {
      code: ` ${code.slice(0, 3)} ${code.slice(3)} `,
    });
    expect(await answer.json()).toMatchObject({ next: null, user: { email: ADA } });
    expect([...browser.cookies.keys()].toSorted()).toEqual(["__Host-device", "__Host-session"]);
    expect(await rows("pending_sign_ins")).toEqual([]);
    expect((await rows("sessions")).at(-1)).toMatchObject({ method: "password", two_factor: 1 });
  });

  it("refuses a wrong code and lets the right one follow; the owner hears of it once", async () => {
    const { secret } = await setUpCodes(t, await addSignedIn(t, ADA));
    await t.deliver();
    t.sent.length = 0;
    const browser = await halfSignedIn();
    for (let time = 0; time < 2; time += 1) {
      expect(await problem(await browser.api("POST", "/login/totp", { code: "000000" }))).toEqual([
        401,
        "wrong_code",
      ]);
    }
    expect(await rows("sessions")).toHaveLength(1);
    expect((await audited()).filter(([action]) => action === "second_factor_refused")).toEqual([
      ["second_factor_refused", "refused"],
      ["second_factor_refused", "refused"],
    ]);
    await t.deliver();
    expect(t.sent.map(({ subject }) => subject)).toEqual(["Wrong code at your Linkarooie account"]);
    expect((await browser.api("POST", "/login/totp", { code: codeOf(t, secret) })).status).toBe(200);
  });

  it("takes a code once: not the one of the set-up, not one that was used, not an older one", async () => {
    const { secret } = await setUpCodes(t, await addSignedIn(t, ADA));
    const used = codeOf(t, secret);
    const older = codeOf(t, secret, -1);
    const browser = await halfSignedIn();
    expect(await problem(await browser.api("POST", "/login/totp", { code: older }))).toEqual([
      401,
      "wrong_code",
    ]);
    expect((await browser.api("POST", "/login/totp", { code: used })).status).toBe(200);
    const again = await halfSignedIn();
    for (const code of [used, older]) {
      expect(await problem(await again.api("POST", "/login/totp", { code }))).toEqual([401, "wrong_code"]);
    }
    expect((await again.api("POST", "/login/totp", { code: codeOf(t, secret, 1) })).status).toBe(200);
  });

  it("lets one of 100 parallel uses of a code in", { timeout: 60_000 }, async () => {
    // As in development: the gate must not be what holds the others back.
    t = createAccountsApp({ vault: distinctBuckets(t) });
    const { secret } = await setUpCodes(t, await addSignedIn(t, ADA));
    const browsers: TestBrowser[] = [];
    for (let count = 0; count < 4; count += 1) browsers.push(await halfSignedIn());
    const code = codeOf(t, secret);
    const answers = await hundredTimes(browsers, code);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(99);
    expect(await rows("sessions")).toHaveLength(2);
  });

  it("belongs to the browser, and the person, that gave the first factor", async () => {
    const { secret: adas } = await setUpCodes(t, await addSignedIn(t, ADA));
    await setUpCodes(t, await addSignedIn(t, GRACE));
    const graces = await halfSignedIn(GRACE);
    expect(await problem(await graces.api("POST", "/login/totp", { code: codeOf(t, adas) }))).toEqual([
      401,
      "wrong_code",
    ]);
    const nobody = new TestBrowser(t);
    expect(await problem(await nobody.api("POST", "/login/totp", { code: codeOf(t, adas) }))).toEqual([
      401,
      "second_factor_expired",
    ]);
    expect(await rows("sessions")).toHaveLength(2);
    // Ada's code was not used up by any of it.
    expect((await (await halfSignedIn()).api("POST", "/login/totp", { code: codeOf(t, adas) })).status).toBe(
      200,
    );
  });

  it("has to follow within 10 minutes, and ends when codes are switched off", async () => {
    const owner = await addSignedIn(t, ADA);
    const { secret } = await setUpCodes(t, owner);
    const late = await halfSignedIn();
    t.clock.now += SECOND_FACTOR_MS;
    expect(await problem(await late.api("POST", "/login/totp", { code: codeOf(t, secret) }))).toEqual([
      401,
      "second_factor_expired",
    ]);
    const waiting = await halfSignedIn();
    expect((await owner.api("DELETE", "/totp")).status).toBe(204);
    expect(await problem(await waiting.api("POST", "/login/totp", { code: codeOf(t, secret) }))).toEqual([
      401,
      "second_factor_expired",
    ]);
  });

  it("counts guesses before it checks them: the sixth is refused, right or wrong", async () => {
    const owner = await addSignedIn(t, ADA);
    const { secret, recoveryCodes } = await setUpCodes(t, owner);
    const grace = await addSignedIn(t, GRACE);
    const { secret: graces } = await setUpCodes(t, grace);
    // Several browsers of a stranger share what one account is allowed.
    for (let guess = 0; guess < 5; guess += 1) {
      const stranger = await halfSignedIn();
      expect((await stranger.api("POST", "/login/totp", { code: "000000" })).status).toBe(401);
    }
    const stranger = await halfSignedIn();
    for (const code of [codeOf(t, secret), recoveryCodes[0]]) {
      const answer = await stranger.api("POST", "/login/totp", { code });
      expect(await problem(answer)).toEqual([429, "rate_limited"]);
      expect(Number(answer.headers.get("retry-after"))).toBeLessThanOrEqual(180);
    }
    expect((await rows("recovery_codes")).filter((row) => row["used_at"] !== null)).toEqual([]);
    // Others are not affected, nor is a browser the owner has signed in with.
    expect(
      (await (await halfSignedIn(GRACE)).api("POST", "/login/totp", { code: codeOf(t, graces) })).status,
    ).toBe(200);
    await owner.send("POST", "/api/v1/auth/logout");
    expect(await (await owner.signIn(ADA)).json()).toEqual({ next: "totp" });
    expect((await owner.api("POST", "/login/totp", { code: codeOf(t, secret) })).status).toBe(200);
  });
});

describe("recovery codes", () => {
  it("open the account once each, however they are typed; the owner is told how many are left", async () => {
    const { recoveryCodes } = await setUpCodes(t, await addSignedIn(t, ADA));
    await t.deliver();
    t.sent.length = 0;
    const [code = ""] = recoveryCodes;
    const browser = await halfSignedIn();
    const typed = code.toLowerCase().replaceAll("-", " ");
    expect((await browser.api("POST", "/login/totp", { code: typed })).status).toBe(200);
    expect(await state(browser)).toEqual({ enabled: true, recovery_codes_left: 9 });
    await t.deliver();
    const used = t.sent.find(({ subject }) => subject.startsWith("A recovery code was used"));
    expect(used?.text).toContain("9 are left.");
    expect((await audited()).filter(([action]) => action === "recovery_code_used")).toHaveLength(1);
    const again = await halfSignedIn();
    expect(await problem(await again.api("POST", "/login/totp", { code }))).toEqual([401, "wrong_code"]);
  });

  it("let one of 100 parallel uses in", { timeout: 60_000 }, async () => {
    t = createAccountsApp({ vault: distinctBuckets(t) });
    const { recoveryCodes } = await setUpCodes(t, await addSignedIn(t, ADA));
    const browsers: TestBrowser[] = [];
    for (let count = 0; count < 4; count += 1) browsers.push(await halfSignedIn());
    const before = await rows("emails");
    const answers = await hundredTimes(browsers, recoveryCodes[3] ?? "");
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect((await audited()).filter(([action]) => action === "recovery_code_used")).toHaveLength(1);
    const templates = (await rows("emails")).slice(before.length).map((row) => row["template"]);
    expect(templates.filter((name) => name === "factor-changed")).toHaveLength(1);
  });

  it("are dead once new ones are made, and no code of another person's opens anything", async () => {
    const owner = await addSignedIn(t, ADA);
    const { recoveryCodes: old } = await setUpCodes(t, owner);
    const { recoveryCodes: graces } = await setUpCodes(t, await addSignedIn(t, GRACE));
    const made = await owner.api("POST", "/totp/recovery-codes");
    const { recovery_codes: fresh } = (await made.json()) as { recovery_codes: string[] };
    expect(fresh).toHaveLength(10);
    const browser = await halfSignedIn();
    for (const code of [old[0], graces[0]]) {
      expect(await problem(await browser.api("POST", "/login/totp", { code }))).toEqual([401, "wrong_code"]);
    }
    expect((await browser.api("POST", "/login/totp", { code: fresh[9] })).status).toBe(200);
    expect(await rows("recovery_codes")).toHaveLength(20);
  });

  it("are made only for an account with codes", async () => {
    const owner = await addSignedIn(t, ADA);
    for (const [method, path] of [
      ["POST", "/totp/recovery-codes"],
      ["DELETE", "/totp"],
    ] as const) {
      expect(await problem(await owner.api(method, path))).toEqual([409, "codes_off"]);
    }
    expect(await rows("recovery_codes")).toEqual([]);
    expect(await rows("emails")).toHaveLength(1);
  });
});

describe("switching codes off", () => {
  it("takes everything away, tells the owner, and no session counts as one with two factors", async () => {
    const owner = await addSignedIn(t, ADA);
    await setUpCodes(t, owner);
    await t.deliver();
    t.sent.length = 0;
    expect((await owner.api("DELETE", "/totp")).status).toBe(204);
    expect([await rows("totp_credentials"), await rows("recovery_codes")]).toEqual([[], []]);
    expect(await rows("sessions")).toMatchObject([{ two_factor: 0 }]);
    await t.deliver();
    expect(t.sent.map(({ subject }) => subject)).toEqual(["Codes are off: your Linkarooie account"]);
    expect((await audited()).at(-1)).toEqual(["totp_disabled", "done"]);
    expect(await (await new TestBrowser(t).signIn(ADA)).json()).toMatchObject({ next: null });
  });

  it("ends a set-up nobody confirmed without telling anybody", async () => {
    const owner = await addSignedIn(t, ADA);
    await owner.api("POST", "/totp");
    expect((await owner.api("DELETE", "/totp")).status).toBe(204);
    expect(await rows("totp_credentials")).toEqual([]);
    expect((await audited()).map(([action]) => action)).not.toContain("totp_disabled");
  });
});

describe("showing again who it is", () => {
  it("takes password and code once codes are on, and the session keeps its two factors", async () => {
    const owner = await addSignedIn(t, ADA);
    const { secret, recoveryCodes } = await setUpCodes(t, owner);
    t.clock.now += 20 * MINUTE_MS;
    const before = await rows("sessions");
    const again = (body: object) => owner.api("POST", "/reauthenticate", body);
    expect(await problem(await again({ password: PASSWORD }))).toEqual([422, "code_needed"]);
    expect(await problem(await again({ password: "a wrong one", code: codeOf(t, secret) }))).toEqual([
      401,
      "wrong_password",
    ]);
    expect(await problem(await again({ password: PASSWORD, code: "000000" }))).toEqual([401, "wrong_code"]);
    expect(await rows("sessions")).toEqual(before);
    expect((await again({ password: PASSWORD, code: codeOf(t, secret) })).status).toBe(200);
    expect(await rows("sessions")).toMatchObject([{ two_factor: 1, authenticated_at: t.clock.now }]);
    expect(await problem(await again({ password: PASSWORD, code: codeOf(t, secret) }))).toEqual([
      401,
      "wrong_code",
    ]);
    expect((await again({ password: PASSWORD, code: recoveryCodes[0] })).status).toBe(200);
  });

  it("needs no code without codes", async () => {
    const owner = await addSignedIn(t, ADA);
    expect((await owner.api("POST", "/reauthenticate", { password: PASSWORD })).status).toBe(200);
    expect(await rows("sessions")).toMatchObject([{ two_factor: 0 }]);
  });
});

describe("every way in", () => {
  it.each(["password", "google", "facebook", "github"] as const)(
    "asks for the code behind %s, and remembers what came first",
    async (method) => {
      const { secret } = await setUpCodes(t, await addSignedIn(t, ADA));
      const account = await findAccount(t.app.db, ADA);
      if (account === null) throw new Error("Ada is not there");
      const client = testClient();
      const input = { user: account.user, method, twoFactor: false, client };
      const outcome = await completeSignIn(t.app, input);
      if (outcome.next !== "totp") throw new Error("no code was asked for");
      expect(await rows("sessions")).toHaveLength(1);
      expect(JSON.stringify(await rows("pending_sign_ins"))).not.toContain(outcome.secondFactorSecret);
      const browser = new TestBrowser(t);
      browser.cookies.set("__Host-second-factor", outcome.secondFactorSecret);
      expect((await browser.api("GET", "/totp")).status).toBe(401);
      expect((await browser.api("POST", "/login/totp", { code: codeOf(t, secret) })).status).toBe(200);
      expect((await rows("sessions")).at(-1)).toMatchObject({ method, two_factor: 1 });
    },
  );
});

/** A vault that gives every count a bucket of its own. */
function distinctBuckets({ app }: AccountsApp) {
  let n = 0;
  return { ...app.vault, blindIndex: () => Promise.resolve(`bucket-${(n += 1)}`) };
}

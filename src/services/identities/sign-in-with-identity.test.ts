import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { countHashes, rows, tokenIn } from "../../../test/support/worker/accounts-app.ts";
import { ADA, createLoginWorld, type LoginWorld } from "../../../test/support/worker/login-world.ts";
import { loginBrowser, type LoginBrowser } from "../../../test/support/worker/login-browser.ts";
import { totpCredentials } from "../../db/schema.ts";

const EMAIL = "ada@gmail.com";
const PASSWORD = "analytical engines hum";
/** Verified by Google, but given out by somebody else. */
const FOREIGN = { subject: "1002", name: "Ada", email: "ada@hopfield.example", verified: true };

let t: LoginWorld;
let browser: LoginBrowser;

beforeEach(() => {
  countHashes();
  t = createLoginWorld();
  browser = loginBrowser(t);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function whereTo(answer: Response): string {
  return answer.headers.get("location") ?? `no redirect, ${answer.status}`;
}

async function mailed(): Promise<[string, string][]> {
  await t.deliver();
  return t.sent.splice(0).map((mail) => [mail.to, mail.subject]);
}

async function actions(): Promise<unknown[]> {
  return (await rows("audit_events")).map((row) => row["action"]);
}

/** Somebody's account by password, proved or not; nothing of its making is left in the mailbox. */
async function account(email: string, proved: boolean): Promise<LoginBrowser> {
  const owner = loginBrowser(t);
  await owner.call("POST", "/api/v1/auth/register", { email, password: PASSWORD });
  await t.deliver();
  const [mail] = t.sent.splice(0);
  if (proved) await owner.call("POST", "/api/v1/auth/verify-email", { token: tokenIn(mail) });
  return owner;
}

describe("an identity nobody knows, with an address nobody has", () => {
  it.each([
    ["google", ADA],
    ["google", FOREIGN],
    ["github", { ...FOREIGN, subject: "7" }],
  ] as const)("opens an account through %s: proved, linked, without a password", async (provider, person) => {
    expect(whereTo(await t.through(browser, provider, person, "?next=/pictures"))).toBe("/pictures");
    expect(await browser.whoAmI()).toBe(person.email);
    expect(await rows("users")).toMatchObject([
      {
        email: person.email,
        email_key: person.email,
        email_verified_at: t.clock.now,
        first_name: "Ada",
        last_name: person === ADA ? "Lovelace" : null,
      },
    ]);
    expect(await rows("identities")).toMatchObject([
      { provider, subject: person.subject, email: person.email, last_used_at: t.clock.now },
    ]);
    expect(await rows("password_credentials")).toEqual([]);
    expect(await rows("sessions")).toMatchObject([{ method: provider, two_factor: 0 }]);
    expect(await actions()).toEqual(["registered", "address_verified", "identity_linked", "signed_in"]);
    expect(await mailed()).toEqual([]);
    expect(JSON.stringify(await rows("identities"))).not.toContain("code-");
  });

  it("opens one account when the person is too quick, or in two browsers at once", async () => {
    const browsers = [browser, loginBrowser(t), loginBrowser(t)];
    const paths = await Promise.all(
      browsers.map(async (each) => t.allow(await t.begin(each, "google"), ADA)),
    );
    await Promise.all(browsers.map((each, index) => each.arrive(paths[index] ?? "")));
    expect(await Promise.all(browsers.map((each) => each.whoAmI()))).toEqual([EMAIL, EMAIL, EMAIL]);
    expect([await rows("users"), await rows("identities")].map((all) => all.length)).toEqual([1, 1]);
  });

  it.each([
    ["google", { ...ADA, verified: false }],
    ["facebook", ADA],
    ["facebook", { subject: "1003", name: "Phoebe" }],
    ["github", { ...ADA, verified: false }],
  ] as const)("makes none through %s when the address is not vouched for", async (provider, person) => {
    expect(whereTo(await t.through(browser, provider, person))).toBe("/auth/confirm-address");
    expect([await rows("users"), await rows("sessions"), await rows("identities")]).toEqual([[], [], []]);
    expect(await rows("pending_identities")).toMatchObject([
      { provider, subject: person.subject, email: null },
    ]);
    expect(await browser.whoAmI()).toBeNull();
    expect(await mailed()).toEqual([]);
  });

  it("takes a name for what it is: cut, and without what is not seen", async () => {
    const name = `Ada\u0000\n${"x".repeat(150)} `;
    await t.through(browser, "google", { ...ADA, name });
    expect(await rows("users")).toMatchObject([{ first_name: "Ada", last_name: "x".repeat(100) }]);
  });
});

describe("a known identity", () => {
  beforeEach(async () => {
    await t.through(browser, "google", ADA);
  });

  it("is known by its number alone: the address may change, or belong to somebody else", async () => {
    await account("grace@gmail.com", true);
    const other = loginBrowser(t);
    t.clock.now += 1_000;
    await t.through(other, "google", { ...ADA, email: "grace@gmail.com" });
    expect(await other.whoAmI()).toBe(EMAIL);
    expect(await rows("identities")).toMatchObject([{ email: "grace@gmail.com", last_used_at: t.clock.now }]);
    expect(await rows("users")).toHaveLength(2);
  });

  it("is known without any address", async () => {
    const other = loginBrowser(t);
    await t.through(other, "google", { subject: ADA.subject });
    expect(await other.whoAmI()).toBe(EMAIL);
  });

  it("is not known at another provider under the same number", async () => {
    const other = loginBrowser(t);
    const answer = await t.through(other, "facebook", { ...ADA, email: "someone@example.test" });
    expect(whereTo(answer)).toBe("/auth/confirm-address");
  });

  it("still owes the second factor", async () => {
    const userId = String((await rows("users"))[0]?.["id"]);
    await t.app.db
      .insert(totpCredentials)
      .values({ userId, sealedSecret: "x", confirmedAt: t.clock.now, createdAt: t.clock.now });
    const other = loginBrowser(t);
    const answer = await t.through(other, "google", ADA, "?next=/pictures");
    expect(whereTo(answer)).toBe("/sign-in/code?next=%2Fpictures");
    expect(await other.whoAmI()).toBeNull();
    expect(other.cookies.has("__Host-second-factor")).toBe(true);
    expect(await rows("pending_sign_ins")).toMatchObject([{ user_id: userId, method: "google" }]);
  });

  it("ends the session this browser had", async () => {
    await browser.submit("/sign-out");
    await t.through(browser, "google", ADA);
    const old = browser.cookies.get("__Host-session") ?? "";
    const back = t.allow(await t.begin(loginBrowser(t), "google"), ADA);
    const again = loginBrowser(t);
    again.cookies.set("__Host-session", old);
    expect(whereTo(await again.arrive(back))).toContain("problem=");
    browser.cookies.delete("__Host-session");
    const at = await t.begin(browser, "google");
    browser.cookies.set("__Host-session", old);
    await browser.arrive(t.allow(at, ADA));
    const stale = loginBrowser(t);
    stale.cookies.set("__Host-session", old);
    expect([await browser.whoAmI(), await stale.whoAmI()]).toEqual([EMAIL, null]);
  });
});

describe("an address that has a proved account", () => {
  it("is linked where the provider gives the address out itself, and its owner is told", async () => {
    const owner = await account(EMAIL, true);
    await owner.call("POST", "/api/v1/auth/login", { email: EMAIL, password: PASSWORD });
    t.queued.length = 0;
    await t.through(browser, "google", { ...ADA, email: "Ada@Gmail.com" });
    expect(await browser.whoAmI()).toBe(EMAIL);
    expect(await owner.whoAmI()).toBe(EMAIL);
    expect(await rows("users")).toHaveLength(1);
    expect(await rows("password_credentials")).toHaveLength(1);
    expect(await mailed()).toEqual([
      [EMAIL, "Google is linked to your account"],
      [EMAIL, "New sign-in to your Linkarooie account"],
    ]);
    expect(await actions()).toContain("identity_linked");
  });

  it.each([
    ["google", FOREIGN],
    ["github", { ...FOREIGN, subject: "7" }],
  ] as const)("stays its owner's with %s: sign in first, then link", async (provider, person) => {
    await account(person.email, true);
    const answer = await t.through(browser, provider, person);
    const name = provider === "google" ? "Google" : "GitHub";
    expect(whereTo(answer)).toBe(
      `/sign-in?problem=account_exists&provider=${provider}&next=%2Fsettings%2Fsign-in`,
    );
    const page = await (await browser.open(whereTo(answer))).text();
    expect(page).toContain("An account with this address is here already. Sign in to it, then link");
    expect(page).toContain(`link ${name} under Ways to sign in`);
    expect([await browser.whoAmI(), await rows("identities"), await rows("pending_identities")]).toEqual([
      null,
      [],
      [],
    ]);
    expect(await mailed()).toEqual([]);
  });

  it.each([
    ["facebook", ADA],
    ["google", { ...ADA, verified: false }],
    ["github", { ...ADA, verified: false }],
  ] as const)("is not given away to whoever %s knows nothing of", async (provider, person) => {
    await account(EMAIL, true);
    const known = await t.through(browser, provider, person);
    const unknown = await t.through(loginBrowser(t), provider, { ...person, email: "nobody@gmail.com" });
    expect([whereTo(known), whereTo(unknown)]).toEqual(["/auth/confirm-address", "/auth/confirm-address"]);
    expect(await rows("identities")).toEqual([]);
  });
});

describe("an address that somebody prepared without proving it", () => {
  it("belongs to whoever the provider gave it to: emptied, proved and linked at once", async () => {
    await account(EMAIL, false);
    const [before] = await rows("users");
    expect(whereTo(await t.through(browser, "google", ADA))).toBe("/");
    expect(await rows("users")).toMatchObject([
      { id: before?.["id"], email_verified_at: t.clock.now, first_name: "Ada", last_name: "Lovelace" },
    ]);
    for (const table of ["password_credentials", "mail_tokens"]) expect(await rows(table)).toEqual([]);
    expect(await rows("identities")).toHaveLength(1);
    expect((await actions()).slice(-3)).toEqual(["address_verified", "identity_linked", "signed_in"]);
  });

  it.each([
    ["google", FOREIGN],
    ["github", { ...FOREIGN, subject: "7" }],
    ["facebook", { ...FOREIGN, subject: "8" }],
  ] as const)("is proved by mail first with %s", async (provider, person) => {
    await account(person.email, false);
    const before = await rows("password_credentials");
    expect(whereTo(await t.through(browser, provider, person))).toBe("/auth/confirm-address");
    expect(await rows("users")).toMatchObject([{ email_verified_at: null }]);
    expect([await rows("password_credentials"), await rows("identities")]).toEqual([before, []]);
  });
});

import { beforeEach, describe, expect, it } from "vitest";

import { rows } from "../../../test/support/worker/accounts-app.ts";
import { ADA, createLoginWorld, type LoginWorld } from "../../../test/support/worker/login-world.ts";
import { loginBrowser, type LoginBrowser } from "../../../test/support/worker/login-browser.ts";
import { passkeys, passwordCredentials, totpCredentials } from "../../db/schema.ts";
import { MINUTE_MS } from "../../limits.ts";
import { newId } from "../../new-id.ts";

const QUERY = "?purpose=reauthenticate&next=/settings/sessions";

let t: LoginWorld;
let browser: LoginBrowser;
let userId: string;

/** An account by Google, whose last proof is an hour old. */
beforeEach(async () => {
  t = createLoginWorld();
  browser = loginBrowser(t);
  await t.through(browser, "google", ADA);
  userId = String((await rows("users"))[0]?.["id"]);
  t.clock.now += 60 * MINUTE_MS;
});

function whereTo(answer: Response): string {
  return answer.headers.get("location") ?? `no redirect, ${answer.status}`;
}

async function isRecent(): Promise<boolean> {
  return (await browser.call("DELETE", "/api/v1/auth/sessions?except_current=true")).status === 200;
}

async function refusals(): Promise<unknown[]> {
  const all = await rows("audit_events");
  return all.filter((row) => row["outcome"] === "refused").map((row) => [row["action"], row["target"]]);
}

async function addPassword(): Promise<void> {
  await t.app.db.insert(passwordCredentials).values({ userId, hash: "x", updatedAt: t.clock.now });
}

async function addPasskey(): Promise<void> {
  await t.app.db.insert(passkeys).values({
    id: newId("psk"),
    userId,
    credentialId: "c",
    publicKey: "k",
    counter: 0,
    transports: "[]",
    backedUp: true,
    name: "Key",
    createdAt: t.clock.now,
  });
}

describe("Google", () => {
  it.each([
    ["just now", 0],
    ["five minutes ago", -5 * MINUTE_MS],
    ["a minute ahead of our clock", MINUTE_MS],
  ])(
    "proves who it is when the password was typed %s; the session goes on under a new secret",
    async (_, ago) => {
      const old = browser.cookies.get("__Host-session") ?? "";
      const at = await t.begin(browser, "google", QUERY);
      expect([at.searchParams.get("prompt"), at.searchParams.get("max_age")]).toEqual(["login", "0"]);
      const answer = await browser.arrive(t.allow(at, { ...ADA, authTime: t.clock.now + ago }));
      expect(whereTo(answer)).toBe("/settings/sessions");
      expect(await isRecent()).toBe(true);
      const copied = loginBrowser(t);
      copied.cookies.set("__Host-session", old);
      expect(await copied.whoAmI()).toBeNull();
      const events = await rows("audit_events");
      expect(events.filter((row) => row["action"] === "reauthenticated")).toMatchObject([
        { target: "google" },
      ]);
      expect(await refusals()).toEqual([]);
    },
  );

  it.each([
    ["is a second too old", -5 * MINUTE_MS - 1_000],
    ["lies in the future", MINUTE_MS + 1_000],
    ["is missing", null],
  ])("proves nothing when the time of the sign-in there %s", async (_, ago) => {
    const session = browser.cookies.get("__Host-session");
    const person = ago === null ? ADA : { ...ADA, authTime: t.clock.now + ago };
    const answer = await t.through(browser, "google", person, QUERY);
    expect(whereTo(answer)).toBe(
      "/reauthenticate?problem=not_fresh&provider=google&next=%2Fsettings%2Fsessions",
    );
    expect(await (await browser.open(whereTo(answer))).text()).toContain(
      "Google did not ask you to sign in again",
    );
    expect([await isRecent(), browser.cookies.get("__Host-session")]).toEqual([false, session]);
    expect(await refusals()).toEqual([["reauthentication_refused", "google"]]);
  });

  it("proves nothing through an account that is not linked to this one", async () => {
    const grace = { subject: "2", email: "grace@gmail.com", verified: true };
    await t.through(loginBrowser(t), "google", grace);
    for (const person of [grace, { ...grace, subject: "3", email: ADA.email }]) {
      const answer = await t.through(browser, "google", { ...person, authTime: t.clock.now }, QUERY);
      expect(whereTo(answer)).toContain("problem=identity_not_linked");
    }
    expect(await isRecent()).toBe(false);
    expect(await refusals()).toHaveLength(2);
    expect(await rows("identities")).toHaveLength(2);
  });

  it("owes the code as well where codes are on: until then nothing is proved", async () => {
    const sealed = { userId, sealedSecret: "x", confirmedAt: t.clock.now, createdAt: t.clock.now };
    await t.app.db.insert(totpCredentials).values(sealed);
    const answer = await t.through(browser, "google", { ...ADA, authTime: t.clock.now }, QUERY);
    expect(whereTo(answer)).toBe("/sign-in/code?next=%2Fsettings%2Fsessions");
    expect(await isRecent()).toBe(false);
    expect(await rows("pending_sign_ins")).toMatchObject([{ user_id: userId, method: "google" }]);
  });

  it("proves who it is beside a password, too: its answer shows that it asked", async () => {
    await addPassword();
    const answer = await t.through(browser, "google", { ...ADA, authTime: t.clock.now }, QUERY);
    expect(whereTo(answer)).toBe("/settings/sessions");
  });
});

describe.each([
  ["facebook", "1005"],
  ["github", "1006"],
] as const)("%s", (provider, subject) => {
  const person = { subject, name: "Ada" };

  async function link(): Promise<void> {
    await t.app.db.run(
      `insert into identities (id, user_id, provider, subject, created_at, last_used_at)
       values ('idn_1', '${userId}', '${provider}', '${subject}', 0, 0)`,
    );
  }

  it("proves who it is for somebody with neither password nor passkey", async () => {
    await link();
    const page = await (await browser.open("/reauthenticate?next=/pictures")).text();
    expect(page).toContain(`href="/auth/${provider}?purpose=reauthenticate&amp;next=%2Fpictures"`);
    const at = await t.begin(browser, provider, QUERY);
    // GitHub has nothing to ask for.
    expect(at.searchParams.get("auth_type")).toBe(provider === "facebook" ? "reauthenticate" : null);
    expect(whereTo(await browser.arrive(t.allow(at, person)))).toBe("/settings/sessions");
    expect(await isRecent()).toBe(true);
  });

  it.each([
    ["a password", addPassword],
    ["a passkey", addPasskey],
  ])("is not taken for a proof from somebody with %s: nothing shows that it asked again", async (_, add) => {
    await link();
    const at = await t.begin(browser, provider, QUERY);
    await add();
    expect(await (await browser.open("/reauthenticate")).text()).not.toContain(`/auth/${provider}`);
    const begun = await browser.open(`/auth/${provider}${QUERY}`, {
      "sec-fetch-site": "same-origin",
      accept: "application/json",
    });
    expect([begun.status, ((await begun.json()) as { code: string }).code]).toEqual([
      403,
      "proof_not_possible",
    ]);
    expect(whereTo(await browser.arrive(t.allow(at, person)))).toContain("problem=proof_not_possible");
    expect(await isRecent()).toBe(false);
  });

  it("is not offered, and does not begin, where it is not linked", async () => {
    expect(await (await browser.open("/reauthenticate")).text()).not.toContain(`/auth/${provider}`);
    expect((await browser.open(`/auth/${provider}${QUERY}`)).status).toBe(403);
    expect(await rows("login_flows")).toEqual([]);
  });
});

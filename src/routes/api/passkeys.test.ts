import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
  ORIGIN,
  rows,
} from "../../../test/support/worker/accounts-app.ts";
import { setUpCodes } from "../../../test/support/worker/authenticator-app.ts";
import { type Lies, SoftwarePasskey } from "../../../test/support/worker/software-passkey.ts";
import { addSignedIn, TestBrowser } from "../../../test/support/worker/test-browser.ts";
import { MINUTE_MS } from "../../limits.ts";

const ADA = "ada@example.test";
const GRACE = "grace@example.test";

type CreationOptions = Parameters<SoftwarePasskey["attest"]>[0] & Record<string, unknown>;
type RequestOptions = Parameters<SoftwarePasskey["assert"]>[0] & Record<string, unknown>;

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
const audited = async () =>
  (await rows("audit_events")).map((row) => [row["action"], row["outcome"], row["target"]]);
/** Mails about changes of what opens an account. */
const notices = async () => (await rows("emails")).filter((row) => row["template"] === "factor-changed");
const run = (statement: string) => (env as unknown as { DB: D1Database }).DB.prepare(statement).run();

async function creationOptions(browser: TestBrowser): Promise<CreationOptions> {
  const answer = await browser.api("POST", "/passkeys/registration/options");
  expect(answer.status).toBe(200);
  return answer.json();
}

async function requestOptions(browser: TestBrowser, of: "sign-in" | "reauthenticate" = "sign-in") {
  const answer = await browser.api("POST", `/passkeys/${of}/options`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as RequestOptions;
}

/** Adds a passkey to the account of a signed-in browser. */
async function addPasskey(browser: TestBrowser, options: { counts?: boolean } = {}) {
  const passkey = await SoftwarePasskey.create(ORIGIN, options);
  const response = await passkey.attest(await creationOptions(browser));
  const answer = await browser.api("POST", "/passkeys/registration", { response });
  expect(answer.status).toBe(201);
  const { id } = (await answer.json()) as { id: string };
  return { passkey, id };
}

async function signInWith(passkey: SoftwarePasskey, lies: Lies = {}, browser = new TestBrowser(t)) {
  const response = await passkey.assert(await requestOptions(browser), lies);
  return browser.api("POST", "/passkeys/sign-in", { response });
}

describe("adding a passkey", () => {
  it("asks for one that is found by itself and checks its owner, and names nobody by address", async () => {
    const browser = await addSignedIn(t, ADA);
    const options = await creationOptions(browser);
    expect(options).toMatchObject({
      rp: { id: "localhost", name: "Linkarooie" },
      attestation: "none",
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      excludeCredentials: [],
    });
    expect(atob(options.user.id.replaceAll("-", "+").replaceAll("_", "/"))).toMatch(/^usr_\w{26}$/);
    expect(options.challenge).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(await rows("passkey_challenges"))).not.toContain(options.challenge);
  });

  it("keeps the public key, tells the owner, and offers it no second time", async () => {
    const browser = await addSignedIn(t, ADA);
    const { passkey, id } = await addPasskey(browser);
    const listed = await browser.api("GET", "/passkeys");
    expect(await listed.json()).toEqual({
      data: [
        { id, name: "Firefox", synced: false, created_at: "2026-11-22T09:00:00.000Z", last_used_at: null },
      ],
    });
    expect(await rows("passkey_challenges")).toEqual([]);
    expect((await audited()).at(-1)).toEqual(["passkey_added", "done", id]);
    await t.deliver();
    expect(t.sent.map(({ to, subject }) => [to, subject])).toEqual([
      [ADA, "A passkey was added: your Linkarooie account"],
    ]);
    expect(await creationOptions(browser)).toMatchObject({
      excludeCredentials: [{ id: passkey.credentialId, transports: ["internal"] }],
    });
  });

  it("takes a name, and refuses one that is none", async () => {
    const browser = await addSignedIn(t, ADA);
    const passkey = await SoftwarePasskey.create(ORIGIN);
    const response = await passkey.attest(await creationOptions(browser));
    const named = (name: string) => browser.api("POST", "/passkeys/registration", { name, response });
    for (const name of ["", " ", "x".repeat(61), "a\nb"]) expect((await named(name)).status).toBe(422);
    expect(await rows("passkeys")).toEqual([]);
    expect(await (await named(" Phone ")).json()).toMatchObject({ name: "Phone" });
  });

  it.each<[string, Lies]>([
    ["another site's", { origin: "https://evil.example" }],
    ["this site's under another port", { origin: "http://localhost:8788" }],
    ["made for another host", { rpId: "evil.example" }],
    ["for another challenge", { challenge: "A".repeat(43) }],
    ["from one that did not check its owner", { verified: false }],
    ["from one nobody touched", { present: false }],
    ["from a frame of another site", { crossOrigin: true }],
    ["of a use in the place of a new one", { type: "webauthn.get" }],
  ])("refuses an answer %s", async (_, lies) => {
    const browser = await addSignedIn(t, ADA);
    const passkey = await SoftwarePasskey.create(ORIGIN);
    const response = await passkey.attest(await creationOptions(browser), lies);
    const answer = await browser.api("POST", "/passkeys/registration", { response });
    expect(await problem(answer)).toEqual([422, "passkey_not_made"]);
    expect([await rows("passkeys"), await notices()]).toEqual([[], []]);
  });

  it("takes a challenge once, for 5 minutes, in the session that asked for it", async () => {
    const browser = await addSignedIn(t, ADA);
    const other = new TestBrowser(t);
    await other.signIn(ADA);
    const told = await notices();
    const passkey = await SoftwarePasskey.create(ORIGIN);
    const late = await passkey.attest(await creationOptions(browser));
    t.clock.now += 5 * MINUTE_MS;
    const response = await passkey.attest(await creationOptions(browser));
    const refused = [422, "passkey_not_made"];
    const send = (by: TestBrowser, body: object) => by.api("POST", "/passkeys/registration", body);
    expect(await problem(await send(browser, { response: late }))).toEqual(refused);
    expect(await problem(await send(other, { response }))).toEqual(refused);
    expect([await rows("passkeys"), await notices()]).toEqual([[], told]);
    expect((await send(browser, { response })).status).toBe(201);
    expect(await problem(await send(browser, { response }))).toEqual(refused);
    // A challenge for showing who it is makes no passkey.
    const proof = await requestOptions(browser, "reauthenticate");
    const mixed = await passkey.attest({ ...proof, rp: { id: "localhost" }, user: { id: "" } });
    expect(await problem(await send(browser, { response: mixed }))).toEqual(refused);
    expect(await rows("passkeys")).toHaveLength(1);
  });

  it("refuses a passkey that belongs to an account already, and more than 20", async () => {
    const { passkey } = await addPasskey(await addSignedIn(t, ADA));
    const grace = await addSignedIn(t, GRACE);
    const told = await notices();
    const response = await passkey.attest(await creationOptions(grace));
    expect(await problem(await grace.api("POST", "/passkeys/registration", { response }))).toEqual([
      409,
      "passkey_taken",
    ]);
    expect([(await rows("passkeys")).length, await notices()]).toEqual([1, told]);
    for (let n = 1; n <= 20; n += 1) {
      await run(
        `insert into passkeys select 'psk_${n}', id, '${n}', 'k', 0, '[]', 0, 'n', 1, null from users where email = '${GRACE}'`,
      );
    }
    expect(await problem(await grace.api("POST", "/passkeys/registration/options"))).toEqual([
      409,
      "too_many_passkeys",
    ]);
  });
});

describe("signing in with a passkey", () => {
  it("asks everybody the same and names no account", async () => {
    await addPasskey(await addSignedIn(t, ADA));
    const browser = new TestBrowser(t);
    const options = await requestOptions(browser);
    expect({ ...options, challenge: "" }).toEqual({
      challenge: "",
      rpId: "localhost",
      timeout: 300_000,
      userVerification: "required",
    });
    expect([...browser.cookies.keys()]).toEqual(["__Host-login"]);
    const secret = browser.cookies.get("__Host-login");
    await requestOptions(browser);
    expect(browser.cookies.get("__Host-login")).toBe(secret);
  });

  it("counts as two factors: no code is asked for", async () => {
    const owner = await addSignedIn(t, ADA);
    const { passkey, id } = await addPasskey(owner);
    await setUpCodes(t, owner);
    const browser = new TestBrowser(t);
    const answer = await signInWith(passkey, {}, browser);
    expect(await answer.json()).toMatchObject({ next: null, user: { email: ADA } });
    expect((await rows("sessions")).at(-1)).toMatchObject({ method: "passkey", two_factor: 1 });
    expect((await audited()).at(-1)).toEqual(["signed_in", "done", "passkey"]);
    expect(await rows("passkeys")).toMatchObject([{ id, counter: 0, last_used_at: t.clock.now }]);
    expect((await browser.api("GET", "/passkeys")).status).toBe(200);
  });

  it.each<[string, Lies]>([
    ["another site's", { origin: "https://evil.example" }],
    ["made for another host", { rpId: "evil.example" }],
    ["for another challenge", { challenge: "A".repeat(43) }],
    ["with another signature", { tampered: true }],
    ["that did not check its owner", { verified: false }],
    ["nobody touched", { present: false }],
    ["from a frame of another site", { crossOrigin: true }],
    ["of a new one in the place of a use", { type: "webauthn.create" }],
    ["of a credential nobody has", { credentialId: "A".repeat(43) }],
    ["that says it is somebody else's", { userHandle: "dXNyX3NvbWVib2R5" }],
    ["that does not say whose it is", { userHandle: null }],
  ])("refuses an answer %s, all in the same words", async (_, lies) => {
    const { passkey } = await addPasskey(await addSignedIn(t, ADA));
    const [sessions, passkeys] = [await rows("sessions"), await rows("passkeys")];
    const browser = new TestBrowser(t);
    const answer = await signInWith(passkey, lies, browser);
    expect(await answer.json()).toMatchObject({
      status: 401,
      code: "passkey_not_accepted",
      detail: "That passkey was not accepted. Try it once more, or sign in another way.",
      errors: [],
    });
    expect([...browser.cookies.keys()]).toEqual(["__Host-login"]);
    expect([await rows("sessions"), await rows("passkeys")]).toEqual([sessions, passkeys]);
  });

  it("takes a challenge once, for 5 minutes, in the browser that asked for it", async () => {
    const { passkey } = await addPasskey(await addSignedIn(t, ADA));
    const refused = [401, "passkey_not_accepted"];
    const send = (by: TestBrowser, response: object) => by.api("POST", "/passkeys/sign-in", { response });
    const browser = new TestBrowser(t);
    const late = await passkey.assert(await requestOptions(browser));
    t.clock.now += 5 * MINUTE_MS;
    expect(await problem(await send(browser, late))).toEqual(refused);

    const response = await passkey.assert(await requestOptions(browser));
    const thief = new TestBrowser(t);
    expect(await problem(await send(thief, response))).toEqual(refused);
    await requestOptions(thief);
    expect(await problem(await send(thief, response))).toEqual(refused);
    expect(await rows("sessions")).toHaveLength(1);
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(browser, response)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await problem(await send(browser, response))).toEqual(refused);
    expect(await rows("sessions")).toHaveLength(2);
  });

  it("refuses a counter that does not go forward, and writes it down", async () => {
    const { passkey } = await addPasskey(await addSignedIn(t, ADA), { counts: true });
    for (let time = 0; time < 2; time += 1) expect((await signInWith(passkey)).status).toBe(200);
    const before = await rows("passkeys");
    for (const counter of [2, 1, 0]) {
      expect(await problem(await signInWith(passkey, { counter }))).toEqual([401, "passkey_not_accepted"]);
    }
    expect(await rows("passkeys")).toEqual(before);
    expect((await audited()).slice(-3)).toEqual(Array(3).fill(["sign_in_refused", "refused", "passkey"]));
    expect(t.logLines.filter((line) => line.includes("passkey_counter_went_back"))).toHaveLength(3);
    passkey.counter = 5;
    expect((await signInWith(passkey)).status).toBe(200);
  });

  it("opens no account whose address is not confirmed", async () => {
    const { passkey } = await addPasskey(await addSignedIn(t, ADA));
    await run("update users set email_verified_at = null");
    expect(await problem(await signInWith(passkey))).toEqual([401, "passkey_not_accepted"]);
    expect(await rows("sessions")).toHaveLength(1);
  });
});

describe("showing again who it is with a passkey", () => {
  it("renews the proof under a new cookie, and the session has two factors from then on", async () => {
    const browser = await addSignedIn(t, ADA);
    const { passkey } = await addPasskey(browser);
    t.clock.now += 20 * MINUTE_MS;
    expect((await browser.api("POST", "/passkeys/registration/options")).status).toBe(403);
    const before = browser.cookie;
    const options = await requestOptions(browser, "reauthenticate");
    expect(options["allowCredentials"]).toMatchObject([{ id: passkey.credentialId }]);
    const response = await passkey.assert(options, { userHandle: null });
    expect((await browser.api("POST", "/passkeys/reauthenticate", { response })).status).toBe(200);
    expect(await rows("sessions")).toMatchObject([{ two_factor: 1, authenticated_at: t.clock.now }]);
    expect((await browser.api("POST", "/passkeys/registration/options")).status).toBe(200);
    expect((await t.request("/api/v1/me", { headers: { cookie: before } })).status).toBe(401);
    expect((await audited()).at(-1)).toEqual(["reauthenticated", "done", "passkey"]);
  });

  it("refuses somebody else's passkey and another session's challenge, without effect", async () => {
    const ada = await addSignedIn(t, ADA);
    const { passkey } = await addPasskey(ada);
    const grace = await addSignedIn(t, GRACE);
    const { passkey: graces } = await addPasskey(grace, { counts: true });
    const [sessions, passkeys] = [await rows("sessions"), await rows("passkeys")];
    const send = (by: TestBrowser, response: object) =>
      by.api("POST", "/passkeys/reauthenticate", { response });
    const refused = [401, "passkey_not_accepted"];
    for (const lies of [{}, { userHandle: null }, { userHandle: passkey.userHandle }]) {
      const foreign = await graces.assert(await requestOptions(ada, "reauthenticate"), lies);
      expect(await problem(await send(ada, foreign))).toEqual(refused);
    }
    const response = await passkey.assert(await requestOptions(ada, "reauthenticate"));
    expect(await problem(await send(grace, response))).toEqual(refused);
    const browser = new TestBrowser(t);
    const signIn = await passkey.assert(await requestOptions(browser));
    expect(await problem(await send(ada, signIn))).toEqual(refused);
    expect([await rows("sessions"), await rows("passkeys")]).toEqual([sessions, passkeys]);
    expect((await audited()).at(-1)).toEqual(["reauthentication_refused", "refused", "passkey"]);
  });

  it("says when there is none", async () => {
    const browser = await addSignedIn(t, ADA);
    expect(await problem(await browser.api("POST", "/passkeys/reauthenticate/options"))).toEqual([
      409,
      "no_passkey",
    ]);
  });
});

describe("changing passkeys", () => {
  it("renames one of one's own", async () => {
    const ada = await addSignedIn(t, ADA);
    const { id } = await addPasskey(ada);
    const renamed = await ada.api("PATCH", `/passkeys/${id}`, { name: "Work laptop" });
    expect(await renamed.json()).toMatchObject({ id, name: "Work laptop" });
    expect((await audited()).at(-1)).toEqual(["passkey_renamed", "done", id]);
    const grace = await addSignedIn(t, GRACE);
    expect((await grace.api("PATCH", `/passkeys/${id}`, { name: "Mine" })).status).toBe(404);
    expect((await ada.api("PATCH", `/passkeys/${id}`, { name: "" })).status).toBe(422);
    expect(await rows("passkeys")).toMatchObject([{ name: "Work laptop" }]);
    expect((await audited()).filter(([action]) => action === "passkey_renamed")).toHaveLength(1);
  });

  it("removes one, which opens nothing from then on; the owner is told", async () => {
    const ada = await addSignedIn(t, ADA);
    const { passkey, id } = await addPasskey(ada);
    expect((await signInWith(passkey)).status).toBe(200);
    await t.deliver();
    t.sent.length = 0;
    expect((await (await addSignedIn(t, GRACE)).api("DELETE", `/passkeys/${id}`)).status).toBe(404);
    expect((await ada.api("DELETE", `/passkeys/${id}`)).status).toBe(204);
    expect(await rows("passkeys")).toEqual([]);
    expect(await problem(await signInWith(passkey))).toEqual([401, "passkey_not_accepted"]);
    expect((await rows("sessions")).map((row) => row["two_factor"])).toEqual([0, 0, 0]);
    await t.deliver();
    expect(t.sent.map(({ subject }) => subject)).toEqual(["A passkey was removed: your Linkarooie account"]);
    expect((await audited()).filter(([action]) => action === "passkey_removed")).toEqual([
      ["passkey_removed", "done", id],
    ]);
  });

  it("keeps the only way in, also when two are removed at once", async () => {
    const ada = await addSignedIn(t, ADA);
    const { id: first } = await addPasskey(ada);
    await run("delete from password_credentials");
    const told = await notices();
    expect(await problem(await ada.api("DELETE", `/passkeys/${first}`))).toEqual([409, "last_way_in"]);
    expect([(await rows("passkeys")).length, await notices()]).toEqual([1, told]);
    const { id: second } = await addPasskey(ada);
    const both = await Promise.all([first, second].map((id) => ada.api("DELETE", `/passkeys/${id}`)));
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409]);
    expect(await rows("passkeys")).toHaveLength(1);
    expect((await audited()).filter(([action]) => action === "passkey_removed")).toHaveLength(1);
    await run("insert into identities select 'idn_1', id, 'github', '7', null, null, 1, 1 from users");
    const [{ id: left } = {}] = await rows("passkeys");
    expect((await ada.api("DELETE", `/passkeys/${String(left)}`)).status).toBe(204);
  });

  it.each([
    ["POST", "/registration/options"],
    ["POST", "/registration"],
    ["DELETE", "/"],
  ])("asks for a recent proof before %s %s", async (method, path) => {
    const ada = await addSignedIn(t, ADA);
    const { id } = await addPasskey(ada);
    const fresh = await SoftwarePasskey.create(ORIGIN);
    const response = await fresh.attest(await creationOptions(ada));
    t.clock.now += 15 * MINUTE_MS;
    const at = `/passkeys${path === "/" ? `/${id}` : path}`;
    const body = path === "/registration" ? { response } : undefined;
    const before = await Promise.all(["passkeys", "emails", "passkey_challenges"].map(rows));
    expect(await problem(await ada.api(method, at, body))).toEqual([403, "reauthentication_needed"]);
    expect((await t.request(`/api/v1/auth${at}`, { method })).status).toBe(401);
    expect(await Promise.all(["passkeys", "emails", "passkey_challenges"].map(rows))).toEqual(before);
  });
});

import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
  rows,
  setCookies,
  tokenIn,
} from "../../../test/support/worker/accounts-app.ts";
import { HOUR_MS, MINUTE_MS } from "../../limits.ts";

const ADA = { email: "Ada@Example.test", password: "analytical engines hum" };

let t: AccountsApp;
let hashes: ReturnType<typeof countHashes>;

beforeEach(() => {
  hashes = countHashes();
  t = createAccountsApp();
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function register(body: object = ADA, headers: Record<string, string> = {}): Promise<Response> {
  const response = await t.post("/api/v1/auth/register", body, headers);
  await t.deliver();
  return response;
}

/** A verified account; returns nothing so that every test signs in for itself. */
async function verifiedAda(): Promise<void> {
  const cookie = setCookies(await register())[0]?.pair ?? "";
  const verified = await t.post("/api/v1/auth/verify-email", { token: tokenIn(t.sent.at(-1)) }, { cookie });
  expect(verified.status).toBe(200);
  t.sent.length = 0;
}

/** What an observer can compare, with what is random by design taken out. */
async function visible(response: Response) {
  const text = await response.text();
  const headers = [...response.headers].map(([name, value]) => {
    if (name === "set-cookie") return [name, value.replace(/=[\w-]{43};/, "=…;")];
    return name === "x-request-id" ? [name, "…"] : [name, value];
  });
  return { status: response.status, headers, body: text.replace(/req_\w+/g, "…") };
}

describe("register", () => {
  it("answers 202, signs nobody in, stores hashes only, and sends one mail", async () => {
    const response = await register({ ...ADA, first_name: "Ada", last_name: " Lovelace " });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ status: "mail_sent" });
    expect(setCookies(response).map((cookie) => [cookie.name, cookie.attributes])).toEqual([
      ["__Host-registration", "Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=Lax"],
    ]);
    expect(await rows("sessions")).toEqual([]);
    expect(await rows("users")).toMatchObject([
      {
        email: ADA.email,
        email_key: "ada@example.test",
        email_verified_at: null,
        first_name: "Ada",
        last_name: "Lovelace",
      },
    ]);
    expect(t.sent.map((mail) => [mail.to, mail.subject])).toEqual([
      [ADA.email, "Confirm your address for Linkarooie"],
    ]);
    const stored = JSON.stringify([
      await rows("mail_tokens"),
      await rows("password_credentials"),
      await rows("emails"),
    ]);
    for (const secret of [
      tokenIn(t.sent[0]),
      ADA.password,
      setCookies(response)[0]?.pair.split("=")[1] ?? "?",
    ]) {
      expect(stored).not.toContain(secret);
    }
  });

  it("cannot be told apart for a known, an unproved and an unknown address; only the mail differs", async () => {
    await verifiedAda();
    await register({ email: "grace@example.test", password: "nanoseconds of wire" });
    t.clock.now += MINUTE_MS;
    t.sent.length = 0;
    hashes.mockClear();
    const before = (await rows("users")).length;
    const hashesOf = async (email: string) => {
      hashes.mockClear();
      const seen = await visible(await register({ email, password: "something long enough" }));
      return { seen, runs: hashes.mock.calls.length };
    };
    const known = await hashesOf("ada@example.test");
    const unproved = await hashesOf("GRACE@example.test");
    const unknown = await hashesOf("mary@example.test");
    expect(unproved).toEqual(known);
    expect(unknown).toEqual(known);
    expect(known.runs).toBe(1);
    expect(t.sent.map((mail) => mail.subject)).toEqual([
      "You already have a Linkarooie account",
      "Confirm your address for Linkarooie",
      "Confirm your address for Linkarooie",
    ]);
    expect(await rows("users")).toHaveLength(before + 1);
    expect((await t.post("/api/v1/auth/login", ADA)).status).toBe(200);
  });

  it("survives the same address signing up many times at once", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => t.post("/api/v1/auth/register", ADA)));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 8 }, () => 202));
    expect(await rows("users")).toHaveLength(1);
    expect(await rows("mail_tokens")).toHaveLength(1);
  });

  it.each([
    ["a short password", { password: "nine char" }, "/password", "too_short"],
    ["a long password", { password: "x".repeat(129) }, "/password", "too_long"],
    ["the address as password", { password: "ada@example.test1" }, "/password", "too_easy"],
    ["the product as password", { password: "Linkarooie2026" }, "/password", "too_easy"],
    ["no address", { email: "ada" }, "/email", "wrong_format"],
    ["an unknown field", { admin: true }, "/admin", "unknown_field"],
    ["a control character", { first_name: "A\nBcc: x" }, "/first_name", "wrong_format"],
    ["a name of the wrong type", { first_name: 7 }, "/first_name", "wrong_type"],
  ])("refuses %s and does nothing", async (_, change, pointer, code) => {
    const response = await register({ ...ADA, ...change });
    expect(response.status).toBe(422);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ status: 422, errors: [{ pointer, code }] });
    expect(response.headers.getSetCookie()).toEqual([]);
    expect([await rows("users"), await rows("emails"), await rows("outbox"), t.sent]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    expect(hashes).not.toHaveBeenCalled();
  });

  it("counts characters, not code units, and needs no kinds of characters", async () => {
    expect((await register({ ...ADA, password: "🥝".repeat(10) })).status).toBe(202);
    expect((await register({ ...ADA, password: "🥝".repeat(9) })).status).toBe(422);
    expect((await register({ ...ADA, password: "🥝".repeat(129) })).status).toBe(422);
  });

  it("hashes nothing when the gate is closed", async () => {
    const keys: string[] = [];
    t = createAccountsApp({ gate: (key) => (keys.push(key), Promise.resolve(false)) });
    const headers = { "cf-connecting-ip": "203.0.113.77" };
    for (const path of ["register", "login"]) {
      const response = await t.post(`/api/v1/auth/${path}`, ADA, headers);
      expect(response.status).toBe(429);
      expect(response.headers.get("retry-after")).toBe("60");
    }
    expect(keys).toEqual(["register:203.0.113.0/24", "sign-in:203.0.113.0/24"]);
    expect(hashes).not.toHaveBeenCalled();
    expect([await rows("users"), await rows("emails")]).toEqual([[], []]);
  });

  it("keeps the mail when the queue is away", async () => {
    const renderImage = () => Promise.resolve();
    t = createAccountsApp({
      queues: { renderImage, sendEmail: () => Promise.reject(new Error("queue away")) },
    });
    expect((await t.post("/api/v1/auth/register", ADA)).status).toBe(202);
    const [email] = await rows("emails");
    expect(await rows("outbox")).toMatchObject([{ kind: "send_email", subject_id: email?.["id"] }]);
  });
});

describe("verify-email", () => {
  it("proves the address in the browser that registered, and signs nobody in", async () => {
    const cookie = setCookies(await register())[0]?.pair ?? "";
    const response = await t.post("/api/v1/auth/verify-email", { token: tokenIn(t.sent[0]) }, { cookie });
    expect(await response.json()).toEqual({ status: "verified" });
    expect(setCookies(response).map((each) => each.pair)).toEqual(["__Host-registration="]);
    expect(await rows("sessions")).toEqual([]);
    expect((await t.post("/api/v1/auth/login", ADA)).status).toBe(200);
  });

  it("asks for a new password in another browser, and the registrant's no longer opens the account", async () => {
    await register();
    const token = tokenIn(t.sent[0]);
    const refused = await t.post("/api/v1/auth/verify-email", { token });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      code: "password_needed",
      errors: [{ pointer: "/password" }],
    });
    expect(await rows("users")).toMatchObject([{ email_verified_at: null }]);
    expect((await t.post("/api/v1/auth/verify-email", { token, password: "short" })).status).toBe(422);

    const password = "chosen by the owner";
    expect((await t.post("/api/v1/auth/verify-email", { token, password })).status).toBe(200);
    expect((await t.post("/api/v1/auth/login", ADA)).status).toBe(401);
    expect((await t.post("/api/v1/auth/login", { ...ADA, password })).status).toBe(200);
  });

  it("keeps the names typed by whoever confirms, and none that a stranger may have typed", async () => {
    const names = { first_name: "Ada", last_name: "Lovelace" };
    const cookie = setCookies(await register({ ...ADA, ...names }))[0]?.pair ?? "";
    await t.post("/api/v1/auth/verify-email", { token: tokenIn(t.sent[0]) }, { cookie });
    expect(await rows("users")).toMatchObject([names]);

    await register({ ...ADA, email: "grace@example.test", ...names });
    const body = { token: tokenIn(t.sent[1]), password: "chosen by the owner" };
    expect((await t.post("/api/v1/auth/verify-email", body)).status).toBe(200);
    expect((await rows("users")).find((row) => row["email"] === "grace@example.test")).toMatchObject({
      first_name: null,
      last_name: null,
    });
  });

  it("lets exactly one of 100 parallel redemptions win", { timeout: 60_000 }, async () => {
    await register();
    const token = tokenIn(t.sent[0]);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        t.post("/api/v1/auth/verify-email", { token, password: `owner's choice number ${n}` }),
      ),
    );
    const won = answers.flatMap((answer, n) => (answer.status === 200 ? [n] : []));
    expect(won).toHaveLength(1);
    expect(await rows("mail_tokens")).toEqual([]);
    const proofs = (await rows("audit_events")).filter((event) => event["action"] === "address_verified");
    expect(proofs).toHaveLength(1);
    const open = (n: number | undefined) =>
      t.post("/api/v1/auth/login", { ...ADA, password: `owner's choice number ${n}` });
    expect((await open(won[0])).status).toBe(200);
    expect((await open(((won[0] ?? 0) + 1) % 100)).status).toBe(401);
  });

  it("refuses a link that is used, replaced, made up or 60 minutes old", async () => {
    const cookie = setCookies(await register())[0]?.pair ?? "";
    const first = tokenIn(t.sent[0]);
    t.clock.now += MINUTE_MS;
    await register(ADA, { cookie });
    const second = tokenIn(t.sent[1]);
    const status = async (token: string) =>
      (await t.post("/api/v1/auth/verify-email", { token }, { cookie })).status;
    expect(await status(first)).toBe(422);
    expect(await status("x".repeat(43))).toBe(422);
    t.clock.now += HOUR_MS;
    expect(await status(second)).toBe(422);
    t.clock.now -= 1;
    expect(await status(second)).toBe(200);
    expect(await status(second)).toBe(422);
  });

  it("takes the newest sign-up of an unproved address: an older registrant keeps nothing", async () => {
    await register({ ...ADA, password: "the trojan's choice" });
    t.clock.now += MINUTE_MS;
    await register(ADA);
    const [trojanToken, token] = [tokenIn(t.sent[0]), tokenIn(t.sent[1])];
    expect(
      (await t.post("/api/v1/auth/verify-email", { token: trojanToken, password: "irrelevant here" })).status,
    ).toBe(422);
    expect(
      (await t.post("/api/v1/auth/verify-email", { token, password: "chosen by the owner" })).status,
    ).toBe(200);
    expect((await t.post("/api/v1/auth/login", { ...ADA, password: "the trojan's choice" })).status).toBe(
      401,
    );
  });
});

describe("login", () => {
  it("sets a fresh session cookie, stores its hash only, and ends the browser's previous session", async () => {
    await verifiedAda();
    const first = await t.post("/api/v1/auth/login", ADA, { "user-agent": "Firefox" });
    expect(await first.clone().json()).toMatchObject({
      next: null,
      user: { email: ADA.email, email_verified: true },
    });
    const [cookie] = setCookies(first);
    expect(cookie?.name).toBe("__Host-session");
    expect(cookie?.attributes).toBe("Path=/; Max-Age=7776000; Secure; HttpOnly; SameSite=Lax");
    expect(JSON.stringify(await rows("sessions"))).not.toContain(cookie?.pair.split("=")[1]);

    const second = await t.post("/api/v1/auth/login", ADA, { cookie: cookie?.pair ?? "" });
    expect(setCookies(second)[0]?.pair).not.toBe(cookie?.pair);
    expect(await rows("sessions")).toHaveLength(1);
    expect((await t.request("/api/v1/me", { headers: { cookie: cookie?.pair ?? "" } })).status).toBe(401);
    const me = await t.request("/api/v1/me", { headers: { cookie: setCookies(second)[0]?.pair ?? "" } });
    expect(await me.json()).toMatchObject({ email: ADA.email });
  });

  it("answers the same, after the same work, for unknown, wrong and unconfirmed", async () => {
    await verifiedAda();
    await register({ email: "grace@example.test", password: "nanoseconds of wire" });
    t.sent.length = 0;
    const attempt = async (email: string, password: string) => {
      hashes.mockClear();
      const seen = await visible(await t.post("/api/v1/auth/login", { email, password }));
      return { seen, runs: hashes.mock.calls.map((call) => call[3]) };
    };
    const wrong = await attempt(ADA.email, "not her password");
    expect(wrong.seen.status).toBe(401);
    expect(wrong.runs).toHaveLength(1);
    expect(await attempt("nobody@example.test", "not her password")).toEqual(wrong);
    expect(await attempt("not an address", "not her password")).toEqual(wrong);
    expect(await attempt("grace@example.test", "not her password")).toEqual(wrong);
    expect(await attempt("grace@example.test", "nanoseconds of wire")).toEqual(wrong);
    expect(await rows("sessions")).toEqual([]);
    await t.deliver();
    expect(t.sent).toEqual([]);
  });

  it("sends a fresh link for a right password of an unconfirmed address, once a minute, for the same browser", async () => {
    const cookie = setCookies(await register())[0]?.pair ?? "";
    t.clock.now += 2 * HOUR_MS;
    expect((await t.post("/api/v1/auth/login", { ...ADA, password: "a wrong password" })).status).toBe(401);
    await t.deliver();
    expect(t.sent).toHaveLength(1);
    expect((await t.post("/api/v1/auth/login", ADA)).status).toBe(401);
    t.clock.now += MINUTE_MS - 1;
    expect((await t.post("/api/v1/auth/login", ADA)).status).toBe(401);
    await t.deliver();
    expect(t.sent).toHaveLength(2);
    const verified = await t.post("/api/v1/auth/verify-email", { token: tokenIn(t.sent[1]) }, { cookie });
    expect(verified.status).toBe(200);
  });

  it("makes a weaker stored hash anew, and the password still works", async () => {
    await verifiedAda();
    const { DB } = env as unknown as { DB: D1Database };
    await DB.prepare("update password_credentials set hash = replace(hash, 'ln=15', 'ln=14')").run();
    expect((await t.post("/api/v1/auth/login", { ...ADA, password: "a wrong password" })).status).toBe(401);
    expect(await rows("password_credentials")).toMatchObject([{ hash: expect.stringContaining("$ln=14,") }]);
    expect((await t.post("/api/v1/auth/login", ADA)).status).toBe(200);
    expect(await rows("password_credentials")).toMatchObject([{ hash: expect.stringContaining("$ln=15,") }]);
    expect((await t.post("/api/v1/auth/login", ADA)).status).toBe(200);
  });
});

describe("mailboxes of others", () => {
  it("cannot be filled by signing up again and again; the answer stays the same", async () => {
    await verifiedAda();
    await register({ email: "grace@example.test", password: "nanoseconds of wire" });
    t.clock.now += MINUTE_MS;
    t.sent.length = 0;
    for (const email of ["ada@example.test", "grace@example.test"]) {
      for (let time = 0; time < 8; time += 1) {
        expect((await register({ email, password: `something long ${time}` })).status).toBe(202);
      }
    }
    expect(t.sent.map((mail) => mail.to.toLowerCase())).toEqual(["ada@example.test", "grace@example.test"]);
    t.clock.now += HOUR_MS;
    await register({ email: "ada@example.test", password: "something long again" });
    expect(t.sent).toHaveLength(3);
  });
});

describe("logout", () => {
  it("works with the empty stream that some runtimes give every POST", async () => {
    await verifiedAda();
    const cookie = setCookies(await t.post("/api/v1/auth/login", ADA))[0]?.pair ?? "";
    const response = await t.request("/api/v1/auth/logout", {
      method: "POST",
      headers: { cookie, "sec-fetch-site": "same-origin" },
      body: new Uint8Array(),
    });
    expect(response.status).toBe(204);
    expect(await rows("sessions")).toEqual([]);
  });

  it("refuses bytes that are not JSON, typed or not, and stays signed in", async () => {
    await verifiedAda();
    const cookie = setCookies(await t.post("/api/v1/auth/login", ADA))[0]?.pair ?? "";
    for (const type of [{}, { "content-type": "text/plain" }]) {
      const headers = { cookie, "sec-fetch-site": "same-origin", ...type } as Record<string, string>;
      const body = new TextEncoder().encode("{}");
      expect((await t.request("/api/v1/auth/logout", { method: "POST", headers, body })).status).toBe(415);
    }
    expect(await rows("sessions")).toHaveLength(1);
  });

  it("ends the session at once and clears the cookie", async () => {
    await verifiedAda();
    const cookie = setCookies(await t.post("/api/v1/auth/login", ADA))[0]?.pair ?? "";
    const response = await t.request("/api/v1/auth/logout", {
      method: "POST",
      headers: { cookie, "sec-fetch-site": "same-origin" },
    });
    expect(response.status).toBe(204);
    expect(setCookies(response)[0]).toMatchObject({ pair: "__Host-session=" });
    expect(await rows("sessions")).toEqual([]);
    expect((await t.request("/api/v1/me", { headers: { cookie } })).status).toBe(401);
  });
});

describe("what is written to the log", () => {
  it("holds no password, token, cookie or address", async () => {
    await verifiedAda();
    await register();
    const cookie = setCookies(await t.post("/api/v1/auth/login", ADA))[0]?.pair ?? "";
    await t.post("/api/v1/auth/login", { ...ADA, password: "a wrong password" });
    const log = t.logLines.join("\n");
    expect(log).toContain("signed_in");
    const secrets = [ADA.password, "a wrong password", cookie.split("=")[1] ?? "?", "example.test"];
    for (const secret of secrets) expect(log.toLowerCase()).not.toContain(secret.toLowerCase());
  });
});

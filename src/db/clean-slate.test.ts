import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ADA, confirmed, DB, delivered } from "../../test/support/worker/account-person.ts";
import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
  rows,
  setCookies,
  tokenIn,
} from "../../test/support/worker/accounts-app.ts";
import { cleanSlateStatements } from "./clean-slate.ts";

/** Everything a stranger could have left on an account whose address nobody has proved. */
const PREPARED = {
  sessions:
    "insert into sessions (id, user_id, token_hash, created_at, last_used_at, expires_at) values ('ses', ?, 'h', 1, 1, 9e15)",
  identities:
    "insert into identities (id, user_id, provider, subject, created_at, last_used_at) values ('idn', ?, 'github', '7', 1, 1)",
  passkeys:
    "insert into passkeys (id, user_id, credential_id, public_key, counter, transports, backed_up, name, created_at) values ('psk', ?, 'c', 'k', 0, '[]', 0, 'Key', 1)",
  totp_credentials: "insert into totp_credentials values (?, 'sealed', 1, 0, 1)",
  recovery_codes: "insert into recovery_codes values ('code', ?, 1, null)",
  known_devices: "insert into known_devices values ('d', ?, 1, 1)",
  pending_sign_ins: "insert into pending_sign_ins values ('half', ?, 'password', 1, 9e15)",
  login_flows:
    "insert into login_flows (state_hash, provider, purpose, user_id, browser_hash, sealed_flow, created_at, expires_at) values ('f', 'github', 'link', ?, 'b', 'x', 1, 9e15)",
  passkey_challenges:
    "insert into passkey_challenges (challenge_hash, purpose, user_id, created_at, expires_at) values ('c', 'register', ?, 1, 9e15)",
  mail_tokens:
    "insert into mail_tokens (token_hash, user_id, purpose, email, created_at, expires_at) values ('m', ?, 'change_email', 'eve@example.test', 1, 9e15)",
} as const;
const TABLES = Object.keys(PREPARED) as (keyof typeof PREPARED)[];

let t: AccountsApp;

beforeEach(() => {
  countHashes();
  t = createAccountsApp();
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function prepare(): Promise<string> {
  const id = String((await rows("users"))[0]?.["id"]);
  await DB.batch(Object.values(PREPARED).map((statement) => DB.prepare(statement).bind(id)));
  return id;
}

const counts = async () =>
  Object.fromEntries(await Promise.all(TABLES.map(async (table) => [table, (await rows(table)).length])));
const all = (count: number) => Object.fromEntries(TABLES.map((table) => [table, count]));

describe("the first proof of an address", () => {
  it("leaves nothing of what was prepared on the account, by confirming in another browser", async () => {
    await t.post("/api/v1/auth/register", ADA);
    const token = tokenIn((await delivered(t))[0]);
    await prepare();
    const password = "chosen by the owner";
    expect((await t.post("/api/v1/auth/verify-email", { token, password })).status).toBe(200);
    expect(await counts()).toEqual(all(0));
    expect((await t.post("/api/v1/auth/login", ADA)).status).toBe(401);
    expect((await t.post("/api/v1/auth/login", { ...ADA, password })).status).toBe(200);
  });

  it("nor by confirming in the browser that registered, which keeps its password", async () => {
    const cookie = setCookies(await t.post("/api/v1/auth/register", ADA))[0]?.pair ?? "";
    const token = tokenIn((await delivered(t))[0]);
    await prepare();
    expect((await t.post("/api/v1/auth/verify-email", { token }, { cookie })).status).toBe(200);
    expect(await counts()).toEqual(all(0));
    expect((await t.post("/api/v1/auth/login", ADA)).status).toBe(200);
  });

  it("nor by a password reset, which proves the address too", async () => {
    await t.post("/api/v1/auth/register", ADA);
    await delivered(t);
    await t.post("/api/v1/auth/password-reset", { email: ADA.email });
    const token = tokenIn((await delivered(t))[0]);
    await prepare();
    const password = "chosen by the owner";
    const answer = await t.post("/api/v1/auth/password-reset/confirm", { token, password });
    expect(answer.status).toBe(200);
    // But for the browser that has just proved it.
    expect(await counts()).toEqual({ ...all(0), known_devices: 1 });
    expect(await rows("users")).toMatchObject([{ email_verified_at: t.clock.now }]);
    expect(await (await t.post("/api/v1/auth/login", { ...ADA, password })).json()).toMatchObject({
      next: null,
    });
    const actions = (await rows("audit_events")).map((event) => event["action"]);
    expect(actions.filter((action) => action === "address_verified")).toHaveLength(1);
  });

  it("touches nothing when the link is refused", async () => {
    await t.post("/api/v1/auth/register", ADA);
    await prepare();
    const body = { token: "x".repeat(43), password: "chosen by the owner" };
    expect((await t.post("/api/v1/auth/verify-email", body)).status).toBe(422);
    expect((await t.post("/api/v1/auth/password-reset/confirm", body)).status).toBe(422);
    expect(await counts()).toEqual({ ...all(1), mail_tokens: 2 });
  });
});

describe("cleanSlateStatements", () => {
  it("does nothing to an account whose address is proved", async () => {
    await confirmed(t);
    const id = await prepare();
    const [first, ...rest] = cleanSlateStatements(t.app.db, id, { dropPassword: true });
    await t.app.db.batch([first, ...rest]);
    expect(await counts()).toEqual(all(1));
    expect(await rows("password_credentials")).toHaveLength(1);
  });

  it("does nothing unless its condition holds, and spares what it is told to", async () => {
    await t.post("/api/v1/auth/register", ADA);
    const id = await prepare();
    const run = async (options: Parameters<typeof cleanSlateStatements>[2]) => {
      const [first, ...rest] = cleanSlateStatements(t.app.db, id, options);
      await t.app.db.batch([first, ...rest]);
    };
    await run({ when: sql`1 = 2`, dropPassword: true });
    expect(await counts()).toEqual({ ...all(1), mail_tokens: 2 });
    await run({ keepSessionId: "ses", keepTokenHash: "m", keepDeviceHash: "d" });
    expect(await counts()).toEqual({ ...all(0), sessions: 1, mail_tokens: 1, known_devices: 1 });
    expect(await rows("password_credentials")).toHaveLength(1);
    await run({ dropPassword: true });
    expect(await counts()).toEqual(all(0));
    expect(await rows("password_credentials")).toEqual([]);
  });

  it("spares everybody else", async () => {
    await t.post("/api/v1/auth/register", ADA);
    await prepare();
    const [first, ...rest] = cleanSlateStatements(t.app.db, "usr_else");
    await t.app.db.batch([first, ...rest]);
    expect(await counts()).toEqual({ ...all(1), mail_tokens: 2 });
  });
});

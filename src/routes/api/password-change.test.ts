import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  ADA,
  confirmed,
  cookieHeader,
  DB,
  delivered,
  line,
  meStatus,
  sessionOf,
  signedIn,
} from "../../../test/support/worker/account-person.ts";
import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
  rows,
  setCookies,
} from "../../../test/support/worker/accounts-app.ts";
import { MINUTE_MS } from "../../limits.ts";

const NEW = { ...ADA, password: "difference engines tick" };

let t: AccountsApp;
let hashes: ReturnType<typeof countHashes>;

beforeEach(async () => {
  hashes = countHashes();
  t = createAccountsApp();
  await confirmed(t);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function change(cookie: string, password = NEW.password): Promise<Response> {
  return t.post("/api/v1/auth/password", { password }, { cookie });
}

describe("changing the password", () => {
  it("keeps this session under a new secret and ends every other at once", async () => {
    const others = [await signedIn(t), await signedIn(t)];
    const cookie = await signedIn(t);
    await delivered(t);
    const answer = await change(cookie);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: "password_changed" });
    const renewed = cookieHeader(answer);
    expect(sessionOf(renewed)).not.toBe(sessionOf(cookie));
    expect(await meStatus(t, renewed)).toBe(200);
    for (const old of [...others, cookie]) {
      const statuses = await Promise.all(Array.from({ length: 10 }, () => meStatus(t, old)));
      expect(statuses).toEqual(Array(10).fill(401));
    }
    expect((await delivered(t)).map(line)).toEqual([[ADA.email, "Your Linkarooie password was changed"]]);
    expect((await t.post("/api/v1/auth/login", ADA)).status).toBe(401);
    expect((await t.post("/api/v1/auth/login", NEW)).status).toBe(200);
    const [session] = await rows("sessions");
    expect(await rows("audit_events")).toContainEqual(
      expect.objectContaining({ action: "password_changed", session_id: session?.["id"] }),
    );
  });

  it("ends what is under way, forgets the other browsers and keeps this one", async () => {
    await signedIn(t);
    const cookie = await signedIn(t);
    const id = String((await rows("users"))[0]?.["id"]);
    await DB.batch([
      DB.prepare("insert into pending_sign_ins values ('half', ?, 'password', 1, 9e15)").bind(id),
      DB.prepare(
        "insert into mail_tokens (token_hash, user_id, purpose, email, created_at, expires_at) values ('m', ?, 'change_email', 'n@example.test', 1, 9e15)",
      ).bind(id),
    ]);
    expect(await rows("known_devices")).toHaveLength(2);
    expect((await change(cookie)).status).toBe(200);
    expect(await rows("known_devices")).toHaveLength(1);
    expect([await rows("pending_sign_ins"), await rows("mail_tokens")]).toEqual([[], []]);
    await delivered(t);
    const again = await t.post("/api/v1/auth/login", NEW, { cookie });
    expect(again.status).toBe(200);
    expect(await delivered(t)).toEqual([]);
  });

  it("sets the first one of somebody who has none", async () => {
    const cookie = await signedIn(t);
    await DB.prepare("delete from password_credentials").run();
    expect((await change(cookie)).status).toBe(200);
    expect((await t.post("/api/v1/auth/login", NEW)).status).toBe(200);
  });

  it("asks for a session and for a recent proof of who it is", async () => {
    expect((await change("")).status).toBe(401);
    const cookie = await signedIn(t);
    t.clock.now += 15 * MINUTE_MS;
    hashes.mockClear();
    const refused = await change(cookie);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: "reauthentication_needed" });
    expect(hashes).not.toHaveBeenCalled();
    const proof = await t.post("/api/v1/auth/reauthenticate", { password: ADA.password }, { cookie });
    expect((await change(cookieHeader(proof))).status).toBe(200);
  });

  it("refuses a password that breaks a rule and changes nothing", async () => {
    const cookie = await signedIn(t);
    hashes.mockClear();
    const refused = await change(cookie, "Linkarooie2026");
    expect(refused.status).toBe(422);
    expect(setCookies(refused)).toEqual([]);
    expect(hashes).not.toHaveBeenCalled();
    expect(await meStatus(t, cookie)).toBe(200);
    expect((await t.post("/api/v1/auth/login", ADA)).status).toBe(200);
  });

  it("lets exactly one of many parallel changes win", { timeout: 30_000 }, async () => {
    const cookie = await signedIn(t);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => change(cookie, `owner's choice number ${n}`)),
    );
    const won = answers.flatMap((answer, n) => (answer.status === 200 ? [n] : []));
    expect(won).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(9);
    const right = { ...ADA, password: `owner's choice number ${won[0]}` };
    expect((await t.post("/api/v1/auth/login", right)).status).toBe(200);
    const recorded = (await rows("audit_events")).filter((event) => event["action"] === "password_changed");
    expect(recorded).toHaveLength(1);
  });

  it("is stopped after many tries on one account", async () => {
    let cookie = await signedIn(t);
    let times = 0;
    for (; times < 12; times += 1) {
      const answer = await change(cookie, `owner's choice number ${times}`);
      if (answer.status === 429) break;
      cookie = cookieHeader(answer);
    }
    expect(times).toBe(10);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  ADA,
  confirmed,
  cookieHeader,
  DB,
  delivered,
  line,
  meStatus,
  signedIn,
} from "../../../test/support/worker/account-person.ts";
import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
  rows,
  setCookies,
  START,
  tokenIn,
} from "../../../test/support/worker/accounts-app.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../limits.ts";

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

/** Asks for a reset and returns the token of its mail. */
async function askReset(email = ADA.email): Promise<string> {
  const answer = await t.post("/api/v1/auth/password-reset", { email });
  expect(answer.status).toBe(202);
  expect(await answer.json()).toEqual({ status: "mail_sent" });
  return tokenIn((await delivered(t)).find((mail) => mail.subject.startsWith("Choose")));
}

function confirm(token: string, password = NEW.password, headers: Record<string, string> = {}) {
  return t.post("/api/v1/auth/password-reset/confirm", { token, password }, headers);
}

const userId = async () => String((await rows("users"))[0]?.["id"]);

describe("asking for a new password", () => {
  it("sends one link to the address as its owner wrote it, and stores only its hash", async () => {
    await t.post("/api/v1/auth/password-reset", { email: "ADA@example.TEST" });
    const [mail, ...others] = await delivered(t);
    expect(others).toEqual([]);
    expect([mail?.to, mail?.subject]).toEqual([ADA.email, "Choose a new password for Linkarooie"]);
    const token = tokenIn(mail);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(mail?.text).toContain("http://localhost:8787/reset-password?token=");
    expect(await rows("mail_tokens")).toMatchObject([
      { purpose: "reset_password", expires_at: START + HOUR_MS },
    ]);
    const stored = JSON.stringify([await rows("mail_tokens"), await rows("emails"), await rows("outbox")]);
    expect(stored).not.toContain(token);
    expect(await rows("audit_events")).toContainEqual(
      expect.objectContaining({
        action: "password_reset_requested",
        actor_id: null,
        user_id: await userId(),
      }),
    );
  });

  it("writes to nobody unknown, and leaves nothing of it behind", async () => {
    const before = await Promise.all(["mail_tokens", "audit_events", "users"].map(rows));
    const answer = await t.post("/api/v1/auth/password-reset", { email: "nobody@example.test" });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ status: "mail_sent" });
    expect(await rows("emails")).toContainEqual(
      expect.objectContaining({ template: "none", recipient: "", user_id: null }),
    );
    expect(await delivered(t)).toEqual([]);
    expect(await rows("outbox")).toEqual([]);
    expect((await rows("emails")).filter((mail) => mail["template"] === "none")).toEqual([]);
    expect(await Promise.all(["mail_tokens", "audit_events", "users"].map(rows))).toEqual(before);
  });

  it("stops after 3 mails in a row and 10 a day, for an address nobody knows too", async () => {
    const ask = async (email: string) => (await t.post("/api/v1/auth/password-reset", { email })).status;
    for (const email of [ADA.email, "nobody@example.test"]) {
      t.clock.now += 2 * DAY_MS;
      const seen = [];
      for (let time = 0; time < 4; time += 1) seen.push(await ask(email));
      expect(seen).toEqual([202, 202, 202, 429]);
      // Another spelling is the same address.
      expect(await ask(email.toUpperCase())).toBe(429);
      let sent = 3;
      for (let time = 0; time < 12; time += 1) {
        t.clock.now += 10 * MINUTE_MS;
        if ((await ask(email)) === 202) sent += 1;
      }
      expect(sent).toBe(10);
    }
    expect((await rows("emails")).filter((mail) => mail["template"] === "reset-password")).toHaveLength(10);
  });

  it.each([[{ email: "ada" }], [{}], [{ email: ADA.email, next: "/" }]])(
    "refuses %j and does nothing",
    async (body) => {
      const before = await rows("emails");
      expect((await t.post("/api/v1/auth/password-reset", body)).status).toBe(422);
      expect(await rows("emails")).toEqual(before);
    },
  );
});

describe("choosing a new password by the link", () => {
  it("replaces the old one, signs nobody in, and tells the address", async () => {
    const token = await askReset();
    const answer = await confirm(token);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: "password_changed" });
    expect(setCookies(answer).map((cookie) => cookie.name)).toEqual(["__Host-device"]);
    expect(await rows("sessions")).toEqual([]);
    expect((await delivered(t)).map(line)).toEqual([[ADA.email, "Your Linkarooie password was changed"]]);
    expect((await t.post("/api/v1/auth/login", ADA)).status).toBe(401);
    expect((await t.post("/api/v1/auth/login", NEW)).status).toBe(200);
    expect(await rows("audit_events")).toContainEqual(
      expect.objectContaining({ action: "password_changed", target: "reset", actor_id: null }),
    );
    // Its address was proved before: the link is no first proof.
    const proofs = (await rows("audit_events")).filter((event) => event["action"] === "address_verified");
    expect(proofs).toHaveLength(1);
  });

  it("lets not one request with an older session pass once it has answered", async () => {
    const cookies = [];
    for (let browser = 0; browser < 5; browser += 1) cookies.push(await signedIn(t));
    expect(await Promise.all(cookies.map((cookie) => meStatus(t, cookie)))).toEqual(Array(5).fill(200));
    expect((await confirm(await askReset())).status).toBe(200);
    const after = await Promise.all(
      cookies.flatMap((cookie) => Array.from({ length: 20 }, () => meStatus(t, cookie))),
    );
    expect(after.filter((status) => status !== 401)).toEqual([]);
  });

  it("ends what is under way: half a sign-in, flows, challenges, other links, known browsers", async () => {
    const id = await userId();
    const token = await askReset();
    await DB.batch([
      DB.prepare("insert into pending_sign_ins values ('half', ?, 'password', 1, 9e15)").bind(id),
      DB.prepare(
        "insert into login_flows (state_hash, provider, purpose, user_id, browser_hash, sealed_flow, created_at, expires_at) values ('flow', 'github', 'link', ?, 'b', 'x', 1, 9e15)",
      ).bind(id),
      DB.prepare(
        "insert into pending_identities (browser_hash, provider, subject, email, token_hash, created_at, expires_at) values ('p1', 'github', '7', 'ADA@example.test', 't', 1, 9e15), ('p2', 'github', '8', 'else@example.test', 'u', 1, 9e15)",
      ),
      DB.prepare(
        "insert into passkey_challenges (challenge_hash, purpose, user_id, created_at, expires_at) values ('c', 'reauthenticate', ?, 1, 9e15)",
      ).bind(id),
      DB.prepare("insert into known_devices values ('d', ?, 1, 1)").bind(id),
      DB.prepare(
        "insert into mail_tokens (token_hash, user_id, purpose, email, created_at, expires_at) values ('m', ?, 'change_email', 'new@example.test', 1, 9e15)",
      ).bind(id),
    ]);
    expect((await confirm(token)).status).toBe(200);
    for (const table of ["pending_sign_ins", "login_flows", "passkey_challenges", "mail_tokens"]) {
      expect([table, await rows(table)]).toEqual([table, []]);
    }
    expect(await rows("pending_identities")).toMatchObject([{ browser_hash: "p2" }]);
    const devices = await rows("known_devices");
    expect(devices).toHaveLength(1);
    expect(devices[0]?.["token_hash"]).not.toBe("d");
  });

  it("does not go round the second factor", async () => {
    const id = await userId();
    await DB.prepare("insert into totp_credentials values (?, 'sealed', 1, 0, 1)").bind(id).run();
    await DB.prepare("insert into recovery_codes values ('code', ?, 1, null)").bind(id).run();
    expect((await confirm(await askReset())).status).toBe(200);
    expect(await rows("totp_credentials")).toHaveLength(1);
    expect(await rows("recovery_codes")).toHaveLength(1);
    const answer = await t.post("/api/v1/auth/login", NEW);
    expect(await answer.json()).toEqual({ next: "totp" });
    expect(await rows("sessions")).toEqual([]);
  });

  it("lets the owner in while strangers have used up the guesses at the address", async () => {
    const token = await askReset();
    const cookie = cookieHeader(await confirm(token));
    for (let guess = 0; guess < 10; guess += 1) {
      await t.post("/api/v1/auth/login", { ...ADA, password: `guess number ${guess}` });
    }
    expect((await t.post("/api/v1/auth/login", NEW)).status).toBe(429);
    expect((await t.post("/api/v1/auth/login", NEW, { cookie })).status).toBe(200);
  });

  it("gives the browser a secret that is not the one it had", async () => {
    const cookies = await signedIn(t);
    const answer = await confirm(await askReset(), NEW.password, { cookie: cookies });
    const [device] = setCookies(answer);
    expect(device?.name).toBe("__Host-device");
    expect(cookies).not.toContain(device?.pair ?? "?");
  });

  it("sets the first password of somebody who has none", async () => {
    await DB.prepare("delete from password_credentials").run();
    expect((await confirm(await askReset())).status).toBe(200);
    expect((await t.post("/api/v1/auth/login", NEW)).status).toBe(200);
  });

  it("refuses a password that breaks a rule, hashes nothing, and leaves the link good", async () => {
    const token = await askReset();
    hashes.mockClear();
    const refused = await confirm(token, "short");
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      code: "password_not_accepted",
      errors: [{ pointer: "/password", code: "too_short" }],
    });
    expect((await confirm(token, "ada@example.test1")).status).toBe(422);
    expect(hashes).not.toHaveBeenCalled();
    expect((await confirm(token)).status).toBe(200);
  });

  it("hashes nothing when the gate is closed or the link is dead", async () => {
    const token = await askReset();
    hashes.mockClear();
    expect((await confirm("x".repeat(43))).status).toBe(422);
    const closed = createAccountsApp({ gate: () => Promise.resolve(false) });
    const answer = await closed.post("/api/v1/auth/password-reset/confirm", {
      token,
      password: NEW.password,
    });
    expect(answer.status).toBe(429);
    expect(hashes).not.toHaveBeenCalled();
  });

  it("lets exactly one of 100 parallel redemptions win, and records one", { timeout: 60_000 }, async () => {
    const token = await askReset();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => confirm(token, `owner's choice number ${n}`)),
    );
    const won = answers.flatMap((answer, n) => (answer.status === 200 ? [n] : []));
    expect(won).toHaveLength(1);
    expect((await delivered(t)).map(line)).toEqual([[ADA.email, "Your Linkarooie password was changed"]]);
    // Nor does the sweeper find a mail of those that lost.
    expect(await rows("outbox")).toEqual([]);
    const recorded = (await rows("audit_events")).filter((event) => event["action"] === "password_changed");
    expect(recorded).toHaveLength(1);
    expect(await rows("known_devices")).toHaveLength(1);
    const open = async (n: number) =>
      (await t.post("/api/v1/auth/login", { ...ADA, password: `owner's choice number ${n}` })).status;
    expect(await open(won[0] ?? -1)).toBe(200);
    expect(await open(((won[0] ?? 0) + 1) % 100)).toBe(401);
  });
});

describe("a reset link", () => {
  it("is dead once used, replaced, 60 minutes old, or made up", async () => {
    const first = await askReset();
    const second = await askReset();
    expect((await confirm(first)).status).toBe(422);
    expect((await confirm("x".repeat(43))).status).toBe(422);
    t.clock.now += HOUR_MS;
    const late = await confirm(second);
    expect(late.status).toBe(422);
    expect(await late.json()).toMatchObject({ code: "link_not_valid", errors: [{ pointer: "/token" }] });
    t.clock.now -= 1;
    expect((await confirm(second)).status).toBe(200);
    expect((await confirm(second)).status).toBe(422);
  });

  it("is dead after a change of the password or of the address", async () => {
    const token = await askReset();
    const cookie = await signedIn(t);
    const changed = await t.post("/api/v1/auth/password", { password: NEW.password }, { cookie });
    expect(changed.status).toBe(200);
    expect((await confirm(token)).status).toBe(422);

    const again = await askReset();
    // Even if its row were still there: it proves an address the account no longer has.
    await DB.prepare("update users set email = 'n@example.test', email_key = 'n@example.test'").run();
    expect((await confirm(again)).status).toBe(422);
    expect(await rows("mail_tokens")).toHaveLength(1);
  });

  it("proves nothing but what it is for", async () => {
    const reset = await askReset();
    const password = NEW.password;
    expect((await t.post("/api/v1/auth/verify-email", { token: reset, password })).status).toBe(422);
    const cookie = await signedIn(t);
    const change = await t.post("/api/v1/auth/email/confirm", { token: reset }, { cookie });
    expect(change.status).toBe(422);
    expect((await confirm(reset)).status).toBe(200);
  });
});

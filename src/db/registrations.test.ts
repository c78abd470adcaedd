import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { createAccountsApp, rows, START } from "../../test/support/worker/accounts-app.ts";
import { HOUR_MS, MINUTE_MS } from "../limits.ts";
import { beginRegistration, type Registration, writeRegistration } from "./registrations.ts";

const { DB } = env as unknown as { DB: D1Database };
const PEACE = { confirmedMs: HOUR_MS, unconfirmedMs: MINUTE_MS };

function registration(userId: string, passwordHash: string): Registration {
  return {
    writes: true,
    userId,
    email: "ada@example.test",
    emailKey: "ada@example.test",
    firstName: null,
    lastName: null,
    passwordHash,
    token: {
      tokenHash: `token of ${passwordHash}`,
      userId,
      purpose: "verify_email",
      email: "ada@example.test",
      browserHash: null,
      createdAt: START,
      expiresAt: START + 1,
    },
    mail: {
      id: `eml_${passwordHash}`,
      userId,
      template: "verify-email",
      recipient: "ada@example.test",
      sealedValues: "sealed",
      createdAt: START,
      checkAt: START,
    },
    audit: {
      id: `evt_${passwordHash}`,
      userId,
      actorId: null,
      sessionId: null,
      action: "registered",
      target: null,
      outcome: "done",
      network: "unknown",
      userAgent: null,
      requestId: "req_1",
      at: START,
    },
    now: START,
  };
}

async function everything() {
  const tables = ["users", "password_credentials", "mail_tokens", "emails", "outbox", "audit_events"];
  return Promise.all(tables.map((table) => rows(table)));
}

describe("a second sign-up with an address", () => {
  it("writes nothing at all when it lost the race", async () => {
    const { db } = createAccountsApp().app;
    await writeRegistration(db, registration("usr_1", "first"));
    const before = await everything();
    expect(before.map((table) => table.length)).toEqual([1, 1, 1, 1, 1, 1]);
    await writeRegistration(db, registration("usr_2", "second"));
    expect(await everything()).toEqual(before);
  });

  it("takes the place of the first while nobody has proved the address", async () => {
    const { db } = createAccountsApp().app;
    await writeRegistration(db, registration("usr_1", "first"));
    await writeRegistration(db, { ...registration("usr_1", "second"), firstName: "Grace" });
    expect(await rows("users")).toMatchObject([{ id: "usr_1", first_name: "Grace" }]);
    expect(await rows("password_credentials")).toMatchObject([{ hash: "second" }]);
    expect(await rows("mail_tokens")).toMatchObject([{ token_hash: "token of second" }]);
    expect(await rows("emails")).toHaveLength(2);
  });

  it("changes nothing of an account that was proved meanwhile, and sends no link", async () => {
    const { db } = createAccountsApp().app;
    await writeRegistration(db, registration("usr_1", "first"));
    await DB.batch([
      DB.prepare("update users set email_verified_at = 1"),
      DB.prepare("delete from mail_tokens"),
    ]);
    const before = await everything();
    await writeRegistration(db, { ...registration("usr_1", "second"), firstName: "Eve" });
    expect(await everything()).toEqual(before);
  });

  it("writes the mail alone when it is not to write the person", async () => {
    const { db } = createAccountsApp().app;
    const { mail, ...rest } = registration("usr_9", "decoy");
    await writeRegistration(db, { ...rest, writes: false, mail: { ...mail, userId: null } });
    expect((await everything()).map((table) => table.length)).toEqual([0, 0, 0, 1, 1, 0]);
  });
});

describe("the peace of an address", () => {
  const begin = (db: Parameters<typeof beginRegistration>[0], now: number) =>
    beginRegistration(db, { emailKey: "ada@example.test", peaceKey: "peace of ada", peace: PEACE, now });

  it("lets one of many parallel sign-ups cause a mail, a minute before it is confirmed and an hour after", async () => {
    const { db } = createAccountsApp().app;
    await writeRegistration(db, registration("usr_1", "first"));
    const mails = async (now: number) =>
      (await Promise.all(Array.from({ length: 20 }, () => begin(db, now)))).filter((each) => each.mayMail);
    expect(await mails(START)).toHaveLength(1);
    expect(await mails(START + MINUTE_MS - 1)).toEqual([]);
    await DB.prepare("update users set email_verified_at = 1").run();
    expect(await mails(START + MINUTE_MS)).toHaveLength(1);
    expect(await mails(START + MINUTE_MS + HOUR_MS - 1)).toEqual([]);
    expect(await mails(START + MINUTE_MS + HOUR_MS)).toHaveLength(1);
  });

  it("knows the account, or that there is none", async () => {
    const { db } = createAccountsApp().app;
    expect(await begin(db, START)).toEqual({ known: null, mayMail: true });
    await writeRegistration(db, registration("usr_1", "first"));
    expect(await begin(db, START)).toMatchObject({
      known: { user: { id: "usr_1" }, passwordHash: "first" },
      mayMail: false,
    });
  });
});

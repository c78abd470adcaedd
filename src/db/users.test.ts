import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { createAccountsApp, rows, START } from "../../test/support/worker/accounts-app.ts";
import { createLogger } from "../log.ts";
import { sessions } from "./schema.ts";
import { insertRegistration, type Registration, replaceRegistration } from "./users.ts";

function registration(userId: string, passwordHash: string): Registration {
  return {
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
    now: START,
  };
}

describe("a second sign-up with an address", () => {
  it("writes nothing at all when it lost the race", async () => {
    const { db } = createAccountsApp().app;
    expect(await insertRegistration(db, registration("usr_1", "first"))).toBe(true);
    expect(await insertRegistration(db, registration("usr_2", "second"))).toBe(false);
    expect(await rows("users")).toMatchObject([{ id: "usr_1" }]);
    expect(await rows("emails")).toHaveLength(1);
    expect(await rows("outbox")).toHaveLength(1);
  });

  it("changes neither password nor link of an account that was proved meanwhile", async () => {
    const { db } = createAccountsApp().app;
    await insertRegistration(db, registration("usr_1", "first"));
    const { DB } = env as unknown as { DB: D1Database };
    await DB.batch([
      DB.prepare("update users set email_verified_at = 1"),
      DB.prepare("delete from mail_tokens"),
    ]);
    await replaceRegistration(db, { ...registration("usr_1", "second"), firstName: "Eve" });
    expect(await rows("password_credentials")).toMatchObject([{ hash: "first" }]);
    expect(await rows("users")).toMatchObject([{ first_name: null }]);
    expect(await rows("mail_tokens")).toEqual([]);
  });
});

describe("a statement that fails", () => {
  it("keeps its values out of the log", async () => {
    const { db } = createAccountsApp().app;
    const lines: string[] = [];
    const log = createLogger({}, (_, line) => lines.push(line));
    const row = {
      id: "ses_1",
      userId: "nobody",
      tokenHash: "the-hash",
      createdAt: 1,
      lastUsedAt: 1,
      expiresAt: 1,
    };
    await db
      .insert(sessions)
      .values(row)
      .catch((error: unknown) => log.error("failed", { error }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain("the-hash");
    expect(lines[0]).toContain("insert into");
    expect(lines[0]).toContain("FOREIGN KEY constraint failed");
  });
});

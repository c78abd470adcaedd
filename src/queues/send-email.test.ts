import { describe, expect, it } from "vitest";

import { createAccountsApp, rows } from "../../test/support/worker/accounts-app.ts";
import { HOUR_MS } from "../limits.ts";
import { queueEmail } from "../services/accounts/queue-email.ts";
import { sendEmail } from "./send-email.ts";

const LINK = "http://localhost:8787/verify-email?token=single-use-secret";
const MAIL = {
  template: "verify-email",
  userId: null,
  recipient: "ada@example.test",
  values: { link: LINK, origin: "http://localhost:8787" },
} as const;

const message = (emailId: string) => ({ v: 1, kind: "send_email", emailId }) as const;

describe("sending a mail", () => {
  it("happens once however often the message comes, and leaves no link behind", async () => {
    const t = createAccountsApp();
    await queueEmail(t.app, MAIL);
    expect(JSON.stringify(await rows("emails"))).not.toContain("single-use-secret");
    const [emailId = ""] = t.queued;
    for (let round = 0; round < 3; round += 1) {
      expect(await sendEmail(t.app, message(emailId))).toEqual({ kind: "done" });
    }
    expect(t.sent).toMatchObject([{ id: emailId, to: "ada@example.test" }]);
    expect(t.sent[0]?.text).toContain(LINK);
    expect(t.sent[0]?.html).toContain(LINK);
    expect(await rows("emails")).toMatchObject([
      { sealed_values: "", sent_at: t.clock.now, failed_at: null },
    ]);
    expect(await rows("outbox")).toEqual([]);
  });

  it("is tried again when it was not accepted: nothing is marked", async () => {
    const away = createAccountsApp({ mailer: { send: () => Promise.reject(new Error("away")) } });
    await queueEmail(away.app, MAIL);
    const [emailId = ""] = away.queued;
    await expect(sendEmail(away.app, message(emailId))).rejects.toThrow("away");
    expect(await rows("emails")).toMatchObject([{ sent_at: null, failed_at: null }]);
    expect(await rows("outbox")).toHaveLength(1);

    const back = createAccountsApp();
    await sendEmail(back.app, message(emailId));
    expect(back.sent).toHaveLength(1);
  });

  it("is given up when its link no longer works", async () => {
    const t = createAccountsApp();
    await queueEmail(t.app, MAIL);
    t.clock.now += HOUR_MS;
    await t.deliver();
    expect(t.sent).toEqual([]);
    expect(await rows("emails")).toMatchObject([
      { sealed_values: "", sent_at: null, failed_at: t.clock.now },
    ]);
    expect(await rows("outbox")).toEqual([]);
  });

  it("takes the outbox row of an erased mail away", async () => {
    const t = createAccountsApp();
    await queueEmail(t.app, MAIL);
    const { DB } = (await import("cloudflare:workers")).env as unknown as { DB: D1Database };
    await DB.prepare("delete from emails").run();
    await t.deliver();
    expect([t.sent, await rows("outbox")]).toEqual([[], []]);
  });

  it("does not open values that were moved to another mail", async () => {
    const t = createAccountsApp();
    await queueEmail(t.app, MAIL);
    await queueEmail(t.app, { ...MAIL, recipient: "eve@example.test" });
    const { DB } = (await import("cloudflare:workers")).env as unknown as { DB: D1Database };
    const [first, second] = t.queued;
    await DB.prepare(
      "update emails set sealed_values = (select sealed_values from emails where id = ?) where id = ?",
    )
      .bind(first, second)
      .run();
    await expect(sendEmail(t.app, message(second ?? ""))).rejects.toMatchObject({
      code: "unreadable_secret",
    });
    expect(t.sent).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  ADA,
  confirmed,
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
  tokenIn,
} from "../../../test/support/worker/accounts-app.ts";
import { HOUR_MS, MINUTE_MS } from "../../limits.ts";

const GRACE = { email: "grace@example.test", password: "nanoseconds of wire" };
const NEW_ADDRESS = "Countess@Example.test";

let t: AccountsApp;

beforeEach(() => {
  countHashes();
  t = createAccountsApp();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("the confirmation mail once more", () => {
  const resend = (email: string) => t.post("/api/v1/auth/verify-email/resend", { email });

  it("kills the older link, and the browser that signed up confirms without a new password", async () => {
    const cookie = setCookies(await t.post("/api/v1/auth/register", ADA))[0]?.pair ?? "";
    const [first] = await delivered(t);
    const answer = await resend("ada@EXAMPLE.test");
    expect([answer.status, await answer.json()]).toEqual([202, { status: "mail_sent" }]);
    const [second] = await delivered(t);
    expect(line(second)).toEqual([ADA.email, "Confirm your address for Linkarooie"]);
    const verify = (token: string, headers = {}) => t.post("/api/v1/auth/verify-email", { token }, headers);
    expect((await verify(tokenIn(first), { cookie })).status).toBe(422);
    expect(await (await verify(tokenIn(second))).json()).toMatchObject({ code: "password_needed" });
    expect((await verify(tokenIn(second), { cookie })).status).toBe(200);
    expect((await t.post("/api/v1/auth/login", ADA)).status).toBe(200);
  });

  it("asks a browser nobody registered with for a new password, also when the first link is long gone", async () => {
    await t.post("/api/v1/auth/register", ADA);
    await DB.prepare("delete from mail_tokens").run();
    await delivered(t);
    await resend(ADA.email);
    const token = tokenIn((await delivered(t))[0]);
    const verify = (body: object) => t.post("/api/v1/auth/verify-email", { token, ...body });
    expect((await verify({})).status).toBe(422);
    expect((await verify({ password: "chosen by the owner" })).status).toBe(200);
  });

  it("tells a confirmed address that it is confirmed, and nobody anything about an unknown one", async () => {
    await confirmed(t);
    expect((await resend(ADA.email)).status).toBe(202);
    const [mail, ...rest] = await delivered(t);
    expect(line(mail)).toEqual([ADA.email, "Your Linkarooie address is confirmed already"]);
    expect([rest, mail?.text.includes("token=")]).toEqual([[], false]);
    expect((await resend("nobody@example.test")).status).toBe(202);
    expect(await delivered(t)).toEqual([]);
    expect([await rows("mail_tokens"), await rows("outbox")]).toEqual([[], []]);
    expect(await rows("users")).toHaveLength(1);
  });

  it("shares the count of mails with the password reset", async () => {
    for (let time = 0; time < 3; time += 1) expect((await resend(ADA.email)).status).toBe(202);
    expect((await resend(ADA.email)).status).toBe(429);
    expect((await t.post("/api/v1/auth/password-reset", { email: ADA.email })).status).toBe(429);
    expect((await resend(GRACE.email)).status).toBe(202);
  });
});

describe("asking for another address", () => {
  const ask = (cookie: string, email = NEW_ADDRESS) => t.post("/api/v1/auth/email", { email }, { cookie });

  it("sends a link to the new one, tells the old one, and changes nothing yet", async () => {
    await confirmed(t);
    const cookie = await signedIn(t);
    await delivered(t);
    const answer = await ask(cookie);
    expect([answer.status, await answer.json()]).toEqual([202, { status: "mail_sent" }]);
    const mails = await delivered(t);
    expect(mails.map(line)).toEqual([
      [NEW_ADDRESS, "Confirm your new address for Linkarooie"],
      [ADA.email, "Another address was asked for on Linkarooie"],
    ]);
    expect(mails[1]?.text.toLowerCase()).not.toContain("countess");
    expect(mails[1]?.text).not.toContain("token=");
    expect(await rows("users")).toMatchObject([{ email: ADA.email }]);
    expect(await rows("mail_tokens")).toMatchObject([
      { purpose: "change_email", email: "countess@example.test", address: NEW_ADDRESS },
    ]);
    expect(await rows("audit_events")).toContainEqual(
      expect.objectContaining({ action: "address_change_requested", target: null }),
    );
  });

  it("tells the owner of a taken address, without a link that does anything; the person is told nothing", async () => {
    await confirmed(t, GRACE);
    await confirmed(t);
    const cookie = await signedIn(t);
    await delivered(t);
    const free = await ask(cookie);
    const older = tokenIn((await delivered(t))[0]);
    t.clock.now += 10 * MINUTE_MS;
    const taken = await ask(cookie, "GRACE@example.test");
    expect([taken.status, await taken.text()]).toEqual([free.status, await free.text()]);
    const mails = await delivered(t);
    expect(mails.map(line)).toEqual([
      [GRACE.email, "Somebody asked for your address on Linkarooie"],
      [ADA.email, "Another address was asked for on Linkarooie"],
    ]);
    expect(mails.some((mail) => mail.text.includes("token="))).toBe(false);
    // An older link dies either way: that it lives on would say that the address is taken.
    const late = await t.post("/api/v1/auth/email/confirm", { token: older }, { cookie });
    expect(late.status).toBe(422);
    expect((await rows("users")).map((user) => user["email"])).toEqual([GRACE.email, ADA.email]);
  });

  it("asks for a session, a recent proof, and an address that is another one", async () => {
    await confirmed(t);
    expect((await ask("")).status).toBe(401);
    const cookie = await signedIn(t);
    const same = await ask(cookie, ADA.email);
    expect(await same.json()).toMatchObject({ code: "address_unchanged", errors: [{ pointer: "/email" }] });
    t.clock.now += 15 * MINUTE_MS;
    expect((await ask(cookie)).status).toBe(403);
    expect(await rows("mail_tokens")).toEqual([]);
  });

  it("is stopped after 3 in a row, however many addresses are named", async () => {
    await confirmed(t);
    const cookie = await signedIn(t);
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await ask(cookie, `n${n}@example.test`)).status);
    expect(statuses).toEqual([202, 202, 202, 429]);
    // The owner's own resets are not used up by it.
    expect((await t.post("/api/v1/auth/password-reset", { email: ADA.email })).status).toBe(202);
  });
});

describe("taking the new address", () => {
  let cookie: string;
  let token: string;

  beforeEach(async () => {
    await confirmed(t);
    cookie = await signedIn(t);
    await t.post("/api/v1/auth/email", { email: NEW_ADDRESS }, { cookie });
    token = tokenIn((await delivered(t)).find((mail) => mail.to === NEW_ADDRESS));
  });
  const take = (headers: Record<string, string> = { cookie }) =>
    t.post("/api/v1/auth/email/confirm", { token }, headers);

  it("changes what one signs in with, ends every other session and link, and tells the old address", async () => {
    const other = await signedIn(t);
    await t.post("/api/v1/auth/password-reset", { email: ADA.email });
    await delivered(t);
    const answer = await take();
    expect([answer.status, await answer.json()]).toEqual([200, { status: "address_changed" }]);
    expect((await delivered(t)).map(line)).toEqual([[ADA.email, "Your Linkarooie address was changed"]]);
    expect(await rows("users")).toMatchObject([{ email: NEW_ADDRESS, email_key: "countess@example.test" }]);
    expect(await rows("mail_tokens")).toEqual([]);
    expect([await meStatus(t, cookie), await meStatus(t, other)]).toEqual([200, 401]);
    expect((await t.post("/api/v1/auth/login", ADA)).status).toBe(401);
    expect((await t.post("/api/v1/auth/login", { ...ADA, email: NEW_ADDRESS })).status).toBe(200);
    expect(await rows("audit_events")).toContainEqual(
      expect.objectContaining({ action: "address_changed", target: null }),
    );
  });

  it("works for the account that asked and for nobody else; the link stays good meanwhile", async () => {
    expect((await take({})).status).toBe(401);
    await confirmed(t, GRACE);
    const stranger = await signedIn(t, GRACE);
    const refused = await take({ cookie: stranger });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: "other_account" });
    expect((await rows("users")).map((user) => user["email"])).toEqual([ADA.email, GRACE.email]);
    expect((await take()).status).toBe(200);
  });

  it("refuses an address that another account has proved meanwhile, and changes nothing", async () => {
    await confirmed(t, { ...GRACE, email: "countess@example.test" });
    const before = await Promise.all(["users", "sessions", "mail_tokens", "emails"].map(rows));
    const refused = await take();
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: "address_taken" });
    expect(await Promise.all(["users", "sessions", "mail_tokens", "emails"].map(rows))).toEqual(before);
  });

  it("takes it from a sign-up that never proved it", async () => {
    await t.post("/api/v1/auth/register", { ...GRACE, email: "countess@example.test" });
    const trojan = tokenIn((await delivered(t))[0]);
    expect((await take()).status).toBe(200);
    expect(await rows("users")).toMatchObject([{ email: NEW_ADDRESS }]);
    const verify = { token: trojan, password: "the trojan's choice" };
    expect((await t.post("/api/v1/auth/verify-email", verify)).status).toBe(422);
    const login = { email: "countess@example.test", password: GRACE.password };
    expect((await t.post("/api/v1/auth/login", login)).status).toBe(401);
    expect(await meStatus(t, cookie)).toBe(200);
  });

  it("takes another spelling of the same address", async () => {
    await t.post("/api/v1/auth/email", { email: "ada@example.test" }, { cookie });
    token = tokenIn((await delivered(t)).find((mail) => mail.subject.startsWith("Confirm")));
    expect((await take()).status).toBe(200);
    expect(await rows("users")).toMatchObject([{ email: "ada@example.test" }]);
  });

  it("is refused once used, 60 minutes old, or after a change of the password", async () => {
    t.clock.now += HOUR_MS;
    expect((await take()).status).toBe(422);
    t.clock.now -= 1;
    expect((await take()).status).toBe(200);
    expect((await take()).status).toBe(422);
  });

  it("lets exactly one of 100 parallel redemptions win, and records one", { timeout: 60_000 }, async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => take()));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 422)).toHaveLength(99);
    expect(
      (await rows("audit_events")).filter((event) => event["action"] === "address_changed"),
    ).toHaveLength(1);
    expect((await delivered(t)).map((mail) => mail.to)).toEqual([ADA.email]);
    // Nor does the sweeper find a mail of those that lost.
    expect(await rows("outbox")).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { countHashes, rows, tokenIn } from "../../test/support/worker/accounts-app.ts";
import { createLoginWorld, type LoginWorld } from "../../test/support/worker/login-world.ts";
import { loginBrowser, type LoginBrowser } from "../../test/support/worker/login-browser.ts";
import { sha256Hex } from "../auth/hash.ts";
import { HOUR_MS, MINUTE_MS } from "../limits.ts";

const PERSON = { subject: "1002", name: "Ada Lovelace", email: "ada@hopfield.example" };
const PASSWORD = "analytical engines hum";

let t: LoginWorld;
let browser: LoginBrowser;

beforeEach(() => {
  countHashes();
  t = createLoginWorld();
  browser = loginBrowser(t);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function whereTo(answer: Response): string {
  return answer.headers.get("location") ?? `no redirect, ${answer.status}`;
}

/** Signs in at Facebook and asks for the mail; returns the token in it, or null when it holds none. */
async function ask(email = PERSON.email, who = browser): Promise<string | null> {
  await t.through(who, "facebook", PERSON);
  await who.submit("/auth/confirm-address", { email });
  await t.deliver();
  return /auth\/confirm\?token=([\w-]+)/.exec(t.sent.at(-1)?.text ?? "")?.[1] ?? null;
}

async function account(email: string, proved: boolean): Promise<void> {
  const owner = loginBrowser(t);
  t.sent.length = 0;
  await owner.call("POST", "/api/v1/auth/register", { email, password: PASSWORD });
  await t.deliver();
  const [mail] = t.sent.splice(0);
  if (proved) await owner.call("POST", "/api/v1/auth/verify-email", { token: tokenIn(mail) });
}

describe("/auth/confirm-address", () => {
  it("asks for the address the provider named, and mails the link to the one that is typed", async () => {
    await t.through(browser, "facebook", PERSON);
    const page = await (await browser.open("/auth/confirm-address")).text();
    expect(page).toContain(`value="${PERSON.email}"`);
    expect(page).toContain('autocomplete="email"');
    const answer = await browser.submit("/auth/confirm-address", { email: " Other@hopfield.example " });
    expect(whereTo(answer)).toBe("/auth/confirm-address?sent=1");
    expect(await (await browser.open("/auth/confirm-address?sent=1")).text()).toContain(
      "Other@hopfield.example",
    );
    await t.deliver();
    expect(t.sent.map((mail) => [mail.to, mail.subject])).toEqual([
      ["Other@hopfield.example", "Confirm your address for Linkarooie"],
    ]);
    const token = /token=([\w-]+)/.exec(t.sent[0]?.text ?? "")?.[1] ?? "";
    expect(await rows("pending_identities")).toMatchObject([
      { token_hash: await sha256Hex(token), expires_at: t.clock.now + HOUR_MS },
    ]);
    expect([await rows("users"), await rows("identities")]).toEqual([[], []]);
  });

  it("shows the same whether or not the address has an account; only the mail differs", async () => {
    await account("known@hopfield.example", true);
    await account("started@hopfield.example", false);
    const seen = async (email: string) => {
      const each = loginBrowser(t);
      await t.through(each, "facebook", { ...PERSON, email });
      const form = await (await each.open("/auth/confirm-address")).text();
      const answer = await each.submit("/auth/confirm-address", { email });
      const sent = await (await each.open("/auth/confirm-address?sent=1")).text();
      const cookies = answer.headers.getSetCookie().map((line) => line.replace(/=[\w-]{43};/, "=…;"));
      return [form, answer.status, whereTo(answer), cookies, sent].map((part) =>
        String(part).replaceAll(email, "…"),
      );
    };
    const unknown = await seen("unknown@hopfield.example");
    expect(await seen("known@hopfield.example")).toEqual(unknown);
    expect(await seen("started@hopfield.example")).toEqual(unknown);
    await t.deliver();
    expect(t.sent.map((mail) => [mail.to, mail.subject])).toEqual([
      ["unknown@hopfield.example", "Confirm your address for Linkarooie"],
      ["known@hopfield.example", "You already have a Linkarooie account"],
      ["started@hopfield.example", "Confirm your address for Linkarooie"],
    ]);
    expect(t.sent[1]?.text).not.toContain("token=");
    expect(t.sent[1]?.text).toContain("link Facebook under");
  });

  it("has nothing to ask in a browser that did not begin", async () => {
    await t.through(browser, "facebook", PERSON);
    const stranger = loginBrowser(t);
    await t.begin(stranger, "facebook");
    expect(whereTo(await stranger.open("/auth/confirm-address"))).toBe("/sign-in?problem=login_flow_unknown");
    const answer = await stranger.submit("/auth/confirm-address", { email: PERSON.email });
    expect(whereTo(answer)).toBe("/sign-in?problem=login_flow_unknown");
    expect(await rows("emails")).toEqual([]);
  });

  it.each([["ada"], [""], [`${"x".repeat(250)}@example.test`]])(
    "refuses %s for an address",
    async (email) => {
      await t.through(browser, "facebook", PERSON);
      const answer = await browser.submit("/auth/confirm-address", { email });
      expect(answer.status).toBe(422);
      expect(await answer.text()).toContain('aria-invalid="true"');
      expect(await rows("emails")).toEqual([]);
    },
  );

  it("mails one address three times at once, and no more, from however many browsers", async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 4; round++) {
      const each = loginBrowser(t);
      await t.through(each, "facebook", { ...PERSON, subject: String(round + 1) });
      statuses.push((await each.submit("/auth/confirm-address", { email: PERSON.email })).status);
    }
    expect(statuses).toEqual([303, 303, 303, 429]);
    expect(await rows("emails")).toHaveLength(3);
  });

  it("forgets what waited for an hour", async () => {
    await t.through(browser, "facebook", PERSON);
    t.clock.now += HOUR_MS;
    expect(whereTo(await browser.open("/auth/confirm-address"))).toBe("/sign-in?problem=login_flow_unknown");
  });
});

describe("/auth/confirm", () => {
  it("opens the account in the browser that began: proved, linked, signed in, once", async () => {
    const token = await ask();
    const page = await browser.open(`/auth/confirm?token=${token}`);
    expect(await page.text()).toContain("Confirm this address");
    expect(await rows("users")).toEqual([]);
    const answer = await browser.submit("/auth/confirm", { token: token ?? "" });
    expect(whereTo(answer)).toBe("/");
    expect(await browser.whoAmI()).toBe(PERSON.email);
    expect(await rows("users")).toMatchObject([{ email_verified_at: t.clock.now, first_name: "Ada" }]);
    expect(await rows("identities")).toMatchObject([
      { provider: "facebook", subject: PERSON.subject, email: PERSON.email },
    ]);
    expect(await rows("pending_identities")).toEqual([]);
    expect((await browser.submit("/auth/confirm", { token: token ?? "" })).status).toBe(422);
    expect((await browser.open(`/auth/confirm?token=${token}`)).status).toBe(410);
    await browser.submit("/sign-out");
    expect(whereTo(await t.through(browser, "facebook", PERSON))).toBe("/");
    expect(await browser.whoAmI()).toBe(PERSON.email);
  });

  it("does nothing in another browser, says where to open it, and stays good there", async () => {
    const token = (await ask()) ?? "";
    const reader = loginBrowser(t);
    await t.begin(reader, "facebook");
    for (const other of [reader, loginBrowser(t)]) {
      const page = await other.open(`/auth/confirm?token=${token}`);
      expect(page.status).toBe(200);
      const text = await page.text();
      expect(text).toContain("Open this link in the browser where you signed in through Facebook.");
      expect(text).not.toContain('<form method="post" action="/auth/confirm"');
      const answer = await other.submit("/auth/confirm", { token });
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain("It is still good there.");
      expect(await other.whoAmI()).toBeNull();
    }
    expect([await rows("users"), await rows("identities"), await rows("sessions")]).toEqual([[], [], []]);
    expect(whereTo(await browser.submit("/auth/confirm", { token }))).toBe("/");
  });

  it.each([["unknown"], [""], ["x".repeat(500)]])("refuses the token %s", async (token) => {
    await ask();
    expect((await browser.open(`/auth/confirm?token=${token}`)).status).toBe(410);
    expect((await browser.submit("/auth/confirm", { token })).status).toBe(422);
    expect(await rows("users")).toEqual([]);
  });

  it("refuses a link that is older than an hour, or that a newer one replaced", async () => {
    const first = await ask();
    t.clock.now += 30 * MINUTE_MS;
    await browser.submit("/auth/confirm-address", { email: PERSON.email });
    await t.deliver();
    expect((await browser.submit("/auth/confirm", { token: first ?? "" })).status).toBe(422);
    const second = /token=([\w-]+)/.exec(t.sent.at(-1)?.text ?? "")?.[1] ?? "";
    t.clock.now += HOUR_MS;
    expect((await browser.submit("/auth/confirm", { token: second })).status).toBe(422);
    expect(await rows("users")).toEqual([]);
  });

  it("takes over an account that was prepared under the address, emptied of everything", async () => {
    await account(PERSON.email, false);
    const token = await ask();
    await browser.submit("/auth/confirm", { token: token ?? "" });
    expect(await browser.whoAmI()).toBe(PERSON.email);
    expect(await rows("users")).toHaveLength(1);
    expect([await rows("password_credentials"), await rows("mail_tokens")]).toEqual([[], []]);
  });

  it("makes nothing when the address was proved by somebody after the mail went out", async () => {
    const token = await ask();
    await account(PERSON.email, true);
    expect((await browser.submit("/auth/confirm", { token: token ?? "" })).status).toBe(422);
    expect([await rows("identities"), await browser.whoAmI()]).toEqual([[], null]);
    expect(await rows("password_credentials")).toHaveLength(1);
  });

  it("lets of many clicks at once one through", async () => {
    const token = await ask();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => browser.submit("/auth/confirm", { token: token ?? "" })),
    );
    expect(answers.filter((answer) => answer.status === 303)).toHaveLength(1);
    expect(
      [await rows("users"), await rows("identities"), await rows("sessions")].map((all) => all.length),
    ).toEqual([1, 1, 1]);
  });

  it("is not carried out for another site", async () => {
    const token = await ask();
    const answer = await t.request("/auth/confirm", {
      method: "POST",
      headers: {
        "sec-fetch-site": "cross-site",
        cookie: `__Host-login=${browser.cookies.get("__Host-login")}`,
      },
      body: new URLSearchParams({ token: token ?? "" }),
    });
    expect(answer.status).toBe(403);
    expect(await rows("users")).toEqual([]);
  });
});

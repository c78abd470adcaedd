/** The pages around mailed links and passwords, as a browser without JavaScript uses them. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  ADA,
  confirmed,
  cookieHeader,
  DB,
  delivered,
  meStatus,
  signedIn,
} from "../../test/support/worker/account-person.ts";
import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
  rows,
  setCookies,
} from "../../test/support/worker/accounts-app.ts";
import { HOUR_MS, MINUTE_MS } from "../limits.ts";

const PASSWORD = "difference engines tick";

let t: AccountsApp;
let cookie: string;

beforeEach(async () => {
  countHashes();
  t = createAccountsApp();
  await confirmed(t);
  cookie = await signedIn(t);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function open(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return t.request(path, { headers: { accept: "text/html", ...headers } });
}

function submit(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return t.request(path, {
    method: "POST",
    headers: { accept: "text/html", "sec-fetch-site": "same-origin", ...headers },
    body: new URLSearchParams(fields),
  });
}

/** Path of the newest link in the mail to somebody. */
async function linkTo(address: string): Promise<string> {
  const mail = (await delivered(t)).find((each) => each.to === address && each.text.includes("token="));
  return /http:\/\/localhost:8787(\/\S+)/.exec(mail?.text ?? "")?.[1] ?? "no link";
}

function tokenOf(path: string): string {
  return new URL(path, "http://localhost:8787").searchParams.get("token") ?? "";
}

describe("a forgotten password", () => {
  it("is replaced by way of the sign-in page, the mail and its link", async () => {
    expect(await (await open("/sign-in")).text()).toContain('href="/forgot-password"');
    expect(await (await open("/forgot-password")).text()).toMatch(/type="email"[^>]*autocomplete="email"/);
    const asked = await submit("/forgot-password", { email: ` ${ADA.email} ` });
    expect([asked.status, asked.headers.get("location")]).toEqual([303, "/check-your-mail?for=reset"]);
    const path = await linkTo(ADA.email);
    for (let scan = 0; scan < 3; scan += 1) expect((await open(path)).status).toBe(200);
    const page = await (await open(path)).text();
    expect(page).toMatch(/name="username" value="Ada@Example.test" autocomplete="username"/);
    expect(page).toMatch(/type="password"[^>]*autocomplete="new-password"/);
    const token = tokenOf(path);

    const again = await submit("/reset-password", { token, password: "short" });
    expect(again.status).toBe(422);
    const form = await again.text();
    expect(form).toContain('id="password-error"');
    expect(form).toContain(`value="${token}"`);

    const done = await submit("/reset-password", { token, password: PASSWORD });
    expect([done.status, done.headers.get("location")]).toEqual([303, "/sign-in?notice=password_changed"]);
    expect(setCookies(done).map((each) => each.name)).toEqual(["__Host-device"]);
    expect(await meStatus(t, cookie)).toBe(401);
    const dead = await open(path);
    expect(dead.status).toBe(410);
    expect(await dead.text()).toContain('href="/forgot-password"');
    expect((await submit("/reset-password", { token, password: PASSWORD })).status).toBe(422);
  });

  it("has one answer on the page too, and its errors beside the field", async () => {
    const unknown = await submit("/forgot-password", { email: "nobody@example.test" });
    expect([unknown.status, unknown.headers.get("location")]).toEqual([303, "/check-your-mail?for=reset"]);
    const wrong = await submit("/forgot-password", { email: "ada" });
    expect(wrong.status).toBe(422);
    const html = await wrong.text();
    expect(html).toContain('id="email-error"');
    expect(html).toContain('value="ada"');
  });

  it("is 410 for what is no token at all", async () => {
    for (const path of [
      "/reset-password",
      "/reset-password?token=",
      `/reset-password?token=${"x".repeat(200)}`,
    ])
      expect((await open(path)).status).toBe(410);
  });
});

describe("the pages behind mailed links", () => {
  it.each(["/verify-email", "/reset-password", "/change-email", "/sign-in"])(
    "%s keeps its address out of every Referer and still gets its form's Origin",
    async (path) => {
      for (const answer of [await open(`${path}?token=${"x".repeat(43)}`), await submit(path, {})]) {
        expect(answer.headers.get("referrer-policy")).toBe("strict-origin");
        expect(answer.headers.get("cache-control")).toBe("no-store");
      }
    },
  );
});

describe("a new confirmation mail", () => {
  it("can be had from the page that waits for it and from a link that is used up", async () => {
    for (const path of ["/check-your-mail", "/verify-email?token=x"]) {
      expect(await (await open(path)).text()).toContain('action="/verify-email/resend"');
    }
    await t.post("/api/v1/auth/register", { email: "grace@example.test", password: PASSWORD });
    await delivered(t);
    const sent = await submit("/verify-email/resend", { email: "grace@example.test" });
    expect([sent.status, sent.headers.get("location")]).toEqual([303, "/check-your-mail?for=again"]);
    expect(await linkTo("grace@example.test")).toMatch(/^\/verify-email\?token=/);
    for (let time = 0; time < 2; time += 1)
      await submit("/verify-email/resend", { email: "grace@example.test" });
    const closed = await submit("/verify-email/resend", { email: "grace@example.test" });
    expect(closed.status).toBe(429);
    expect(closed.headers.get("retry-after")).not.toBeNull();
    expect(await closed.text()).toContain("too many attempts");
  });
});

describe("a change of address", () => {
  async function asked(): Promise<string> {
    expect(await (await open("/settings", { cookie })).text()).toContain('action="/settings/address"');
    const answer = await submit("/settings/address", { email: "countess@example.test" }, { cookie });
    expect(answer.headers.get("location")).toBe("/settings?done=address_asked");
    return linkTo("countess@example.test");
  }

  it("goes from the settings through the mail to a button", async () => {
    const path = await asked();
    const page = await open(path, { cookie });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("countess@example.test");
    const token = tokenOf(path);
    const done = await submit("/change-email", { token }, { cookie });
    expect([done.status, done.headers.get("location")]).toEqual([303, "/settings?done=address_changed"]);
    expect(await (await open("/settings", { cookie })).text()).toContain("countess@example.test");
    expect((await open(path, { cookie })).status).toBe(410);
  });

  it("leads somebody who is not signed in to the sign-in page and back, and shows them no address", async () => {
    const path = await asked();
    const html = await (await open(path)).text();
    expect(html).not.toContain("countess");
    expect(html).toContain(`href="/sign-in?next=${encodeURIComponent(path)}"`);
    const token = tokenOf(path);
    expect((await submit("/change-email", { token })).status).toBe(401);
    const back = await submit("/sign-in", { ...ADA, next: path });
    expect(back.headers.get("location")).toBe(path);
    expect((await open(path, { cookie: cookieHeader(back) })).status).toBe(200);
  });

  it("does nothing for somebody who is signed in to another account", async () => {
    const path = await asked();
    const grace = { email: "grace@example.test", password: PASSWORD };
    await confirmed(t, grace);
    const other = await signedIn(t, grace);
    const page = await open(path, { cookie: other });
    expect(page.status).toBe(403);
    expect(await page.text()).not.toContain("countess");
    const token = tokenOf(path);
    expect((await submit("/change-email", { token }, { cookie: other })).status).toBe(403);
    expect((await open(path, { cookie })).status).toBe(200);
  });

  it("says so when another account has proved the address meanwhile", async () => {
    const path = await asked();
    await confirmed(t, { email: "countess@example.test", password: PASSWORD });
    const token = tokenOf(path);
    const refused = await submit("/change-email", { token }, { cookie });
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain("Another account has proved this address meanwhile");
  });

  it("shows what needs mending beside the field", async () => {
    const refused = await submit("/settings/address", { email: ADA.email }, { cookie });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('id="email-error"');
  });
});

describe("the password in the settings", () => {
  it("is changed in place, and the browser goes on with a new cookie", async () => {
    const html = await (await open("/settings/sign-in", { cookie })).text();
    expect(html).toContain('action="/settings/password"');
    expect(html).toMatch(/name="username" value="Ada@Example.test"/);
    const done = await submit("/settings/password", { password: PASSWORD }, { cookie });
    expect(done.headers.get("location")).toBe("/settings/sign-in?done=password_changed");
    expect(await meStatus(t, cookieHeader(done))).toBe(200);
    expect(await meStatus(t, cookie)).toBe(401);
  });

  it("is asked for by a link when the last proof is too old, which leads through it to the form", async () => {
    t.clock.now += 15 * MINUTE_MS;
    const html = await (await open("/settings/sign-in", { cookie })).text();
    expect(html).not.toContain('action="/settings/password"');
    expect(html).toContain('href="/settings/password"');
    const led = await open("/settings/password", { cookie });
    expect(led.headers.get("location")).toBe("/reauthenticate?next=%2Fsettings%2Fpassword");
    const late = await submit("/settings/password", { password: PASSWORD }, { cookie });
    expect([late.status, late.headers.get("location")?.startsWith("/reauthenticate")]).toEqual([303, true]);
    expect((await t.post("/api/v1/auth/login", ADA)).status).toBe(200);
  });

  it("can be the first one", async () => {
    await DB.prepare("delete from password_credentials").run();
    expect(await (await open("/settings/sign-in", { cookie })).text()).toContain("You have no password");
    await submit("/settings/password", { password: PASSWORD }, { cookie });
    expect(await rows("password_credentials")).toHaveLength(1);
  });

  it("comes back with what needs mending beside the field", async () => {
    const refused = await submit("/settings/password", { password: "short" }, { cookie });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('id="password-error"');
    expect(await meStatus(t, cookie)).toBe(200);
  });
});

describe("a link that is too old", () => {
  it("is gone from every page after 60 minutes", async () => {
    await submit("/forgot-password", { email: ADA.email });
    const path = await linkTo(ADA.email);
    t.clock.now += HOUR_MS;
    expect((await open(path)).status).toBe(410);
  });
});

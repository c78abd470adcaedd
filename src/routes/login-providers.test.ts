import { beforeEach, describe, expect, it } from "vitest";

import { ORIGIN, rows, setCookies } from "../../test/support/worker/accounts-app.ts";
import { ADA, createLoginWorld, type LoginWorld } from "../../test/support/worker/login-world.ts";
import { loginBrowser, type LoginBrowser } from "../../test/support/worker/login-browser.ts";
import { sha256Hex } from "../auth/hash.ts";
import { MINUTE_MS } from "../limits.ts";

let t: LoginWorld;
let browser: LoginBrowser;

beforeEach(() => {
  t = createLoginWorld();
  browser = loginBrowser(t);
});

function whereTo(answer: Response): string {
  return answer.headers.get("location") ?? `no redirect, ${answer.status}`;
}

/** Signed in through Google. */
async function signedIn(): Promise<void> {
  await t.through(browser, "google", ADA);
  expect(await browser.whoAmI()).toBe(ADA.email);
}

describe("GET /auth/{provider}", () => {
  it("leads to the provider, keeps a hash of state and browser, and seals the rest", async () => {
    const answer = await browser.open("/auth/google?next=/pictures");
    expect(answer.status).toBe(303);
    const at = new URL(whereTo(answer));
    expect(at.host).toBe("accounts.google.com");
    expect(at.searchParams.get("redirect_uri")).toBe(`${ORIGIN}/auth/google/callback`);
    expect(setCookies(answer)).toEqual([
      {
        name: "__Host-login",
        pair: expect.stringMatching(/^__Host-login=[\w-]{43}$/),
        attributes: "Path=/; Max-Age=3600; Secure; HttpOnly; SameSite=Lax",
      },
    ]);
    const [row] = await rows("login_flows");
    expect(row).toMatchObject({
      state_hash: await sha256Hex(at.searchParams.get("state") ?? ""),
      browser_hash: await sha256Hex(browser.cookies.get("__Host-login") ?? ""),
      provider: "google",
      purpose: "sign_in",
      user_id: null,
      session_id: null,
      next_path: "/pictures",
      expires_at: t.clock.now + 10 * MINUTE_MS,
    });
    expect(JSON.stringify(row)).not.toContain(at.searchParams.get("nonce"));
    expect(t.ports.sent).toEqual([]);
  });

  it("keeps the browser's secret over several flows, so that two tabs do not break each other", async () => {
    const first = await t.begin(browser, "google");
    const secret = browser.cookies.get("__Host-login");
    await t.begin(browser, "github");
    expect(browser.cookies.get("__Host-login")).toBe(secret);
    expect(whereTo(await browser.arrive(t.allow(first, ADA)))).toBe("/");
  });

  it.each([
    ["//evil.example", "/"],
    ["https://evil.example", "/"],
    ["/auth/google?purpose=link", "/auth/google?purpose=link&ask=1"],
  ])("takes %s for the way on as %s", async (next, kept) => {
    await t.begin(browser, "github", `?next=${encodeURIComponent(next)}`);
    expect((await rows("login_flows"))[0]?.["next_path"]).toBe(kept);
  });

  it("answers 404 for a provider there is not and 503 for one that is off, and begins nothing", async () => {
    const off = createLoginWorld({ loginProviders: {} });
    const lonely = loginBrowser(off);
    expect((await lonely.open("/auth/gitlab")).status).toBe(404);
    for (const path of ["/auth/github", "/auth/github/callback?code=1&state=2"]) {
      const answer = await lonely.call("GET", path);
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        503,
        "provider_off",
      ]);
    }
    expect(await rows("login_flows")).toEqual([]);
    for (const page of ["/sign-in", "/sign-up"]) {
      expect(await (await lonely.open(page)).text()).not.toContain("Continue with");
      expect(await (await browser.open(page)).text()).toContain("Continue with Google");
    }
  });

  it("stops a network that asks too often, before anything is kept or sent", async () => {
    const closed = createLoginWorld({ gate: () => Promise.resolve(false) });
    const flood = loginBrowser(closed);
    for (const path of ["/auth/google", "/auth/google/callback?code=1&state=2"]) {
      const answer = await flood.open(path);
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "60"]);
    }
    expect([await rows("login_flows"), closed.ports.sent]).toEqual([[], []]);
  });
});

describe("GET /auth/{provider}/callback", () => {
  it("signs in once: neither the same state nor a flow's second half works again", async () => {
    const back = t.allow(await t.begin(browser, "google", "?next=/pictures"), ADA);
    const answer = await browser.arrive(back);
    expect(whereTo(answer)).toBe("/pictures");
    expect(await browser.whoAmI()).toBe(ADA.email);
    expect(await rows("login_flows")).toEqual([]);
    const session = browser.cookies.get("__Host-session");
    const sent = t.ports.sent.length;
    expect(whereTo(await browser.arrive(back))).toBe(
      "/settings/sign-in?problem=login_flow_unknown&provider=google",
    );
    expect(browser.cookies.get("__Host-session")).toBe(session);
    expect(t.ports.sent).toHaveLength(sent);
  });

  it("lets of many callbacks at once one through", async () => {
    const back = t.allow(await t.begin(browser, "google"), ADA);
    const answers = await Promise.all(Array.from({ length: 6 }, () => browser.arrive(back)));
    expect(answers.filter((answer) => whereTo(answer) === "/")).toHaveLength(1);
    expect(await rows("sessions")).toHaveLength(1);
    expect(await rows("users")).toHaveLength(1);
  });

  it("ends in the browser that began, and stays good for it when another one tries", async () => {
    const back = t.allow(await t.begin(browser, "google"), ADA);
    const other = loginBrowser(t);
    await t.begin(other, "google");
    for (const stranger of [other, loginBrowser(t)]) {
      const answer = await stranger.arrive(back);
      expect(whereTo(answer)).toBe("/sign-in?problem=login_flow_unknown&provider=google");
      expect(await stranger.whoAmI()).toBeNull();
    }
    expect([t.ports.sent, await rows("users")]).toEqual([[], []]);
    expect(whereTo(await browser.arrive(back))).toBe("/");
  });

  it.each([
    ["another state", (path: string) => path.replace(/state=[^&]+/, "state=guess")],
    ["no state", (path: string) => path.replace(/&state=[^&]+/, "")],
    ["another provider", (path: string) => path.replace("/google/", "/github/")],
  ])("refuses %s without asking the provider", async (_, bend) => {
    const answer = await browser.arrive(bend(t.allow(await t.begin(browser, "google"), ADA)));
    expect(whereTo(answer)).toMatch(/^\/sign-in\?problem=login_flow_unknown&provider=/);
    expect([t.ports.sent, await rows("users"), await rows("login_flows")]).toEqual([
      [],
      [],
      [expect.anything()],
    ]);
  });

  it("refuses a flow older than ten minutes", async () => {
    const back = t.allow(await t.begin(browser, "google"), ADA);
    t.clock.now += 10 * MINUTE_MS;
    expect(whereTo(await browser.arrive(back))).toContain("problem=login_flow_unknown");
    expect(t.ports.sent).toEqual([]);
  });

  it("refuses an answer that names another issuer, before the code goes anywhere", async () => {
    const google = t.allow(await t.begin(browser, "google"), ADA);
    const evil = await browser.arrive(`${google}&iss=${encodeURIComponent("https://evil.example")}`);
    expect(whereTo(evil)).toBe("/sign-in?problem=issuer&provider=google");
    expect(t.ports.sent).toEqual([]);
    const again = t.allow(await t.begin(browser, "google"), ADA);
    const right = await browser.arrive(`${again}&iss=${encodeURIComponent("https://accounts.google.com")}`);
    expect(whereTo(right)).toBe("/");
  });

  it("says why in words of ours, and repeats nothing a provider or a stranger wrote", async () => {
    const at = await t.begin(browser, "facebook", "?next=/pictures");
    const state = at.searchParams.get("state") ?? "";
    const hostile = encodeURIComponent("<b>pay at evil.example</b>");
    const path = `/auth/facebook/callback?error=access_denied&error_description=${hostile}&state=${state}`;
    const answer = await browser.arrive(path);
    expect(whereTo(answer)).toBe("/sign-in?problem=declined&provider=facebook&next=%2Fpictures");
    const page = await (await browser.open(whereTo(answer))).text();
    expect(page).toContain("You turned back at Facebook, so nothing was changed.");
    const odd = await (await browser.open(`/sign-in?problem=${hostile}&provider=${hostile}`)).text();
    for (const text of [page, odd]) expect(text).not.toContain("evil.example");
    expect(await rows("users")).toEqual([]);
  });

  it("says that a provider is down, and lets the person try again", async () => {
    const at = await t.begin(browser, "github");
    const down = loginBrowser(t);
    for (const [name, value] of browser.cookies) down.cookies.set(name, value);
    const back = t.allow(at, { subject: "x" });
    expect(whereTo(await down.arrive(back))).toBe("/sign-in?problem=provider_answer&provider=github");
    expect(whereTo(await t.through(browser, "github", { ...ADA, subject: "7" }))).toBe("/");
  });

  it("logs no code, state or address", async () => {
    const at = await t.begin(browser, "google");
    await browser.arrive(t.allow(at, ADA));
    const lines = t.logLines.join("\n");
    expect(lines).toContain("account_opened");
    for (const secret of ["code-1", at.searchParams.get("state") ?? "?", ADA.email]) {
      expect(lines).not.toContain(secret);
    }
  });
});

describe("linking", () => {
  beforeEach(signedIn);

  it.each([
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["a sibling host", { "sec-fetch-site": "same-site" }],
    ["the address bar", { "sec-fetch-site": "none" }],
    ["an old browser on another site", { referer: "https://evil.example/" }],
    ["an old browser without a word", {}],
  ])("never begins because of %s: a page asks first", async (_, headers) => {
    for (const query of ["", "?purpose=link", "?purpose=reauthenticate"]) {
      const answer = await browser.open(`/auth/google${query}`, headers);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain(`href="/auth/google${query}"`);
    }
    expect(await rows("login_flows")).toEqual([]);
  });

  it.each([
    ["a page of ours", { "sec-fetch-site": "same-origin" }],
    ["a page of ours in an old browser", { referer: `${ORIGIN}/settings/sign-in` }],
  ])("begins from %s", async (_, headers) => {
    const answer = await browser.open("/auth/github?purpose=link", headers);
    expect(new URL(whereTo(answer)).host).toBe("github.com");
    expect(await rows("login_flows")).toMatchObject([
      { purpose: "link", user_id: expect.stringMatching(/^usr_/) },
    ]);
  });

  it("shows the page, too, when a form of ours leads on: it must not end on another origin", async () => {
    const answer = await browser.open("/auth/github?purpose=link&ask=1");
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('href="/auth/github?purpose=link"');
  });

  it("asks for a recent proof first, and for a sign-in where there is none", async () => {
    t.clock.now += 16 * MINUTE_MS;
    expect(whereTo(await browser.open("/auth/github?purpose=link"))).toBe(
      "/reauthenticate?next=%2Fauth%2Fgithub%3Fpurpose%3Dlink",
    );
    expect(whereTo(await loginBrowser(t).open("/auth/github?purpose=link"))).toBe(
      "/sign-in?next=%2Fauth%2Fgithub%3Fpurpose%3Dlink",
    );
    expect(await rows("login_flows")).toEqual([]);
  });

  it("belongs to the session that began: signed out, or as somebody else, it does not end", async () => {
    const at = await t.begin(browser, "github", "?purpose=link");
    const session = browser.cookies.get("__Host-session") ?? "";
    browser.cookies.delete("__Host-session");
    const back = t.allow(at, { subject: "7", email: "g@example.test", verified: true });
    expect(whereTo(await browser.arrive(back))).toBe("/sign-in?problem=login_flow_unknown&provider=github");
    await t.through(browser, "google", { subject: "2", email: "grace@gmail.com", verified: true });
    expect(whereTo(await browser.arrive(back))).toBe(
      "/settings/sign-in?problem=login_flow_unknown&provider=github",
    );
    expect(await rows("identities")).toHaveLength(2);
    browser.cookies.set("__Host-session", session);
    expect(whereTo(await browser.arrive(back))).toBe("/settings/sign-in?done=identity_linked");
    expect(await rows("identities")).toHaveLength(3);
  });
});

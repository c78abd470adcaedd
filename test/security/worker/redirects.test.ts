/** Wherever an address is taken from a request, nobody is sent away from this site by it. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { MINUTE_MS } from "../../../src/limits.ts";
import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
  ORIGIN,
} from "../../support/worker/accounts-app.ts";
import { ApiPerson, PASSWORD } from "../../support/worker/api-person.ts";

/** Many requests in each test, on a machine that may be busy. */
const SLOW = { timeout: 30_000 };

const PAYLOADS: readonly string[] = [
  "https://evil.example/",
  "http:evil.example",
  "//evil.example",
  "///evil.example",
  "////evil.example//",
  "/\\evil.example",
  "\\\\evil.example",
  "\\/evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\r//evil.example",
  "\t//evil.example",
  " //evil.example",
  "/%09/evil.example",
  "/a/..//evil.example",
  "/.//evil.example",
  "/..//evil.example/%2f..",
  "/%2e%2e//evil.example",
  "/x/../..//evil.example",
  "@evil.example",
  "/@evil.example/..//evil.example",
  ":@evil.example",
  "https:evil.example",
  "https:/evil.example",
  "https:\\\\evil.example",
  "hTTps://evil.example",
  "javascript:alert(1)",
  "java\nscript:alert(1)",
  "data:text/html,x",
  "vbscript:x",
  "blob:https://evil.example/1",
  `${ORIGIN}.evil.example/`,
  `${ORIGIN}@evil.example/`,
  `${ORIGIN}:80@evil.example/`,
  "//localhost:8787@evil.example",
  "//evil.example\\@localhost:8787",
  "//[::1]/",
  "//0x7f000001/",
  "\u2028//evil.example",
  "/\u2029/evil.example",
  "\uff0f\uff0fevil.example",
  "//evil\u3002example",
  "/\u0000/evil.example",
  "evil.example",
  "",
];

let t: AccountsApp;
let ada: ApiPerson;

beforeEach(async () => {
  countHashes();
  t = createAccountsApp();
  ada = await new ApiPerson(t, "ada@example.test").join();
  await ada.signIn();
});
afterEach(() => {
  vi.restoreAllMocks();
});

function session(): string {
  return `__Host-session=${ada.cookie("__Host-session") ?? ""}`;
}

function submit(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return t.request(path, {
    method: "POST",
    headers: { "sec-fetch-site": "same-origin", accept: "text/html", ...headers },
    body: new URLSearchParams(fields),
  });
}

/** Every address an answer sends a browser to, the ones it hands on included. */
function destinations(answer: Response): string[] {
  const location = answer.headers.get("location");
  if (location === null) return [];
  const url = new URL(location, ORIGIN);
  const next = url.searchParams.get("next");
  return [url.origin, ...(next === null ? [] : [new URL(next, ORIGIN).origin])];
}

/** Where a request costs a hash, these stand for the others. */
const FEW = PAYLOADS.filter((_, at) => at % 5 === 0);

/** What was asked for and where it leads, when that is not here. */
async function leaving(
  payloads: readonly string[],
  send: (payload: string) => Promise<Response>,
): Promise<string[]> {
  const left: string[] = [];
  for (const payload of payloads) {
    // Past every gate: this is about addresses.
    t.clock.now += 15 * MINUTE_MS;
    const answer = await send(payload);
    const there = destinations(answer).filter((origin) => origin !== ORIGIN);
    if (there.length > 0 || answer.status !== 303)
      left.push(`${JSON.stringify(payload)}: ${answer.status} ${there.join()}`);
    if (!/^\/(?![/\\])/.test(answer.headers.get("location") ?? "/"))
      left.push(`${JSON.stringify(payload)}: no path`);
  }
  return left;
}

describe("an address in a request", SLOW, () => {
  it("does not lead away after signing in", async () => {
    const form = { email: ada.email, password: PASSWORD };
    expect(await leaving(FEW, (next) => submit("/sign-in", { ...form, next }))).toEqual([]);
  });

  it("does not lead away who is signed in already", async () => {
    const cookie = session();
    const at = t.clock.now;
    const send = (next: string) => {
      t.clock.now = at;
      return t.request(`/sign-in?next=${encodeURIComponent(next)}`, { headers: { cookie } });
    };
    expect(await leaving(PAYLOADS, send)).toEqual([]);
  });

  it("does not lead away after a fresh proof", async () => {
    const send = async (next: string) => {
      const answer = await submit("/reauthenticate", { password: PASSWORD, next }, { cookie: session() });
      const secret = /__Host-session=([\w-]{43})/.exec(answer.headers.getSetCookie().join())?.[1];
      if (secret !== undefined) ada.setCookie("__Host-session", secret);
      return answer;
    };
    expect(await leaving(FEW, send)).toEqual([]);
  });

  it("does not lead away when it is the referrer of a form that came too late", async () => {
    const { cookie } = { cookie: session() };
    const send = (referer: string) =>
      submit(
        "/settings/sessions/end-others",
        {},
        { cookie, referer: referer.replaceAll(/[^\x21-\x7e]/g, "") },
      );
    expect(await leaving(FEW, send)).toEqual([]);
  });

  it("is not made of the host that was asked for, nor of one a proxy may name", async () => {
    for (const headers of [
      { "x-forwarded-host": "evil.example" },
      { "x-forwarded-server": "evil.example", forwarded: "host=evil.example" },
      { "x-original-url": "https://evil.example/", "x-rewrite-url": "/sign-out" },
    ]) {
      const answer = await t.request("/settings", { headers: { ...headers, accept: "text/html" } });
      expect(answer.headers.get("location")).toBe("/sign-in?next=%2Fsettings");
    }
    const twin = await t.request("http://127.0.0.1:8787//evil.example/%2f..");
    expect(destinations(twin)).toEqual([ORIGIN]);
    expect((await t.request("http://evil.example/sign-in?next=/settings")).status).toBe(421);
  });
});

describe("a mail", SLOW, () => {
  it("links to the configured origin, whatever host the request named", async () => {
    const headers = { "x-forwarded-host": "evil.example", forwarded: "host=evil.example", origin: ORIGIN };
    await t.post("/api/v1/auth/register", { email: "bob@example.test", password: PASSWORD }, headers);
    await t.deliver();
    const mail = t.sent.findLast(({ to }) => to === "bob@example.test");
    const links = `${mail?.text} ${mail?.html}`.match(/https?:\/\/[^\s"<]+/g) ?? [];
    expect(links.length).toBeGreaterThan(1);
    expect(links.filter((link) => new URL(link).origin !== ORIGIN)).toEqual([]);
  });

  it("takes no header, line or second address from what is typed", async () => {
    t.sent.length = 0;
    const line = "\r\nBcc: victim@example.test\r\n\r\nHello";
    for (const email of [
      `eve@example.test${line}`,
      "eve@example.test,victim@example.test",
      "eve@example.test victim@example.test",
      '"eve\r\nBcc: victim@example.test"@example.test',
      "<eve@example.test>",
      "eve@example.test%0d%0aBcc:victim@example.test",
      "eve@example.test\u2028Bcc: victim@example.test",
    ]) {
      expect((await t.post("/api/v1/auth/register", { email, password: PASSWORD })).status).toBe(422);
    }
    const named = { email: "eve@example.test", password: PASSWORD, first_name: `Eve${line}` };
    expect((await t.post("/api/v1/auth/register", named)).status).toBe(422);
    expect(t.queued).toEqual([]);
    const typed = "Bcc victim@example.test <b>";
    await t.post("/api/v1/auth/register", { ...named, first_name: typed });
    await t.deliver();
    expect(t.sent.map(({ to }) => to)).toEqual(["eve@example.test"]);
    // Nothing somebody typed is in a mail to an address that is not proved.
    expect(JSON.stringify(t.sent)).not.toContain("victim");
    for (const { to, subject } of t.sent) expect(`${to}${subject}`).not.toMatch(/[\r\n\0]/);
  });
});

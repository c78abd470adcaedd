/**
 * What every answer carries, over a crawl of every GET route and the ways a request can fail; that reading changes nothing,
 * shows nothing secret, and that what people typed is shown as they typed it.
 */
import { describe, expect, it } from "vitest";

import { createAccountsApp } from "../../support/worker/accounts-app.ts";
import { CANARY, crawl, HOSTILE } from "../../support/worker/crawl.ts";

/** Many requests in each test, on a machine that may be busy. */
const SLOW = { timeout: 30_000 };

interface Seen {
  readonly at: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Opening it is the first step of signing in at a provider: the flow is written down, and the browser told apart by a cookie. */
const BEGINS_A_FLOW = " GET /auth/github ";

/** Documents other servers fetch: public, the same for everybody. */
const PUBLIC_CORS: ReadonlySet<string> = new Set([
  "/oauth/bluesky/client-metadata.json",
  "/oauth/bluesky/jwks.json",
]);

const JSON_POST = { method: "POST", headers: { "content-type": "application/json" } };
const FAILURES: readonly (readonly [path: string, init: RequestInit])[] = [
  ["/nowhere", {}],
  ["/nowhere", { headers: { accept: "text/html" } }],
  ["/api/v1/nowhere", {}],
  ["/api/v1/auth/login", {}],
  ["/api/v1/auth/login", { ...JSON_POST, body: "{" }],
  ["/api/v1/auth/login", { method: "POST", headers: { "content-type": "text/plain" }, body: "x" }],
  ["/api/v1/auth/login", { ...JSON_POST, body: `"${"x".repeat(70_000)}"` }],
  ["/api/v1/auth/login", { ...JSON_POST, body: "{}" }],
  ["/sign-in", { method: "POST", headers: { origin: "https://evil.example" } }],
  ["/sign-in", { method: "POST", body: new URLSearchParams({ email: "a" }) }],
  ["/boom", {}],
  ["/boom", { headers: { accept: "text/html" } }],
  ["http://evil.example/sign-in", {}],
  ["http://127.0.0.1:8787/sign-in", {}],
];

let gathered: Promise<Seen[]> | null = null;
/** Answers are plain values, so the stores that are emptied between tests do not matter. */
function everything(): Promise<Seen[]> {
  gathered ??= gather();
  return gathered;
}

async function gather(): Promise<Seen[]> {
  const { answers, routes } = await crawl();
  expect(routes.length).toBeGreaterThan(30);
  const t = createAccountsApp();
  const failed = FAILURES.map(async ([path, init]) => {
    const { status, headers, ...rest } = await t.request(path, init).then(async (answer) => ({
      status: answer.status,
      headers: answer.headers,
      text: await answer.text(),
    }));
    return { at: `${init.method ?? "GET"} ${path}`, status, headers, ...rest };
  });
  return [
    ...answers.map(({ who, accept, path, status, headers, text }) => ({
      at: `${who} GET ${path} (${accept})`,
      status,
      headers,
      text,
    })),
    ...(await Promise.all(failed)),
  ];
}

/** Where the header is not as it should be; a pattern that matches nowhere would prove nothing. */
async function breaches(name: string, isGood: (value: string, seen: Seen) => boolean): Promise<string[]> {
  return (await everything())
    .filter((seen) => !isGood(seen.headers.get(name) ?? "", seen))
    .map(({ at, status, headers }) => `${at}: ${status} ${name}: ${headers.get(name)}`);
}

const isPage = ({ headers }: Pick<Seen, "headers">) =>
  (headers.get("content-type") ?? "").startsWith("text/html");

describe("every answer", SLOW, () => {
  it("sends browsers to https for a year, subdomains included", async () => {
    const year = (value: string) => Number(/^max-age=(\d+); includeSubDomains$/.exec(value)?.[1] ?? 0);
    expect(await breaches("strict-transport-security", (value) => year(value) >= 31_536_000)).toEqual([]);
  });

  it("has a policy without inline code, frames, plugins and base; files of people are sandboxed", async () => {
    const page = ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self'"];
    const isGood = (value: string) => {
      const parts = value.split("; ");
      const strict = page.every((part) => parts.includes(part)) && !/unsafe|https?:|\*/.test(value);
      return parts.includes("default-src 'none'") && (strict || parts.includes("sandbox"));
    };
    expect(await breaches("content-security-policy", isGood)).toEqual([]);
  });

  it("may not be framed, by the policy that counts", async () => {
    // A sandboxed picture is no document; its own policy has nothing to frame.
    const isGood = (value: string, seen: Seen) =>
      value.includes("frame-ancestors 'none'") || (!isPage(seen) && value.includes("sandbox"));
    expect(await breaches("content-security-policy", isGood)).toEqual([]);
  });

  it("may not be guessed to be of another type", async () => {
    expect(await breaches("x-content-type-options", (value) => value === "nosniff")).toEqual([]);
  });

  it("tells other sites nothing by the referrer", async () => {
    // `strict-origin` names this site and nothing of the page, and only over TLS.
    const isGood = (value: string) => ["same-origin", "no-referrer", "strict-origin"].includes(value);
    expect(await breaches("referrer-policy", isGood)).toEqual([]);
  });

  it("shares no window with other sites", async () => {
    const isGood = (value: string, seen: Seen) => value === "same-origin" || !isPage(seen);
    expect(await breaches("cross-origin-opener-policy", isGood)).toEqual([]);
  });

  it("may be embedded by nobody else, but for the public pictures", async () => {
    const isGood = (value: string, { at, status }: Seen) =>
      value === "same-origin" || (status === 200 && at.includes("/media/") && value === "cross-origin");
    expect(await breaches("cross-origin-resource-policy", isGood)).toEqual([]);
  });

  it("opens to other origins only the public documents of our Bluesky client, whatever Origin asks", async () => {
    const isGood = (value: string, { at }: Seen) =>
      value === "" || (value === "*" && [...PUBLIC_CORS].some((path) => at.includes(` ${path} `)));
    expect(await breaches("access-control-allow-origin", isGood)).toEqual([]);
    expect(await breaches("access-control-allow-credentials", (value) => value === "")).toEqual([]);
  });

  it("states its type, and with text its charset", async () => {
    const isGood = (value: string, { status, text }: Seen) => {
      if (text === "" || status === 304) return true;
      // JSON has no charset parameter: it is UTF-8 (RFC 8259, 8.1).
      return /^(text\/[\w-]+; ?charset=utf-8|application\/((problem\+)?json|zip)|image\/(jpeg|png|webp))$/i.test(
        value,
      );
    };
    expect(await breaches("content-type", isGood)).toEqual([]);
  });

  it("is kept by no cache, but for public files and documents", async () => {
    const mayKeep = ["/media/", "/oauth/bluesky/"];
    const isGood = (value: string, { at, status }: Seen) =>
      value === "no-store" || (status === 200 && mayKeep.some((path) => at.includes(path)));
    expect(await breaches("cache-control", isGood)).toEqual([]);
  });

  it("names no software and no version", async () => {
    for (const name of ["server", "x-powered-by", "via", "x-aspnet-version"]) {
      expect(await breaches(name, (value) => value === "")).toEqual([]);
    }
    const named = (await everything()).filter(({ text }) =>
      /hono|drizzle|workerd|wrangler|node_modules/i.test(text),
    );
    expect(named.map(({ at }) => at)).toEqual([]);
  });

  it("sets no cookie for being read, and starts no session", async () => {
    const cookies = (await everything())
      .filter(({ at }) => at.includes("GET "))
      .flatMap(({ at, headers }) => headers.getSetCookie().map((cookie) => ({ at, cookie })));
    const begun = cookies.filter(({ at }) => at.includes(BEGINS_A_FLOW));
    expect(cookies.filter((each) => !begun.includes(each))).toEqual([]);
    expect(begun.every(({ cookie }) => cookie.startsWith("__Host-login="))).toBe(true);
  });
});

describe("reading", SLOW, () => {
  it("no GET changes what is stored, not even that of a person who is signed in", async () => {
    const { before, after, answers } = await crawl();
    expect(answers.filter(({ who, status }) => who === "owner" && status === 200).length).toBeGreaterThan(30);
    // What a GET may write: that a sign-in at a provider began, and that an administrator looked.
    const noted = after.filter(
      (row) =>
        row.startsWith("login_flows ") || (row.startsWith("audit_events ") && row.includes('"admin_viewed"')),
    );
    const begun = answers.filter(
      ({ path, headers }) => path === "/auth/github" && headers.getSetCookie().length > 0,
    );
    const looked = answers.filter(({ who, status }) => who === "administrator" && status === 200);
    expect(looked.length).toBeGreaterThan(5);
    expect(noted.filter((row) => row.startsWith("login_flows ")).length).toBe(begun.length);
    expect(noted.length - begun.length).toBeGreaterThanOrEqual(looked.length);
    expect(after.filter((row) => !noted.includes(row))).toEqual(before);
  });

  it("no page holds markup that somebody typed; it is there as text", async () => {
    const pages = (await crawl()).answers.filter(isPage);
    const broken = pages.filter(({ text }) => /<img src=x|<\/script>\$|<b style=x/.test(text));
    expect(broken.map(({ path }) => path)).toEqual([]);
    const escaped = "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&lt;/script&gt;";
    const showing = new Set(pages.filter(({ text }) => text.includes(escaped)).map(({ route }) => route));
    // Name, description, handle, reason and browser all appear somewhere.
    expect([...showing]).toEqual(
      expect.arrayContaining([
        "/",
        "/pictures/:id",
        "/connections",
        "/syncs/:id",
        "/settings",
        "/admin/failures",
      ]),
    );
  });

  it("no page takes templates, Markdown, BBCode or styles that somebody typed for anything but text", async () => {
    const pages = (await crawl()).answers.filter(isPage);
    const typed = "${7*7}{{7*7}}";
    const showing = pages.filter(({ text }) => text.includes(typed));
    expect(showing.length).toBeGreaterThan(5);
    for (const { text, path } of showing) {
      expect({ path, evaluated: /49\{\{|\}49|<strong>x<\/strong>/.test(text) }).toEqual({
        path,
        evaluated: false,
      });
      expect(text.split(typed).length).toBe(text.split(`${typed}&lt;b style=x&gt;[b]**x**`).length);
    }
  });

  it("no page has inline script, style or event handlers, or links to code", async () => {
    for (const { text, path } of (await crawl()).answers.filter(isPage)) {
      const tags = text.match(/<[a-z][^>]*>/gi) ?? [];
      const bad = tags.filter(
        (tag) =>
          /^<(script(?! type="module" src="\/build\/)|style)|(href|src|action)="(javascript|data|vbscript):/i.test(
            tag,
          ) || /\s(on\w+|style)=/i.test(tag.replaceAll(/"[^"]*"/g, '""')),
      );
      expect({ path, bad }).toEqual({ path, bad: [] });
    }
  });

  it("JSON stays JSON, whatever the values hold", async () => {
    const answers = (await crawl()).answers.filter(({ headers, status }) => {
      return status === 200 && (headers.get("content-type") ?? "").startsWith("application/json");
    });
    const whole = answers.filter(({ text }) => JSON.stringify(JSON.parse(text)) === text);
    expect(whole.length).toBe(answers.length);
    const showing = answers.filter(({ text }) => text.includes(JSON.stringify(HOSTILE).slice(1, -1)));
    expect(showing.map(({ route }) => route)).toEqual(
      expect.arrayContaining(["/api/v1/images/:id", "/api/v1/connections", "/api/v1/me"]),
    );
  });

  it("no answer shows a grant, a password's hash or the hash of a session, not even to their owner", async () => {
    const { answers, before } = await crawl();
    expect(before.filter((row) => row.includes(CANARY)).length).toBeGreaterThan(1);
    const hashes = before.flatMap((row) => /"token_hash":"([0-9a-f]{64})"/.exec(row)?.[1] ?? []);
    expect(hashes.length).toBeGreaterThan(0);
    for (const secret of [CANARY, ...hashes]) {
      expect(answers.filter(({ text }) => text.includes(secret)).map(({ path }) => path)).toEqual([]);
    }
  });

  it("every page for people who are signed in has a way to sign out", async () => {
    const pages = (await crawl()).answers.filter(
      (each) => isPage(each) && each.who !== "stranger" && each.status === 200,
    );
    // Explanations and forms for strangers look the same to everybody.
    const same = ["/problems/:code", "/check-your-mail", "/verify-email", "/forgot-password"];
    const without = pages
      .filter(({ route }) => !same.includes(route))
      .filter(({ text }) => !/<form method="post" action="\/sign-out"/.test(text));
    expect(without.map(({ path }) => path)).toEqual([]);
    expect(pages.length).toBeGreaterThan(8);
  });

  it("every password field hides what is typed, and helps password managers", async () => {
    const fields = (await crawl()).answers
      .filter(isPage)
      .flatMap(({ text, path }) =>
        (text.match(/<input[^>]*name="[^"]*password[^"]*"[^>]*>/g) ?? []).map((field) => ({ path, field })),
      );
    expect(fields.length).toBeGreaterThan(2);
    const bad = fields.filter(
      ({ field }) =>
        !field.includes('type="password"') ||
        !/autocomplete="(current|new)-password"/.test(field) ||
        /onpaste|readonly|maxlength="(\d|[1-5]\d|6[0-3])"/.test(field),
    );
    expect(bad).toEqual([]);
  });

  it("no form asks for a hint or the answer to a question, and none sends a secret by GET", async () => {
    const forms = (await crawl()).answers
      .filter(isPage)
      .flatMap(({ text }) => text.match(/<form[^>]*>/g) ?? []);
    expect(forms.length).toBeGreaterThan(10);
    const asking = forms.filter((form) => !form.includes('method="post"'));
    // Administrators look for people and deeds: what they ask for is no secret, and no log holds a query.
    expect(asking.filter((form) => !/action="\/admin\/(users|history)"/.test(form))).toEqual([]);
    const names = (await crawl()).answers
      .filter(isPage)
      .flatMap(({ text }) =>
        [...text.matchAll(/<(?:input|textarea|select)[^>]*\sname="([^"]+)"/g)].map(([, name]) => name),
      );
    expect(names.filter((name) => /hint|question|answer|maiden|pet/i.test(name ?? ""))).toEqual([]);
  });
});

/** Which routes let whom in, against `docs/security/authorization.md`; which methods there are; who is believed to ask. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
  ORIGIN,
  START,
} from "../../support/worker/accounts-app.ts";
import { createLogger } from "../../../src/log.ts";
import { allStores } from "../../support/worker/all-stores.ts";
import { ApiPerson } from "../../support/worker/api-person.ts";
import { listUnder } from "../../support/worker/docs.ts";
import { bindings, makePerson } from "../../support/worker/signed-in.ts";

/** Many requests in each test, on a machine that may be busy. */
const SLOW = { timeout: 30_000 };

/** Not there in production builds, or only in this test's app. */
const TESTS_ONLY: ReadonlySet<string> = new Set(["POST /demo/sign-in", "GET /boom"]);

let t: AccountsApp;

beforeEach(() => {
  countHashes();
  const fetch = () => Promise.resolve(new Response(null, { status: 503 }));
  t = createAccountsApp({ ports: { fetch, now: () => START, log: createLogger({}, () => {}) } });
});

afterEach(() => {
  vi.restoreAllMocks();
});

interface Route {
  readonly name: string;
  readonly method: string;
  readonly path: string;
}

function routes(): Route[] {
  const all = t.hono.routes
    .filter(({ method, path }) => method !== "ALL" && !path.includes("*"))
    .map(({ method, path }) => ({ method, path: path.replaceAll(/\{[^}]*\}/g, "") }))
    .map(({ method, path }) => ({ name: `${method} ${path}`, method, path }));
  return [...new Map(all.map((route) => [route.name, route])).values()].filter(
    ({ name }) => !TESTS_ONLY.has(name),
  );
}

/** With an id that nobody has: who may call is decided before what is looked for. */
function ask({ method, path }: Pick<Route, "method" | "path">, cookie: string | null): Promise<Response> {
  const filled = path.replaceAll(/:(\w+)/g, (_, param: string) =>
    param === "platform" ? "x" : param === "provider" ? "github" : "none_0000000000000000",
  );
  return t.request(filled, {
    method,
    headers: {
      "sec-fetch-site": "same-origin",
      ...(cookie === null ? {} : { cookie }),
      ...(method === "GET" || method === "HEAD" ? {} : { "content-type": "application/json" }),
    },
    ...(method === "GET" || method === "HEAD" ? {} : { body: "{}" }),
  });
}

/** These answer everybody else as if they were not there. */
function isAdministration(path: string): boolean {
  return path === "/admin" || path.startsWith("/admin/");
}

async function codeOf(answer: Response): Promise<string> {
  const text = await answer.text();
  return answer.headers.get("content-type") === "application/problem+json"
    ? (JSON.parse(text) as { code: string }).code
    : "";
}

describe("access", SLOW, () => {
  it("strangers get as far as the document says, and nowhere else", async () => {
    const before = await allStores();
    const known = listUnder("authorization", "Open to strangers");
    const open: string[] = [];
    const hidden: string[] = [];
    for (const route of routes()) {
      const answer = await ask(route, null);
      const code = await codeOf(answer);
      if (code === "not_found" && !known.includes(route.name)) hidden.push(route.name);
      else if (answer.status !== 401 || code !== "sign_in_required") open.push(route.name);
    }
    expect(open.toSorted()).toEqual(known);
    expect(hidden.toSorted()).toEqual(listUnder("authorization", "For administrators"));
    // What begins a sign-in is written down; it gives nobody anything.
    const begun = /^(login_flows|passkey_challenges) /;
    expect((await allStores()).filter((row) => !begun.test(row))).toEqual(before);
  });

  it("a session whose person was not seen for 15 minutes is sent back where the document says", async () => {
    const asking: string[] = [];
    let { cookie } = await makePerson(t.app);
    t.clock.now = START + 15 * 60_000;
    for (const route of routes()) {
      let code = await codeOf(await ask(route, cookie));
      if (code === "sign_in_required") {
        // The route before ended the session.
        t.clock.now = START;
        cookie = (await makePerson(t.app)).cookie;
        t.clock.now = START + 15 * 60_000;
        code = await codeOf(await ask(route, cookie));
      }
      if (code === "reauthentication_needed") asking.push(route.name);
    }
    expect(asking.toSorted()).toEqual(listUnder("authorization", "With a recent proof"));
  });

  it("administration does not exist for strangers, nor for people, whatever the method", async () => {
    const { cookie } = await makePerson(t.app);
    const before = await allStores();
    const seen: string[] = [];
    for (const { path, method } of routes().filter((route) => isAdministration(route.path))) {
      for (const each of [method, "PUT", "OPTIONS"])
        for (const who of [null, cookie]) seen.push(`${(await ask({ method: each, path }, who)).status}`);
    }
    expect(seen.length).toBeGreaterThan(30);
    expect(new Set(seen)).toEqual(new Set(["404"]));
    expect(await allStores()).toEqual(before);
  });

  it("an account that is gone takes its sessions along, at once", async () => {
    const { cookie, userId } = await makePerson(t.app);
    expect((await ask({ method: "GET", path: "/api/v1/me" }, cookie)).status).toBe(200);
    await bindings.DB.prepare("delete from users where id = ?").bind(userId).run();
    expect((await ask({ method: "GET", path: "/api/v1/me" }, cookie)).status).toBe(401);
  });

  it("the health of the stores is a word each", async () => {
    const away = () => Promise.reject(new Error("D1 at 10.0.0.7 refused: password wrong"));
    const app = createAccountsApp({ probes: { d1: away } });
    expect(await (await app.request("/readyz")).json()).toEqual({
      status: "not_ready",
      stores: { d1: "failed" },
    });
  });
});

describe("methods", SLOW, () => {
  it("that a path does not have are refused, with those it has, and change nothing", async () => {
    const { cookie } = await makePerson(t.app);
    const before = await allStores();
    const paths = new Map<string, Set<string>>();
    for (const { path, method } of routes().filter((route) => !isAdministration(route.path))) {
      const any = path.replaceAll(/:(?!provider)\w+/g, ":platform");
      paths.set(any, (paths.get(any) ?? new Set()).add(method));
    }
    const wrong: string[] = [];
    for (const [path, known] of paths) {
      const others = [known.has("PUT") ? "OPTIONS" : "PUT"];
      const answers = others.map(async (method) => {
        const answer = await ask({ method, path }, cookie);
        const allow = answer.headers.get("allow")?.split(", ") ?? [];
        // What is not there for somebody has no methods either.
        const refused = path.startsWith("/admin") ? 404 : 405;
        if (answer.status !== refused || allow.includes(method)) {
          wrong.push(`${method} ${path}: ${answer.status}`);
        }
      });
      await Promise.all(answers);
    }
    expect(wrong).toEqual([]);
    expect(paths.size).toBeGreaterThan(60);
    expect(await allStores()).toEqual(before);
  });

  it("that echo a request do not exist", async () => {
    for (const method of ["TRACE", "TRACK", "CONNECT", "PROPFIND", "OPTIONS"]) {
      // Runtimes refuse to make such a request; one that arrives is made here by hand.
      const request = new Proxy(new Request(`${ORIGIN}/api/v1/me`, { headers: { cookie: "secret=1" } }), {
        get: (real, name) => {
          if (name === "method") return method;
          const value: unknown = Reflect.get(real, name, real);
          return typeof value === "function" ? (value.bind(real) as unknown) : value;
        },
      });
      const answer = await t.hono.fetch(request, bindings);
      expect([method, answer.status]).toEqual([method, 405]);
      expect(await answer.text()).not.toContain("secret=1");
    }
  });
});

describe("folders", SLOW, () => {
  it("are not listed, and what looks like a file of a page is not that page", async () => {
    const { cookie } = await makePerson(t.app);
    const paths = [
      "/media/",
      "/media",
      "/build/",
      "/api/v1/",
      "/pictures/",
      "/.git/config",
      "/.env",
      "/wrangler.toml",
    ];
    const disguised = [
      "/settings/x.css",
      "/settings.js",
      "/pictures/a.jpg",
      "/api/v1/me.json",
      "/api/v1/me/a.css",
    ];
    for (const path of [
      ...paths,
      ...disguised,
      "/settings%2f..%2fx.png",
      "/pictures;x.css",
      "/connections/../x.js",
    ]) {
      const answer = await t.request(path, { headers: { cookie, accept: "text/html" } });
      expect([path, answer.status, answer.headers.get("cache-control")]).toEqual([path, 404, "no-store"]);
    }
  });
});

describe("where a request comes from", SLOW, () => {
  it("is what the edge says, never what the sender says", async () => {
    const ada = await new ApiPerson(t, "ada@example.test", { "cf-connecting-ip": "203.0.113.7" }).join();
    await ada
      .elsewhere({
        "x-forwarded-for": "198.51.100.1",
        "x-real-ip": "198.51.100.1",
        "true-client-ip": "198.51.100.1",
        "x-client-ip": "198.51.100.1",
        forwarded: "for=198.51.100.1",
        "x-user-id": "usr_1",
      })
      .signIn();
    const { results } = await bindings.DB.prepare(
      "select network from audit_events where action = 'signed_in'",
    ).all();
    expect(results).toEqual([{ network: "203.0.113.0/24" }]);
  });

  it("counts for the gate of a network, whatever the sender adds", async () => {
    const seen: string[] = [];
    t = createAccountsApp({ gate: (key) => (seen.push(key), Promise.resolve(false)) });
    for (const forged of ["198.51.100.1", "198.51.100.2"]) {
      const headers = { "cf-connecting-ip": "203.0.113.7", "x-forwarded-for": forged };
      await t.post("/api/v1/auth/login", { email: "ada@example.test", password: "x" }, headers);
    }
    expect(new Set(seen)).toEqual(new Set(["sign-in:203.0.113.0/24"]));
  });
});

describe("a password", SLOW, () => {
  it("is good for as long as its owner keeps it: no change is ever asked for", async () => {
    const ada = await new ApiPerson(t, "ada@example.test").join();
    t.clock.now = START + 5 * 365 * 86_400_000;
    expect((await ada.signIn()).status).toBe(200);
  });
});

describe("a request without TLS", SLOW, () => {
  it("is sent on when it is for a page, refused when it is for the API, and never answered", async () => {
    t = createAccountsApp({ config: { ...t.app.config, appOrigin: "https://linkarooie.app" } });
    const page = await t.request("http://linkarooie.app/sign-in?next=/pictures");
    expect([page.status, page.headers.get("location")]).toEqual([
      302,
      "https://linkarooie.app/sign-in?next=/pictures",
    ]);
    for (const [path, method] of [
      ["/api/v1/platforms", "GET"],
      ["/api/v1/auth/login", "POST"],
      ["/sign-in", "POST"],
    ] as const) {
      const answer = await t.request(`http://linkarooie.app${path}`, { method });
      expect([path, answer.status, answer.headers.get("location")]).toEqual([path, 421, null]);
    }
    expect((await t.request("https://linkarooie.app/api/v1/platforms")).status).toBe(200);
  });
});

/** Every route that may change something × where a browser says it comes from × what it sends: no effect from elsewhere. */
import { afterEach, expect, it, vi } from "vitest";

import { createAccountsApp, ORIGIN } from "../../support/worker/accounts-app.ts";
import { allStores } from "../../support/worker/all-stores.ts";
import { everythingOf } from "../../support/worker/everything-of.ts";
import { makePerson } from "../../support/worker/signed-in.ts";

const CHANGING = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** Takes reports of browsers and writes one log line; nothing else may be let through. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(["/csp-reports"]);

const ELSEWHERE: readonly Record<string, string>[] = [
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { "sec-fetch-site": "none" },
  { "sec-fetch-site": "cross-site", origin: ORIGIN },
  { origin: "https://evil.example" },
  { origin: "null" },
  {},
];

const BODIES: readonly (readonly [type: string | null, body: string | null])[] = [
  ["application/json", "{}"],
  ["application/x-www-form-urlencoded", "a=b"],
  [
    "multipart/form-data; boundary=x",
    '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
  ],
  ["text/plain", "{}"],
  ["Application/JSON;charset=utf-8", "{}"],
  [null, null],
];

afterEach(() => {
  vi.restoreAllMocks();
});

it("every state-changing route refuses requests from elsewhere, and nothing changes", async () => {
  const t = createAccountsApp();
  const ada = await makePerson(t.app);
  const ids = await everythingOf(t.app, ada.userId, ada.sessionId, "ada");
  const routes = new Map<string, { method: string; path: string }>();
  for (const { method, path } of t.hono.routes) {
    if (CHANGING.has(method) && !path.includes("*")) routes.set(`${method} ${path}`, { method, path });
  }
  expect(routes.size).toBeGreaterThan(25);
  const before = await allStores();
  const let_through: string[] = [];
  for (const [name, { method, path }] of routes) {
    const filled = path.replaceAll(/:(\w+)(\{[^}]*\})?/g, (_, param: string) =>
      param === "platform" ? "x" : param === "provider" ? "github" : ids.image,
    );
    for (const [type, body] of BODIES) {
      const requests = ELSEWHERE.map(async (from) => {
        const answer = await t.request(filled, {
          method,
          headers: { ...from, cookie: ada.cookie, ...(type === null ? {} : { "content-type": type }) },
          ...(body === null ? {} : { body }),
        });
        await answer.body?.cancel();
        if (answer.status !== 403 && !WITHOUT_EFFECT.has(path))
          let_through.push(`${name} ${JSON.stringify(from)} ${type}: ${answer.status}`);
      });
      await Promise.all(requests);
    }
  }
  expect(let_through).toEqual([]);
  expect(await allStores()).toEqual(before);
  expect(t.queued).toEqual([]);
}, 120_000);

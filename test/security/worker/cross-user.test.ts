/** Every route of the API asked by Eve, with Ada's ids: she reads nothing, she changes nothing. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
  START,
} from "../../support/worker/accounts-app.ts";
import { createLogger } from "../../../src/log.ts";
import { allStores } from "../../support/worker/all-stores.ts";
import { type Belongings, everythingOf } from "../../support/worker/everything-of.ts";
import { makePerson, type Person } from "../../support/worker/signed-in.ts";

interface Operation {
  readonly requestBody?: unknown;
}
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** Which of Ada's ids belongs into a path. A route nobody has thought of here fails the test. */
const KIND_OF: Readonly<Record<string, keyof Belongings>> = {
  images: "image",
  connections: "connection",
  syncs: "sync",
  targets: "target",
  sessions: "session",
  identities: "identity",
  passkeys: "passkey",
  looks: "look",
};

/** Bodies that pass the schema, so that it is the owner that is checked. */
const BODIES: Readonly<Record<string, unknown>> = {
  "PATCH /api/v1/images/{id}": { alt_text: "changed by Eve" },
  "PATCH /api/v1/looks/{id}": { name: "changed by Eve" },
  "PATCH /api/v1/connections/{id}": { paused: true, slots: [] },
  "PATCH /api/v1/auth/passkeys/{id}": { name: "changed by Eve" },
};

let t: AccountsApp;
let ada: Person;
let eve: Person;
let adas: Belongings;

beforeEach(async () => {
  countHashes();
  // Connecting a platform would reach for it; no platform is there.
  const fetch = () => Promise.resolve(new Response(null, { status: 503 }));
  t = createAccountsApp({ ports: { fetch, now: () => START, log: createLogger({}, () => {}) } });
  ada = await makePerson(t.app);
  eve = await makePerson(t.app);
  adas = await everythingOf(t.app, ada.userId, ada.sessionId, "ada");
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function operations(): Promise<{ method: string; path: string }[]> {
  const { paths } = (await (await t.request("/api/v1/openapi.json")).json()) as { paths: Paths };
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => ({ method: method.toUpperCase(), path })),
  );
}

/** Fills in Ada's ids; a platform or provider is no id. */
function withAdasIds(path: string): string {
  return path.replaceAll(/([\w-]+)\/\{(\w+)\}/g, (_, collection: string, param: string) => {
    if (param === "platform") return `${collection}/x`;
    const kind = KIND_OF[collection];
    if (kind === undefined) throw new Error(`whose id belongs into ${path}? Add it to this test`);
    return `${collection}/${adas[kind]}`;
  });
}

async function ask(person: Person, method: string, path: string, body: unknown = {}): Promise<Response> {
  return t.request(path, {
    method,
    headers: {
      cookie: person.cookie,
      "sec-fetch-site": "same-origin",
      ...(method === "GET" ? {} : { "content-type": "application/json" }),
    },
    ...(method === "GET" ? {} : { body: JSON.stringify(body) }),
  });
}

it("no route of the API shows or changes what belongs to somebody else", async () => {
  const marks = [ada.userId, "ada_handle", "ada-sha", "ada-subject", "ada key", ...Object.values(adas)];
  const adasRows = async () => (await allStores()).filter((row) => marks.some((mark) => row.includes(mark)));
  const before = await adasRows();
  expect(before.length).toBeGreaterThan(10);
  const asked: string[] = [];
  const found: string[] = [];
  for (const { method, path } of await operations()) {
    const isPersonal = path.includes("{") && !path.includes("{platform}");
    const name = `${method} ${path}`;
    // Anew each time: some of these end her session or her account.
    const answer = await ask(await makePerson(t.app), method, withAdasIds(path), BODIES[name]);
    const body = await answer.text();
    asked.push(name);
    // The problem's `instance` repeats the path Eve herself typed.
    const shown = body.replace(/"instance":"[^"]*"/, "");
    for (const mark of marks) expect(shown, `${name} shows ${mark}`).not.toContain(mark);
    if (isPersonal && answer.status !== 404) found.push(`${name}: ${answer.status} ${shown}`);
  }
  expect(found).toEqual([]);
  expect(asked.length).toBeGreaterThan(15);
  expect(await adasRows()).toEqual(before);
}, 60_000);

it("a body that names somebody else's things is refused", async () => {
  const stores = async () => (await allStores()).filter((row) => !row.startsWith("rate_buckets"));
  const before = await stores();
  const answer = await ask(eve, "POST", "/api/v1/syncs", { connections: [adas.connection] });
  expect([answer.status, await answer.json()]).toMatchObject([422, { code: "connection_unknown" }]);
  const restored = await ask(eve, "POST", "/api/v1/restore", { look_id: adas.look });
  expect(restored.status).toBe(404);
  for (const [body, code] of [
    [{ name: "a", avatar_image_id: adas.image }, "picture_unknown"],
    [
      { name: "a", overrides: [{ connection_id: adas.connection, slot: "avatar", image_id: null }] },
      "connection_unknown",
    ],
  ] as const) {
    const saved = await ask(eve, "POST", "/api/v1/looks", body);
    expect([saved.status, await saved.json()]).toMatchObject([422, { code }]);
  }
  expect(await stores()).toEqual(before);
});

it("pages of somebody else do not exist either", async () => {
  for (const path of [
    `/pictures/${adas.image}`,
    `/pictures/${adas.image}/original`,
    `/syncs/${adas.sync}`,
    `/looks/${adas.look}/delete`,
    `/looks/${adas.look}/restore`,
    `/looks/${adas.look}/kept/${adas.image}`,
    `/connections/${adas.connection}/disconnect`,
  ]) {
    const answer = await t.request(path, { headers: { cookie: eve.cookie, accept: "text/html" } });
    expect([path, answer.status]).toEqual([path, 404]);
  }
});

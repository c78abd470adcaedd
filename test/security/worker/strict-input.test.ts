/** Every write of the API: unknown fields, wrong types, polluting keys and endless texts are refused, and nothing changes. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { type AccountsApp, countHashes, createAccountsApp } from "../../support/worker/accounts-app.ts";
import { allStores } from "../../support/worker/all-stores.ts";
import { makePerson, type Person } from "../../support/worker/signed-in.ts";

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Write {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly schema: Schema;
}

let t: AccountsApp;
let ada: Person;
let document: ApiDocument;

beforeEach(async () => {
  countHashes();
  t = createAccountsApp();
  ada = await makePerson(t.app);
  document = (await (await t.request("/api/v1/openapi.json")).json()) as ApiDocument;
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Every operation that takes a JSON body. */
function writes(): Write[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { requestBody }]) => {
      const schema = requestBody?.content["application/json"]?.schema;
      return schema === undefined
        ? []
        : [{ name: `${method} ${path}`, method: method.toUpperCase(), path, schema }];
    }),
  );
}

function resolve(schema: Schema): Schema {
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? schema : (document.components.schemas[name] ?? {});
}

/** The schema and everything below it, with where it stands. */
function walk(schema: Schema, at: string): { at: string; schema: Schema }[] {
  const here = resolve(schema);
  const below = [
    ...Object.entries(here.properties ?? {}).map(([name, each]) => [`${at}/${name}`, each] as const),
    ...(here.items === undefined ? [] : [[`${at}[]`, here.items] as const]),
    ...[...(here.anyOf ?? []), ...(here.oneOf ?? [])].map((each) => [at, each] as const),
  ];
  return [{ at, schema: here }, ...below.flatMap(([where, each]) => walk(each, where))];
}

async function send({ method, path }: Write, body: string) {
  const answer = await t.request(path.replaceAll(/\{\w+\}/g, "x"), {
    method,
    headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", cookie: ada.cookie },
    body,
  });
  return {
    status: answer.status,
    problem: (await answer.json()) as { code: string; errors: { code: string }[] },
  };
}

it("the document forbids unknown fields everywhere", () => {
  expect(writes().length).toBeGreaterThan(6);
  const open = writes()
    .flatMap(({ name, schema }) => walk(schema, name))
    .filter(({ schema }) => schema.properties !== undefined && schema.additionalProperties !== false);
  // What an authenticator answers is the browser's own form (Web Authentication 5.1): newer ones may say more.
  expect(open.map(({ at }) => at).filter((at) => !/\/passkeys\/.*\/response(\/|$)/.test(at))).toEqual([]);
}, 30_000);

it("the document bounds every text and every list", () => {
  const isText = ({ type }: Schema) => type === "string" || (Array.isArray(type) && type.includes("string"));
  const unbounded = writes()
    .flatMap(({ name, schema }) => walk(schema, name))
    .filter(
      ({ schema }) =>
        (isText(schema) &&
          schema.enum === undefined &&
          schema.const === undefined &&
          schema.maxLength === undefined) ||
        (schema.type === "array" && schema.maxItems === undefined),
    );
  expect(unbounded.map(({ at }) => at)).toEqual([]);
}, 30_000);

it("a field nobody knows is refused, whoever it would make one", async () => {
  const before = await allStores();
  for (const write of writes()) {
    const fields = { role: "admin", user_id: "usr_1", email_verified: true, constructor: {}, is_admin: 1 };
    const { status, problem } = await send(write, JSON.stringify(fields));
    expect({ write: write.name, status, code: problem.code }).toEqual({
      write: write.name,
      status: 422,
      code: "invalid_input",
    });
    expect(problem.errors.filter(({ code }) => code === "unknown_field").length).toBe(5);
  }
  expect(await allStores()).toEqual(before);
}, 30_000);

it("a body of another type is refused and never breaks anything", async () => {
  const before = await allStores();
  const odd = ["null", "[]", '"text"', '{"a":'];
  for (const write of writes()) {
    const names = Object.keys(resolve(write.schema).properties ?? {});
    const wrong = [12, null, { $gt: "" }].map((value) =>
      JSON.stringify(Object.fromEntries(names.map((name) => [name, value]))),
    );
    for (const body of [...odd, ...wrong]) {
      const { status } = await send(write, body);
      const allowed = [400, 404, 409, 422].includes(status);
      expect({ write: write.name, body, status, allowed }).toEqual({
        write: write.name,
        body,
        status,
        allowed: true,
      });
    }
  }
  expect(await allStores()).toEqual(before);
}, 30_000);

it("keys that reach for prototypes are refused, and pollute nothing", async () => {
  for (const write of writes()) {
    for (const body of ['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}']) {
      const { status } = await send(write, body);
      expect({ write: write.name, status }).toEqual({ write: write.name, status: 422 });
    }
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
}, 30_000);

it("a query parameter that comes twice or that nobody knows is refused, not chosen from", async () => {
  const lists = Object.entries(document.paths).filter(
    ([path, item]) => "get" in item && /(images|syncs|audit)$/.test(path),
  );
  expect(lists.length).toBe(3);
  for (const [path] of lists) {
    for (const query of [
      "limit=1&limit=100",
      "cursor=a&cursor=b",
      "limit[]=1",
      "limit=1&user_id=usr_1",
      "limit=1e1x",
    ]) {
      const answer = await t.request(`${path}?${query}`, { headers: { cookie: ada.cookie } });
      expect({ path, query, status: answer.status }).toEqual({ path, query, status: 422 });
    }
  }
}, 30_000);

it("SQL in a value is a value", async () => {
  const before = await allStores();
  for (const text of [
    "' or 1=1 --",
    "'; drop table users; --",
    '" or ""="',
    "x' union select * from users --",
  ]) {
    const login = { email: text, password: text };
    expect((await t.post("/api/v1/auth/login", login)).status).toBe(401);
    for (const path of [
      `/api/v1/images/${encodeURIComponent(text)}`,
      `/pictures/${encodeURIComponent(text)}`,
    ]) {
      expect((await t.request(path, { headers: { cookie: ada.cookie } })).status).toBe(404);
    }
    const cookie = `__Host-session=${encodeURIComponent(text)}`;
    expect((await t.request("/api/v1/me", { headers: { cookie } })).status).toBe(401);
  }
  expect(await allStores()).toEqual(before);
}, 30_000);

/** Nobody becomes an administrator by saying so: no body of any route sets a role. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
  rows,
} from "../../test/support/worker/accounts-app.ts";
import { makePerson, type Person } from "../../test/support/worker/signed-in.ts";

type Schema = Readonly<Record<string, unknown>> & { readonly $ref?: string };

let t: AccountsApp;
let ada: Person;

beforeEach(async () => {
  countHashes();
  t = createAccountsApp({ adapters: {} });
  ada = await makePerson(t.app);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const ESCALATION = { role: "admin", is_admin: true, user: { role: "admin" }, users: [{ role: "admin" }] };

async function roles(): Promise<Set<unknown>> {
  return new Set((await rows("users")).map((row) => row["role"]));
}

async function jsonBodies(): Promise<{ at: string; schema: Schema }[]> {
  const answer = await t.request("/api/v1/openapi.json");
  const document = (await answer.json()) as {
    paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>;
    components: { schemas: Record<string, Schema> };
  };
  const resolve = (schema: Schema): Schema =>
    schema.$ref === undefined
      ? schema
      : (document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) => {
      const schema = requestBody?.content["application/json"]?.schema;
      return schema === undefined ? [] : [{ at: `${method} ${path}`, schema: resolve(schema) }];
    }),
  );
}

describe("a role", { timeout: 60_000 }, () => {
  it("is in no body the API takes, and each refuses what it does not know", async () => {
    const bodies = await jsonBodies();
    expect(bodies.length).toBeGreaterThan(5);
    for (const { at, schema } of bodies) {
      expect({ at, open: schema["additionalProperties"] }).toEqual({ at, open: false });
      expect({ at, role: /"(role|is_admin)"/.test(JSON.stringify(schema)) }).toEqual({ at, role: false });
    }
  });

  it("is not set by any route that changes something, as JSON or as a form, signed in or not", async () => {
    const routes = t.hono.routes.filter(({ method }) => !["ALL", "GET"].includes(method));
    const changing = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
    expect(changing.size).toBeGreaterThan(15);
    const typed = {
      email: "eve@example.test",
      password: "a long enough password",
      handle: "eve_l",
      first_name: "Eve",
    };
    for (const { method, path } of changing.values()) {
      const address = path.replaceAll(/:\w+(\{[^}]*\})?/g, "none");
      for (const cookie of ["", ada.cookie]) {
        const headers = { "sec-fetch-site": "same-origin", ...(cookie === "" ? {} : { cookie }) };
        await t.request(address, {
          method,
          headers: { ...headers, "content-type": "application/json" },
          body: JSON.stringify({ ...typed, ...ESCALATION }),
        });
        await t.request(address, {
          method,
          headers: { ...headers, accept: "text/html" },
          body: new URLSearchParams({ ...typed, role: "admin", is_admin: "true", "user[role]": "admin" }),
        });
      }
      // Some of them end the session.
      ada = await makePerson(t.app);
    }
    // The forms were real: they made an account and gave a name.
    expect((await rows("users")).map((row) => row["email"])).toContain("eve@example.test");
    expect((await rows("user_profiles")).map((row) => row["handle"])).toContain("eve_l");
    expect(await roles()).toEqual(new Set(["user"]));
  });
});

/** The person behind a token at the Graph API. There is no field that says whether an address is confirmed. */
import { Hono, type Context } from "hono";

import type { SimClock } from "../clock.ts";
import { revokeTokens } from "../login/tokens.ts";
import type { SimEnv } from "../simulator.ts";
import { permissionsOf, setPermissions, type FacebookDocument } from "./facebook-state.ts";
import { graphCaller, type GraphCaller } from "./graph-caller.ts";
import { graphError } from "./graph-errors.ts";

/** Readable fields; undefined leaves one out of the answer, as Facebook does with what it has not or may not tell. */
const FIELDS: Readonly<Record<string, (caller: GraphCaller) => string | undefined>> = {
  id: ({ account }) => account.id,
  name: ({ account }) => account.displayName,
  first_name: ({ account }) => account.displayName.split(" ")[0],
  last_name: ({ account }) => account.displayName.split(" ").slice(1).join(" ") || undefined,
  email: ({ account, scopes }) => (scopes.includes("email") ? (account.email ?? undefined) : undefined),
};

export function graphUser(document: FacebookDocument, clock: SimClock): Hono<SimEnv> {
  const app = new Hono<SimEnv>();
  const callerOf = (c: Context<SimEnv>) => graphCaller(document, c.req.raw, clock);

  app.get("/graph/:version/me", (c) => {
    const caller = callerOf(c);
    if (caller instanceof Response) return caller;
    const names = (c.req.query("fields") ?? "id,name").split(",").map((name) => name.trim());
    const unknown = names.find((name) => !Object.hasOwn(FIELDS, name));
    if (unknown !== undefined)
      return graphError(100, `(#100) Tried accessing nonexisting field (${unknown}) on node type (User)`);
    // The id is told whether it was asked for or not.
    return c.json(Object.fromEntries([...names, "id"].map((name) => [name, FIELDS[name]?.(caller)])));
  });

  app.get("/graph/:version/me/permissions", (c) => {
    const caller = callerOf(c);
    if (caller instanceof Response) return caller;
    const { granted, declined } = permissionsOf(document, caller.account.name);
    const told = (status: string) => (permission: string) => ({ permission, status });
    return c.json({ data: [...granted.map(told("granted")), ...declined.map(told("declined"))] });
  });

  // The app is taken off: every token of the person dies, and the next sign-in is a first one.
  app.delete("/graph/:version/me/permissions", (c) => {
    const caller = callerOf(c);
    if (caller instanceof Response) return caller;
    const { name } = caller.account;
    c.env.call.account = name;
    c.env.call.commit("revoked", () => {
      revokeTokens(document, name, clock);
      setPermissions(document, name, null);
    });
    return c.json({ success: true });
  });
  return app;
}

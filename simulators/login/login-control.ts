/** Accounts of the login providers in the JSON control API, below `/_sim`. */
import { Hono, type Context } from "hono";

import { tokenJson } from "../account-json.ts";
import { LOGIN_PROVIDERS, SimulatorError, type LoginProvider, type LoginProviderId } from "../simulator.ts";

interface LoginControlDeps {
  readonly providers: Readonly<Record<LoginProviderId, LoginProvider>>;
  readonly origin: string;
}

const ACCOUNTS = `/:provider{${LOGIN_PROVIDERS.join("|")}}/accounts` as const;

/** Refusals are thrown: the control API words them. */
export function loginControl({ providers, origin }: LoginControlDeps): Hono {
  const app = new Hono();
  const providerOf = (c: Context) => {
    const id = LOGIN_PROVIDERS.find((each) => each === c.req.param("provider"));
    if (id === undefined) throw new SimulatorError(404, "There is no such login provider.");
    return providers[id];
  };
  const show = (provider: LoginProvider, name: string | undefined) => {
    const found = provider.people().find((each) => each.name === name);
    if (found === undefined) throw new SimulatorError(404, `${provider.name} has no account ${name}.`);
    const { displayName, handle, id, facts, tokens } = found;
    const page = `${origin}/${provider.id}/${found.name}`;
    return { name, display_name: displayName, handle, id, ...facts, tokens: tokens.map(tokenJson), page };
  };

  app.get(ACCOUNTS, (c) => {
    const provider = providerOf(c);
    return c.json(provider.people().map(({ name }) => show(provider, name)));
  });
  app.post(ACCOUNTS, async (c) => {
    const provider = providerOf(c);
    const fields = (await c.req.json()) as { name?: string };
    provider.signUp(fields);
    return c.json(show(provider, fields.name), 201);
  });
  app.get(`${ACCOUNTS}/:name`, (c) => c.json(show(providerOf(c), c.req.param("name"))));
  app.patch(`${ACCOUNTS}/:name`, async (c) => {
    const provider = providerOf(c);
    const name = c.req.param("name") ?? "";
    provider.change(name, await c.req.json());
    return c.json(show(provider, name));
  });
  app.post(`${ACCOUNTS}/:name/revoke`, (c) =>
    c.json({ revoked: providerOf(c).revokeAll(c.req.param("name") ?? "") }),
  );
  return app;
}

/** The JSON control API of the simulators, below `/_sim/`. */
import { Hono, type Context } from "hono";
import * as z from "zod";

import { accountJson } from "./account-json.ts";
import type { CallDeps } from "./answer-call.ts";
import { controlForms } from "./control-forms.ts";
import { faultInput } from "./faults.ts";
import { isLoopbackHost } from "./is-loopback-host.ts";
import { loginControl } from "./login/login-control.ts";
import { mailPage } from "./mail-page.ts";
import { mailInput, type Mailbox } from "./mailbox.ts";
import { pictureFromForm } from "./picture-from-form.ts";
import {
  LOGIN_PROVIDERS,
  SIMULATED_PLATFORMS,
  SIMULATED_SERVICES,
  SIMULATED_SLOTS,
  SimulatorError,
  type AccountView,
  type LoginProvider,
  type LoginProviderId,
  type SimulatedPlatform,
  type SimulatedServer,
  type SimulatedService,
  type Simulator,
} from "./simulator.ts";

export interface ControlDeps extends CallDeps {
  readonly simulators: Readonly<Record<SimulatedPlatform, Simulator>>;
  readonly providers: Readonly<Record<LoginProviderId, LoginProvider>>;
  /** All of them, for what does not depend on their role. */
  readonly services: Readonly<Record<SimulatedService, SimulatedServer>>;
  readonly mailbox: Mailbox;
  readonly origin: string;
  readonly seed: () => Promise<void>;
  readonly reset: () => void;
}

const newAccount = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,14}$/),
  display_name: z.string().min(1).max(50).optional(),
});
const changes = z.strictObject({ status: z.enum(["active", "suspended", "locked"]).optional() });
const clockMove = z.strictObject({
  advance_seconds: z
    .number()
    .min(0)
    .max(400 * 86_400),
});
const platformId = z.enum(SIMULATED_PLATFORMS);
const serviceId = z.enum(SIMULATED_SERVICES);
const slotName = z.enum(SIMULATED_SLOTS);

/** Paths as the contract names them; times are RFC 3339, refusals are `{error}` with a fitting status. */
export function createControl(deps: ControlDeps): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof SimulatorError) return c.json({ error: error.message }, error.status);
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 422);
    if (error instanceof SyntaxError) return c.json({ error: "The body is not JSON." }, 400);
    throw error;
  });
  app.use(async (c, next) => {
    // The app and tests send no Origin; a page of another site does, and has no business here.
    const from = c.req.header("origin");
    if (c.req.method !== "GET" && from !== undefined && !isOwn(from, deps.origin)) {
      throw new SimulatorError(400, "Only the simulators' own pages may post here.");
    }
    await next();
  });

  const simulatorOf = (c: Context) => {
    const id = platformId.safeParse(c.req.param("platform"));
    if (!id.success) throw new SimulatorError(404, `There is no platform ${c.req.param("platform")}.`);
    return deps.simulators[id.data];
  };
  const serviceOf = (c: Context) => {
    const id = serviceId.safeParse(c.req.param("service"));
    if (!id.success) throw new SimulatorError(404, `Nothing called ${c.req.param("service")} is simulated.`);
    return deps.services[id.data];
  };
  const accountOf = async (c: Context): Promise<[Simulator, AccountView]> => {
    const simulator = simulatorOf(c);
    const name = c.req.param("name");
    const account = (await simulator.accounts()).find((each) => each.name === name);
    if (account === undefined) throw new SimulatorError(404, `${simulator.name} has no account ${name}.`);
    return [simulator, account];
  };
  const show = async (c: Context) => {
    const [simulator, account] = await accountOf(c);
    return accountJson(account, simulator.id, deps.origin);
  };

  app.get("/_sim", (c) =>
    c.json({
      platforms: SIMULATED_PLATFORMS,
      login_providers: LOGIN_PROVIDERS,
      now: new Date(deps.clock.now()),
    }),
  );

  app.get("/_sim/mail", async (c) => {
    const mails = deps.mailbox.list(c.req.query("to"));
    // Only browsers ask for HTML; the app's tests and people with curl take anything.
    return c.req.header("accept")?.includes("text/html") === true ? await mailPage(mails) : c.json(mails);
  });
  app.post("/_sim/mail", async (c) => c.json(deps.mailbox.deliver(mailInput.parse(await c.req.json())), 202));
  app.delete("/_sim/mail", (c) => {
    deps.mailbox.clear();
    return c.body(null, 204);
  });

  app.get("/_sim/log", (c) => {
    const platform = serviceId.optional().parse(c.req.query("platform"));
    const entries = deps.log.list({ platform, since: momentOf(c.req.query("since")) });
    return c.json(entries.map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() })));
  });

  app.get("/_sim/faults", (c) => c.json(deps.faults.list()));
  app.post("/_sim/faults", async (c) => c.json(deps.faults.add(faultInput.parse(await c.req.json())), 201));
  app.delete("/_sim/faults", (c) => {
    deps.faults.clear();
    return c.body(null, 204);
  });

  app.get("/_sim/clock", (c) => c.json({ now: new Date(deps.clock.now()) }));
  app.post("/_sim/clock", async (c) => {
    deps.clock.advance(clockMove.parse(await c.req.json()).advance_seconds * 1_000);
    return c.json({ now: new Date(deps.clock.now()) });
  });
  app.post("/_sim/seed", async (c) => {
    await deps.seed();
    return c.body(null, 204);
  });
  app.post("/_sim/reset", async (c) => {
    deps.reset();
    // Without accounts nobody can consent: a reset ends where a fresh start begins.
    if (c.req.query("seed") !== "false") await deps.seed();
    return c.body(null, 204);
  });
  app.route("/_sim/forms", controlForms(deps));

  app.get("/_sim/:service/switches", (c) => c.json(serviceOf(c).switches()));
  app.post("/_sim/:service/switches", async (c) => {
    const service = serviceOf(c);
    const wanted = z.record(z.string(), z.boolean()).parse(await c.req.json());
    for (const [name, on] of Object.entries(wanted)) service.setSwitch(name, on);
    return c.json(service.switches());
  });
  app.route("/_sim", loginControl(deps));
  app.get("/_sim/:platform/accounts", async (c) => {
    const simulator = simulatorOf(c);
    const accounts = await simulator.accounts();
    return c.json(accounts.map((account) => accountJson(account, simulator.id, deps.origin)));
  });
  app.post("/_sim/:platform/accounts", async (c) => {
    const simulator = simulatorOf(c);
    const { name, display_name: displayName } = newAccount.parse(await c.req.json());
    await simulator.createAccount({ name, displayName: displayName ?? name });
    const made = (await simulator.accounts()).find((each) => each.name === name);
    return c.json(made === undefined ? null : accountJson(made, simulator.id, deps.origin), 201);
  });
  app.get("/_sim/:platform/accounts/:name", async (c) => c.json(await show(c)));
  app.patch("/_sim/:platform/accounts/:name", async (c) => {
    const [simulator, { name }] = await accountOf(c);
    const { status } = changes.parse(await c.req.json());
    if (status !== undefined) simulator.setStatus(name, status);
    return c.json(await show(c));
  });
  app.post("/_sim/:platform/accounts/:name/edit", async (c) => {
    const [simulator, { name }] = await accountOf(c);
    const { slot, bytes } = await pictureFromForm(c.req.raw);
    await simulator.edit(name, slotName.parse(slot), bytes);
    return c.json(await show(c));
  });
  app.post("/_sim/:platform/accounts/:name/revoke", async (c) => {
    const [simulator, { name }] = await accountOf(c);
    return c.json({ revoked: simulator.revokeAll(name) });
  });
  app.notFound((c) => c.json({ error: "There is nothing here." }, 404));
  return app;
}

/** This machine by any of its names, on the simulators' own port. */
function isOwn(from: string, origin: string): boolean {
  const url = URL.parse(from);
  return url !== null && isLoopbackHost(url.host) && url.port === new URL(origin).port;
}

/** RFC 3339 or milliseconds since the epoch. */
function momentOf(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const moment = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isNaN(moment))
    throw new SimulatorError(422, "since must be a time such as 2026-11-01T12:00:00Z.");
  return moment;
}

import type { AppContext } from "../../context.ts";
import { spend } from "../../db/spend.ts";
import { RateLimitedError } from "../../errors.ts";
import { SECOND_MS } from "../../limits.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { type GateAction, gateRule, type Rate, type Work, WORK_RULES } from "./gate-rules.ts";

/** The binding counts in windows of this length. */
const BINDING_WINDOW_SECONDS = 60;

/**
 * Stops a network that asks too often, before anything expensive is done for it: the cheap counter of this location
 * first, the exact one in D1 next. Throws `rate_limited` with the wait.
 */
export async function passGate(app: AppContext, action: GateAction, client: ClientInfo): Promise<void> {
  const seconds = await networkWait(app, action, client);
  if (seconds > 0) throw closed(app, action, seconds);
}

/** The same as an answer, without a line in the log: for what anybody may send by the thousand. */
export async function gateIsOpen(app: AppContext, action: GateAction, client: ClientInfo): Promise<boolean> {
  return (await networkWait(app, action, client)) === 0;
}

/**
 * Stops too many attempts on one account or address, whoever makes them and whether or not it exists. `subject` is an
 * address key, a user id, or a known device of an account: a device has a bucket of its own, so that its owner gets in
 * while strangers wait. Throws `rate_limited`.
 */
export async function passSubjectGate(app: AppContext, action: GateAction, subject: string): Promise<void> {
  const seconds = await wait(app, action, subject, gateRule(action).subject ?? []);
  if (seconds > 0) throw closed(app, action, seconds);
}

/** Stops a person who orders more work than anybody needs, before any of it is done. Throws `rate_limited`. */
export async function passWorkGate(app: AppContext, work: Work, userId: string): Promise<void> {
  const seconds = await wait(app, work, userId, [WORK_RULES[work]]);
  if (seconds > 0) throw closed(app, work, seconds);
}

async function networkWait(app: AppContext, action: GateAction, client: ClientInfo): Promise<number> {
  if (!(await app.gate(`${action}:${client.network}`))) return BINDING_WINDOW_SECONDS;
  const { network } = gateRule(action);
  const scaled = { ...network, limit: network.limit * app.config.gateScale };
  return wait(app, action, `network:${client.network}`, [scaled]);
}

/** Seconds until there is room, 0 when there was and one has been taken. */
async function wait(
  app: AppContext,
  action: GateAction | Work,
  subject: string,
  rates: readonly Rate[],
): Promise<number> {
  const now = app.now();
  for (const [at, rate] of rates.entries()) {
    const key = await app.vault.blindIndex("gate", `${action}:${at}:${subject}`);
    const waitMs = await spend(app.db, { key, ...rate, now });
    if (waitMs > 0) return Math.ceil(waitMs / SECOND_MS);
  }
  return 0;
}

function closed(app: AppContext, action: GateAction | Work, seconds: number): RateLimitedError {
  app.log.warn("gate_closed", { action });
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return new RateLimitedError(
    `That was too many attempts in a short time. Wait ${wait}, then try again.`,
    seconds,
  );
}

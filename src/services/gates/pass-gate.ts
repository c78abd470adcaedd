import type { AppContext } from "../../context.ts";
import { RateLimitedError } from "../../errors.ts";
import type { ClientInfo } from "./client-info.ts";

/** The gate counts in windows of this length. */
const WINDOW_SECONDS = 60;

/** Stops a network that asks too often, before anything expensive is done for it. Throws `rate_limited`. */
export async function passGate(app: AppContext, action: string, client: ClientInfo): Promise<void> {
  if (await app.gate(`${action}:${client.network}`)) return;
  app.log.warn("gate_closed", { action });
  throw new RateLimitedError(
    "That was too many attempts in one minute. Wait a minute, then try again.",
    WINDOW_SECONDS,
  );
}

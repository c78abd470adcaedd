import { sha256Hex } from "../../auth/hash.ts";
import { sealPlace, SEALED_COLUMNS } from "../../auth/sealed-columns.ts";
import type { AppContext } from "../../context.ts";
import { insertFlow } from "../../db/connect-flows.ts";
import { MINUTE_MS } from "../../limits.ts";
import type { FlowState } from "../../platforms/platform.ts";
import { passWorkGate } from "../gates/pass-gate.ts";
import { callbackUrl, platformAdapter } from "./platform-adapter.ts";

/** A person reads a consent page in minutes; a longer-lived flow only helps whoever stole the link. */
const FLOW_LIFETIME_MS = 10 * MINUTE_MS;

export interface FlowOwner {
  readonly userId: string;
  readonly sessionId: string;
}

/** The one row a flow may be opened in. */
export function flowPlace(owner: FlowOwner, platform: string, stateHash: string) {
  return sealPlace(SEALED_COLUMNS.connectFlow, { row: stateHash, user: owner.userId, platform });
}

/**
 * Starts connecting: `host` or `handle` as the platform asks. Returns where the browser has to go. What `finish` needs
 * is sealed and bound to this session. Throws `PlatformError` `input-bad` when what was typed leads nowhere, and
 * `rate_limited`.
 */
export async function beginConnection(
  app: AppContext,
  owner: FlowOwner,
  platform: string,
  typed: { readonly host?: string; readonly handle?: string },
): Promise<{ authorizeUrl: string }> {
  const { id, adapter } = platformAdapter(app, platform);
  await passWorkGate(app, "connect", owner.userId);
  const started = await adapter.auth.begin(app.ports, { ...typed, redirectUri: callbackUrl(app, id) });
  await keepFlow(app, owner, id, started.flow);
  return { authorizeUrl: app.browserUrl(started.authorizeUrl) };
}

async function keepFlow(app: AppContext, owner: FlowOwner, platform: string, flow: FlowState): Promise<void> {
  const stateHash = await sha256Hex(flow.state);
  const now = app.now();
  await insertFlow(app.db, {
    stateHash,
    userId: owner.userId,
    sessionId: owner.sessionId,
    platformId: platform,
    sealedFlow: await app.vault.seal(JSON.stringify(flow), flowPlace(owner, platform, stateHash)),
    createdAt: now,
    expiresAt: now + FLOW_LIFETIME_MS,
  });
}

import * as z from "zod";

import { sealGrant } from "../../auth/grant-seal.ts";
import { sha256Hex } from "../../auth/hash.ts";
import type { AppContext } from "../../context.ts";
import { takeFlow } from "../../db/connect-flows.ts";
import {
  findConnectionByAccount,
  insertConnection,
  updateConnectionAccountStatement,
} from "../../db/connections.ts";
import { upsertPlatform } from "../../db/platforms.ts";
import { ForbiddenError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import type { FlowState, Grant, PlatformDescriptor, PlatformId } from "../../platforms/platform.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { auditOf } from "../audit/record-audit.ts";
import { type FlowOwner, flowPlace } from "./begin-connection.ts";
import type { ConnectionResource } from "./connection-resource.ts";
import { getConnection } from "./list-connections.ts";
import { callbackUrl, platformAdapter } from "./platform-adapter.ts";

/** Which parameters of a callback say whose flow it ends. OAuth 1.0a has no state: its temporary token stands for it. */
const STATE_PARAMS: Readonly<Record<PlatformDescriptor["auth"], readonly string[]>> = {
  oauth1: ["oauth_token", "denied"],
  oauth2: ["state"],
  atproto: ["state"],
};

const flowSchema = z.object({ state: z.string(), data: z.record(z.string(), z.string()) });

/**
 * Ends connecting with what the platform sent back. A flow works once, for the session that began it, for ten minutes.
 * The same account again keeps its connection and gets the new grant. Throws `PlatformError` when the person declined
 * or the platform refused, 403 `flow_unknown` when this browser began no such flow.
 */
export async function finishConnection(
  app: AppContext,
  owner: FlowOwner,
  platform: string,
  callback: URLSearchParams,
  client: ClientInfo,
): Promise<ConnectionResource> {
  const { id, adapter } = platformAdapter(app, platform);
  const flow = await openFlow(app, owner, adapter.descriptor, callback);
  const grant = await adapter.auth.finish(app.ports, { callback, flow, redirectUri: callbackUrl(app, id) });
  await upsertPlatform(app.db, adapter.descriptor, app.now());
  const connectionId = await keepConnection(app, owner.userId, id, grant);
  const sealed = await sealGrant(app.vault, { userId: owner.userId, connectionId, platform: id }, grant);
  await app.userSync.putGrant(owner.userId, connectionId, sealed);
  const { userId, sessionId } = owner;
  await app.db.batch([
    updateConnectionAccountStatement(app.db, {
      userId,
      id: connectionId,
      handle: grant.handle,
      host: grant.host,
      profileUrl: app.browserUrl(grant.profileUrl),
      scopes: JSON.stringify(grant.scopes),
      now: app.now(),
    }),
    auditOf(app, { userId, action: "platform_connected", sessionId, target: id, client }),
  ]);
  app.log.info("connection_made", { connection_id: connectionId, platform: id });
  return getConnection(app, owner.userId, connectionId);
}

async function openFlow(
  app: AppContext,
  owner: FlowOwner,
  descriptor: PlatformDescriptor,
  callback: URLSearchParams,
): Promise<FlowState> {
  const platform = descriptor.id;
  const state = STATE_PARAMS[descriptor.auth]
    .map((name) => callback.get(name))
    .find((value) => value !== null);
  const stateHash = await sha256Hex(state ?? "");
  const row = await takeFlow(app.db, { ...owner, stateHash, platformId: platform, now: app.now() });
  if (row === null) {
    throw new ForbiddenError(
      "flow_unknown",
      "This link was used already, is too old, or was begun in another browser. Connect again.",
    );
  }
  return flowSchema.parse(
    JSON.parse(await app.vault.open(row.sealedFlow, flowPlace(owner, platform, stateHash))),
  );
}

/** The row first, still without a grant (`finish_setup`), so that a crash in between shows as what it is. */
async function keepConnection(
  app: AppContext,
  userId: string,
  platform: PlatformId,
  grant: Grant,
): Promise<string> {
  const known = await findConnectionByAccount(app.db, userId, platform, grant.accountId);
  if (known !== null) return known.id;
  const now = app.now();
  await insertConnection(app.db, {
    id: newId("con"),
    userId,
    platformId: platform,
    accountId: grant.accountId,
    handle: grant.handle,
    host: grant.host,
    profileUrl: app.browserUrl(grant.profileUrl),
    status: "finish_setup",
    scopes: JSON.stringify(grant.scopes),
    sealedGrant: "",
    grantGeneration: 0,
    createdAt: now,
    updatedAt: now,
  });
  const row = await findConnectionByAccount(app.db, userId, platform, grant.accountId);
  if (row === null) throw new Error("the connection that was just stored is gone");
  return row.id;
}

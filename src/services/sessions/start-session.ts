import { SESSION_IDLE_MS } from "../../auth/cookies.ts";
import { randomSecret, sha256Hex } from "../../auth/hash.ts";
import type { AppContext } from "../../context.ts";
import { emailStatements } from "../../db/emails.ts";
import { hasKnownDevice, isKnownDevice, rememberDeviceStatement } from "../../db/known-devices.ts";
import { sessionStatements } from "../../db/sessions.ts";
import type { UserRow } from "../../db/users.ts";
import { newId } from "../../new-id.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { announceEmail, sealEmail } from "../accounts/queue-email.ts";
import { auditOf } from "../audit/record-audit.ts";
import { deviceKey } from "./device-key.ts";
import { deviceName } from "./device-name.ts";
import type { SignInMethod } from "./sign-in-method.ts";

/** Secrets for the browser's cookies; they go nowhere else. */
export interface StartedSession {
  readonly sessionSecret: string;
  readonly deviceSecret: string;
}

/**
 * Starts a session under a new id and a new secret, ends the browser's previous one, records the sign-in, and tells the
 * person by mail when this browser has not signed in to their account before while others have. One transaction.
 */
export async function startSession(
  app: AppContext,
  input: { user: UserRow; method: SignInMethod; twoFactor: boolean; client: ClientInfo },
): Promise<StartedSession> {
  const { user, method, twoFactor, client } = input;
  const now = app.now();
  const sessionSecret = randomSecret();
  const deviceSecret = client.secrets.device ?? randomSecret();
  const device = await deviceKey(user.id, deviceSecret);
  const row = {
    id: newId("ses"),
    userId: user.id,
    tokenHash: await sha256Hex(sessionSecret),
    userAgent: client.userAgent,
    network: client.network,
    method,
    twoFactor,
    authenticatedAt: now,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: now + SESSION_IDLE_MS,
  };
  const replacedTokenHash = await sha256Hex(client.secrets.session ?? "");
  const notice = (await isSurprise(app, user.id, device)) ? await newDeviceMail(app, user, client) : null;
  await app.db.batch([
    ...sessionStatements(app.db, { row, replacedTokenHash }),
    rememberDeviceStatement(app.db, { tokenHash: device, userId: user.id, now }),
    auditOf(app, { userId: user.id, action: "signed_in", sessionId: row.id, target: method, client }),
    ...(notice === null ? [] : emailStatements(app.db, notice)),
  ]);
  if (notice !== null) await announceEmail(app, notice.id);
  app.log.info("signed_in", { user_id: user.id, method });
  return { sessionSecret, deviceSecret };
}

async function isSurprise(app: AppContext, userId: string, device: string): Promise<boolean> {
  if (await isKnownDevice(app.db, { tokenHash: device, userId })) return false;
  return hasKnownDevice(app.db, userId);
}

function newDeviceMail(app: AppContext, user: UserRow, client: ClientInfo) {
  const origin = app.config.appOrigin;
  return sealEmail(app, {
    template: "new-device",
    userId: user.id,
    recipient: user.email,
    values: {
      device: deviceName(client.userAgent),
      at: new Date(app.now()).toISOString(),
      sessionsUrl: `${origin}/settings/sessions`,
      origin,
    },
  });
}

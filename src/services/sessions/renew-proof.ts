import { randomSecret, sha256Hex } from "../../auth/hash.ts";
import type { AppContext } from "../../context.ts";
import { renewSessionStatement } from "../../db/sessions.ts";
import { SignInRequiredError } from "../../errors.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { SessionUser } from "./read-session.ts";
import type { SignInMethod } from "./sign-in-method.ts";

/**
 * Writes down that the person of this session has just proved again who they are, and gives the session a new secret
 * (OWASP ASVS 5.0, 7.2.4). Returns the secret for the cookie. Throws 401 when the session ended meanwhile.
 */
export async function renewProof(
  app: AppContext,
  session: SessionUser,
  input: { method: SignInMethod; twoFactor: boolean; client: ClientInfo },
): Promise<string> {
  const { method, twoFactor, client } = input;
  const secret = randomSecret();
  const renewed = await renewSessionStatement(app.db, {
    id: session.sessionId,
    fromTokenHash: await sha256Hex(client.secrets.session ?? ""),
    tokenHash: await sha256Hex(secret),
    twoFactor,
    now: app.now(),
  });
  if (renewed.length === 0) throw new SignInRequiredError();
  await recordAudit(app, {
    userId: session.userId,
    action: "reauthenticated",
    sessionId: session.sessionId,
    target: method,
    client,
  });
  return secret;
}

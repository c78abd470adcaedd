import { verifyNothing, verifyPassword } from "../../auth/password-hash.ts";
import type { AppContext } from "../../context.ts";
import { findAccountById } from "../../db/users.ts";
import { AppError } from "../../errors.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { passGate, passSubjectGate } from "../gates/pass-gate.ts";
import type { SessionUser } from "./read-session.ts";
import { renewProof } from "./renew-proof.ts";

/**
 * The person of a session shows again, by password, that it is them. Returns the session's new secret. Throws
 * `wrong_password` or `rate_limited`; the session stays as it is then.
 */
export async function reauthenticate(
  app: AppContext,
  session: SessionUser,
  body: { readonly password: string },
  client: ClientInfo,
): Promise<string> {
  await passGate(app, "reauthenticate", client);
  await passSubjectGate(app, "reauthenticate", session.userId);
  const account = await findAccountById(app.db, session.userId);
  const hash = account?.passwordHash ?? null;
  const right = await (hash === null ? verifyNothing(body.password) : verifyPassword(body.password, hash));
  if (!right) {
    const { userId, sessionId } = session;
    await recordAudit(app, {
      userId,
      action: "reauthentication_refused",
      sessionId,
      target: "password",
      outcome: "refused",
      client,
    });
    throw new AppError(401, "wrong_password", "That is not the password of this account. Try again.");
  }
  return renewProof(app, session, { method: "password", twoFactor: false, client });
}

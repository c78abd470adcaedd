import { verifyNothing, verifyPassword } from "../../auth/password-hash.ts";
import type { AppContext } from "../../context.ts";
import { hasTotp } from "../../db/totp.ts";
import { findAccountById } from "../../db/users.ts";
import { AppError } from "../../errors.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { passGate, passSubjectGate } from "../gates/pass-gate.ts";
import { acceptCode } from "../totp/accept-code.ts";
import { codeNeeded, wrongCode } from "../totp/totp-errors.ts";
import type { SessionUser } from "./read-session.ts";
import { renewProof } from "./renew-proof.ts";

/**
 * The person of a session shows again that it is them: by password, and by code when codes are on. Returns the session's
 * new secret. Throws `wrong_password`, `code_needed`, `wrong_code` or `rate_limited`; the session stays as it is then.
 */
export async function reauthenticate(
  app: AppContext,
  session: SessionUser,
  body: { readonly password: string; readonly code?: string | undefined },
  client: ClientInfo,
): Promise<string> {
  await passGate(app, "reauthenticate", client);
  await passSubjectGate(app, "reauthenticate", session.userId);
  const codesOn = await hasTotp(app.db, session.userId);
  if (codesOn && body.code === undefined) throw codeNeeded();
  const account = await findAccountById(app.db, session.userId);
  const hash = account?.passwordHash ?? null;
  const right = await (hash === null ? verifyNothing(body.password) : verifyPassword(body.password, hash));
  if (!right) {
    await recordRefusal(app, session, "password", client);
    throw new AppError(401, "wrong_password", "That is not the password of this account. Try again.");
  }
  if (codesOn) await requireCode(app, session, body.code ?? "", client);
  return renewProof(app, session, { method: "password", twoFactor: codesOn, client });
}

/**
 * The second half of a fresh proof for an account with codes, whatever the first half was: throws `wrong_code` or
 * `rate_limited`, and writes a refusal down.
 */
async function requireCode(
  app: AppContext,
  session: SessionUser,
  code: string,
  client: ClientInfo,
): Promise<void> {
  if (await acceptCode(app, session, code, client)) return;
  await recordRefusal(app, session, "code", client);
  throw wrongCode();
}

async function recordRefusal(
  app: AppContext,
  { userId, sessionId }: SessionUser,
  target: string,
  client: ClientInfo,
): Promise<void> {
  const action = "reauthentication_refused" as const;
  await recordAudit(app, { userId, action, sessionId, target, outcome: "refused", client });
}

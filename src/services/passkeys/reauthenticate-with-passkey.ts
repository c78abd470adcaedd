import { requestOptions } from "../../auth/passkey-ceremony.ts";
import type { AppContext } from "../../context.ts";
import { listPasskeys } from "../../db/passkeys.ts";
import { ConflictError } from "../../errors.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { passGate } from "../gates/pass-gate.ts";
import type { SessionUser } from "../sessions/read-session.ts";
import { renewProof } from "../sessions/renew-proof.ts";
import { keepChallenge, ofSession } from "./challenges.ts";
import { checkPasskey } from "./check-passkey.ts";
import { passkeyNotAccepted } from "./passkey-errors.ts";
import { storedPasskey } from "./passkey-row.ts";
import type { PasskeyAssertion } from "./passkey-schemas.ts";

/** What the browser needs to ask for one of the person's passkeys. Throws `no_passkey`. */
export async function beginPasskeyProof(app: AppContext, session: SessionUser, client: ClientInfo) {
  await passGate(app, "passkey", client);
  const known = await listPasskeys(app.db, session.userId);
  if (known.length === 0) {
    throw new ConflictError(
      "no_passkey",
      "There is no passkey for this account. Show who you are another way.",
    );
  }
  const options = await requestOptions(app.config.appOrigin, known.map(storedPasskey));
  await keepChallenge(app, options.challenge, ofSession("reauthenticate", session));
  return options;
}

/**
 * The person of a session shows again, with a passkey of theirs, that it is them. Returns the session's new secret. Throws
 * `passkey_not_accepted`, somebody else's passkey included; the session stays as it is then.
 */
export async function reauthenticateWithPasskey(
  app: AppContext,
  session: SessionUser,
  response: PasskeyAssertion,
  client: ClientInfo,
): Promise<string> {
  await passGate(app, "passkey", client);
  const { userId, sessionId } = session;
  const use = ofSession("reauthenticate", session);
  const { accepted } = await checkPasskey(app, response, { use, owner: userId });
  if (!accepted) {
    await recordAudit(app, {
      userId,
      action: "reauthentication_refused",
      sessionId,
      target: "passkey",
      outcome: "refused",
      client,
    });
    throw passkeyNotAccepted();
  }
  return renewProof(app, session, { method: "passkey", twoFactor: true, client });
}

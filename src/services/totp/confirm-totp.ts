import { randomSecret, sha256Hex } from "../../auth/hash.ts";
import { readOneTimeCode, stepOfCode } from "../../auth/one-time-code.ts";
import type { AppContext } from "../../context.ts";
import { confirmTotp as writeConfirmation, findTotp } from "../../db/totp.ts";
import { ConflictError } from "../../errors.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { factorNotes } from "../accounts/factor-notes.ts";
import { announceEmail } from "../accounts/queue-email.ts";
import { passGate, passSubjectGate } from "../gates/pass-gate.ts";
import type { SessionUser } from "../sessions/read-session.ts";
import { ENROLMENT_MS } from "./begin-totp.ts";
import { makeRecoveryCodes } from "./make-recovery-codes.ts";
import { codesAreOn, wrongCode } from "./totp-errors.ts";
import { totpPlace } from "./totp-place.ts";

export interface TotpConfirmed {
  /** Shown once, kept as hashes. */
  readonly codes: readonly string[];
  /** For the session cookie: the session goes on with two factors, and a copy of the old cookie does not. */
  readonly sessionSecret: string;
}

/**
 * Switches codes on with the first code of the new app. The owner is told by mail. Throws `wrong_code`, which leaves the
 * set-up as it is, `no_enrolment`, `codes_on` or `rate_limited`.
 */
export async function confirmTotp(
  app: AppContext,
  session: SessionUser,
  body: { readonly code: string },
  client: ClientInfo,
): Promise<TotpConfirmed> {
  const { userId, sessionId, email } = session;
  await passGate(app, "second-factor", client);
  await passSubjectGate(app, "second-factor", `enrolment:${userId}`);
  const now = app.now();
  const row = await findTotp(app.db, userId);
  if (row?.confirmedAt != null) throw codesAreOn();
  if (row === null || now - row.createdAt >= ENROLMENT_MS) throw noEnrolment();
  const secret = await app.vault.open(row.sealedSecret, totpPlace(userId));
  const step = stepOfCode(secret, readOneTimeCode(body.code) ?? "", now);
  if (step === null) throw wrongCode();
  const { codes, hashes } = await makeRecoveryCodes();
  const sessionSecret = randomSecret();
  const notes = await factorNotes(app, { change: "codes_on", userId, email, sessionId, client });
  const confirmed = await writeConfirmation(app.db, {
    userId,
    sealedSecret: row.sealedSecret,
    step,
    codeHashes: hashes,
    session: {
      id: sessionId,
      fromTokenHash: await sha256Hex(client.secrets.session ?? ""),
      tokenHash: await sha256Hex(sessionSecret),
    },
    now,
    ...notes,
  });
  if (!confirmed) throw noEnrolment();
  await announceEmail(app, notes.mail.id);
  return { codes, sessionSecret };
}

function noEnrolment(): ConflictError {
  return new ConflictError(
    "no_enrolment",
    "No app is being set up: that takes at most 30 minutes and ends with the first code. Begin again.",
  );
}

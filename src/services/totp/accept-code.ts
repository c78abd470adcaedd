import { sha256Hex } from "../../auth/hash.ts";
import { readOneTimeCode, stepOfCode } from "../../auth/one-time-code.ts";
import { readRecoveryCode } from "../../auth/recovery-code.ts";
import type { AppContext } from "../../context.ts";
import { countRecoveryCodes, isRecoveryCode, useRecoveryCode } from "../../db/recovery-codes.ts";
import { findTotp, takeStep } from "../../db/totp.ts";
import { isKnownDevice } from "../../db/known-devices.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { factorNotes } from "../accounts/factor-notes.ts";
import { announceEmail } from "../accounts/queue-email.ts";
import { passSubjectGate } from "../gates/pass-gate.ts";
import { deviceKey } from "../sessions/device-key.ts";
import { totpPlace } from "./totp-place.ts";

interface CodeOwner {
  readonly userId: string;
  /** The account's address: it hears of a used recovery code. */
  readonly email: string;
  /** Null while somebody is still signing in. */
  readonly sessionId: string | null;
}

/**
 * Checks a code of a person's app, or a recovery code, and uses it up: of any number of parallel uses of one code one is
 * accepted. False for a wrong or a spent code, and for an account without codes. Guesses at one account share a bucket,
 * so that no number of browsers gets more of them; a browser its owner has used before has one of its own, so that
 * strangers cannot lock the owner out. Throws `rate_limited` before anything is checked.
 */
export async function acceptCode(
  app: AppContext,
  owner: CodeOwner,
  typed: string,
  client: ClientInfo,
): Promise<boolean> {
  const { userId } = owner;
  const device = await deviceKey(userId, client.secrets.device);
  const known = await isKnownDevice(app.db, { tokenHash: device, userId });
  await passSubjectGate(app, "second-factor", known ? `device:${device}` : `user:${userId}`);
  const code = readOneTimeCode(typed);
  if (code !== null) return acceptOneTimeCode(app, userId, code);
  const recovery = readRecoveryCode(typed);
  return recovery !== null && acceptRecoveryCode(app, owner, recovery, client);
}

async function acceptOneTimeCode(app: AppContext, userId: string, code: string): Promise<boolean> {
  const row = await findTotp(app.db, userId);
  if (row === null || row.confirmedAt === null) return false;
  const secret = await app.vault.open(row.sealedSecret, totpPlace(userId));
  const step = stepOfCode(secret, code, app.now());
  return step !== null && takeStep(app.db, { userId, step });
}

async function acceptRecoveryCode(
  app: AppContext,
  owner: CodeOwner,
  code: string,
  client: ClientInfo,
): Promise<boolean> {
  const { userId } = owner;
  const codeHash = await sha256Hex(code);
  if (!(await isRecoveryCode(app.db, { userId, codeHash }))) return false;
  const left = (await countRecoveryCodes(app.db, userId)) - 1;
  const notes = await factorNotes(app, { ...owner, change: "recovery_code_used", left, client });
  if (!(await useRecoveryCode(app.db, { userId, codeHash, now: app.now(), ...notes }))) return false;
  await announceEmail(app, notes.mail.id);
  return true;
}

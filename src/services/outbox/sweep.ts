import { KNOWN_DEVICE_MS } from "../../auth/cookies.ts";
import type { AppContext } from "../../context.ts";
import { deleteOldAudit } from "../../db/audit.ts";
import { deleteExpiredFlows } from "../../db/connect-flows.ts";
import { deleteOldDevices } from "../../db/known-devices.ts";
import { deleteExpiredLoginFlows } from "../../db/login-flows.ts";
import { claimOutbox, dueOutbox, type OutboxRow } from "../../db/outbox.ts";
import { deleteExpiredTokens } from "../../db/mail-tokens.ts";
import { deleteExpiredChallenges } from "../../db/passkey-challenges.ts";
import { deleteExpiredPendingIdentities } from "../../db/pending-identities.ts";
import { deleteExpiredPendingSignIns } from "../../db/pending-sign-ins.ts";
import { deleteExpiredSessions } from "../../db/sessions.ts";
import { deleteFullBuckets } from "../../db/spend.ts";
import { deleteAbandonedTotp } from "../../db/totp.ts";
import { overdueUsers } from "../../db/syncs.ts";
import { DAY_MS, MINUTE_MS } from "../../limits.ts";
import { cleanVariants } from "../images/clean-variants.ts";
import { deleteBytes } from "../images/delete-bytes.ts";
import { lookAgain } from "../images/render-anew.ts";
import { sendRender } from "../images/send-render.ts";
import { ENROLMENT_MS } from "../totp/begin-totp.ts";

const SWEEP_LIMIT = 100;
/** Sent again after this long, then twice that, up to an hour. */
const RESEND_MS = MINUTE_MS;
const MAX_RESEND_MS = 60 * MINUTE_MS;
/** The history of an account is kept this long and a day: the trigger that guards it counts by its own clock. */
const AUDIT_KEPT_MS = 401 * DAY_MS;
/** An object this late has lost its alarm. */
const OVERDUE_MS = 5 * MINUTE_MS;

/**
 * The cron's work: finishes what a lost message, a crash or a lost alarm left behind. Looks for what is unfinished, not
 * for what is unsent, since a queue may lose a message. Safe to run twice at once.
 */
export async function sweep(app: AppContext): Promise<{ resent: number; woken: number }> {
  const now = app.now();
  const rows = await dueOutbox(app.db, now, SWEEP_LIMIT);
  let resent = 0;
  for (const row of rows) {
    const wait = Math.min(RESEND_MS * 2 ** row.sends, MAX_RESEND_MS) / app.config.timeScale;
    if (!(await claimOutbox(app.db, row, now + Math.ceil(wait)))) continue;
    if (await attempt(app, row.kind, () => resend(app, row))) resent += 1;
  }
  const overdue = await overdueUsers(app.db, now - OVERDUE_MS / app.config.timeScale, SWEEP_LIMIT);
  let woken = 0;
  for (const userId of overdue) {
    if (await attempt(app, "wake_sync", () => app.userSync.wake(userId))) woken += 1;
  }
  await Promise.all([
    deleteExpiredFlows(app.db, now),
    deleteExpiredLoginFlows(app.db, now),
    deleteExpiredPendingIdentities(app.db, now),
    deleteExpiredSessions(app.db, now),
    deleteExpiredTokens(app.db, now),
    deleteExpiredPendingSignIns(app.db, now),
    deleteExpiredChallenges(app.db, now),
    deleteAbandonedTotp(app.db, now - ENROLMENT_MS),
    deleteFullBuckets(app.db, now),
    deleteOldDevices(app.db, now - KNOWN_DEVICE_MS),
    deleteOldAudit(app.db, now - AUDIT_KEPT_MS),
  ]);
  await attempt(app, "clean_variants", () => cleanVariants(app));
  if (resent + woken > 0) app.log.info("swept", { resent, woken });
  return { resent, woken };
}

function resend(app: AppContext, row: OutboxRow): Promise<void> {
  switch (row.kind) {
    case "render_image":
    case "rerender_image":
      return sendRender(app, row.subjectId);
    case "send_email":
      return app.queues.sendEmail(row.subjectId);
    case "wake_sync":
      return app.userSync.wake(row.subjectId);
    case "delete_bytes":
      return deleteBytes(app, [row]);
    case "look_again":
      return lookAgain(app, row.subjectId);
  }
}

/** One row's failure must not keep the others waiting. */
async function attempt(app: AppContext, what: string, run: () => Promise<void>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    app.log.error("sweep_failed", { what, error });
    return false;
  }
}

import type { AppContext } from "../../context.ts";
import type { DeedNotes } from "../../db/deed-notes.ts";
import type { FactorChange } from "../../emails/factor-changed.tsx";
import type { AuditAction } from "../audit/audit-actions.ts";
import { auditRow } from "../audit/record-audit.ts";
import { deviceName } from "../sessions/device-name.ts";
import type { ClientInfo } from "./client-info.ts";
import { sealEmail } from "./queue-email.ts";

const ACTIONS: Readonly<Record<FactorChange, AuditAction>> = {
  codes_on: "totp_enabled",
  codes_off: "totp_disabled",
  recovery_codes_made: "recovery_codes_made",
  recovery_code_used: "recovery_code_used",
  passkey_added: "passkey_added",
  passkey_removed: "passkey_removed",
};

interface FactorDeed {
  readonly change: FactorChange;
  readonly userId: string;
  /** The account's address. */
  readonly email: string;
  readonly sessionId: string | null;
  readonly target?: string;
  /** Recovery codes that are still good, where that is what changed. */
  readonly left?: number;
  readonly client: ClientInfo;
}

/**
 * What has to be written with a change of what opens an account: the entry of its history, and the mail to its owner.
 * Announce the mail once the batch is through.
 */
export async function factorNotes(app: AppContext, deed: FactorDeed): Promise<DeedNotes> {
  const { change, userId, email, sessionId, target = null, left = null, client } = deed;
  const origin = app.config.appOrigin;
  const mail = await sealEmail(app, {
    template: "factor-changed",
    userId,
    recipient: email,
    values: {
      change,
      left,
      device: deviceName(client.userAgent),
      at: new Date(app.now()).toISOString(),
      link: `${origin}/settings/sign-in`,
      origin,
    },
  });
  return { audit: auditRow(app, { userId, action: ACTIONS[change], sessionId, target, client }), mail };
}

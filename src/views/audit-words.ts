import type { AuditResource } from "../services/audit/audit-resource.ts";
import type { AuditAction } from "../services/audit/audit-actions.ts";

/** What each entry of the account history says, done and refused. */
export const AUDIT_WORDS: Readonly<Record<AuditAction, string>> = {
  registered: "Account made",
  address_verified: "Address confirmed",
  signed_in: "Signed in",
  sign_in_refused: "Sign-in refused",
  second_factor_refused: "Code refused",
  signed_out: "Signed out",
  reauthenticated: "Showed again who it is",
  reauthentication_refused: "Proof of who it is refused",
  session_revoked: "A browser was signed out",
  sessions_revoked: "Browsers were signed out",
  password_reset_requested: "New password asked for by mail",
  password_changed: "Password changed",
  address_change_requested: "Change of address asked for",
  address_changed: "Address changed",
  identity_linked: "Account linked for signing in",
  identity_unlinked: "Linked account removed",
  passkey_added: "Passkey added",
  passkey_renamed: "Passkey renamed",
  passkey_removed: "Passkey removed",
  totp_enabled: "Codes switched on",
  totp_disabled: "Codes switched off",
  recovery_codes_made: "Recovery codes made",
  recovery_code_used: "Recovery code used",
  handle_changed: "Name of the public page changed",
  platform_connected: "Platform connected",
  platform_disconnected: "Platform disconnected",
  admin_viewed: "Looked at by an administrator",
  admin_acted: "Acted as an administrator",
};

/** The same for the account's owner: who is an administrator reads in their own history what they looked at. */
export function auditWords(event: Pick<AuditResource, "action" | "by">): string {
  if (event.action === "admin_viewed" && event.by === "you") return "Looked at an admin page";
  return AUDIT_WORDS[event.action];
}

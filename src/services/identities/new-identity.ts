import type { LoginProviderId, ProviderIdentity } from "../../auth/login-providers/login-provider.ts";
import type { AppContext } from "../../context.ts";
import { insertIdentityStatement } from "../../db/identities.ts";
import { newId } from "../../new-id.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { auditOf } from "../audit/record-audit.ts";

/** Somebody's account at a provider, as it came from there or waited for its address. */
export interface Newcomer extends Pick<ProviderIdentity, "subject" | "email" | "name"> {
  readonly provider: LoginProviderId;
}

/** For the batch that links an account: the identity and its line in the account's history. */
export function linkStatements(
  app: AppContext,
  input: {
    readonly userId: string;
    readonly newcomer: Newcomer;
    /** The session it was done in; null when nobody had signed in yet. */
    readonly sessionId: string | null;
    readonly client: ClientInfo;
  },
) {
  const { userId, newcomer, sessionId, client } = input;
  const { provider, subject, email, name } = newcomer;
  const now = app.now();
  const row = { provider, subject, email, name, createdAt: now, lastUsedAt: now };
  return [
    insertIdentityStatement(app.db, { id: newId("idn"), userId, ...row }),
    auditOf(app, { userId, action: "identity_linked", sessionId, target: provider, client }),
  ] as const;
}

import type { LoginProvider, ProviderIdentity } from "../../auth/login-providers/login-provider.ts";
import type { AppContext } from "../../context.ts";
import { emailStatements } from "../../db/emails.ts";
import { findIdentity, touchIdentity } from "../../db/identities.ts";
import { tryBatch } from "../../db/try-batch.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { announceEmail } from "../accounts/queue-email.ts";
import type { SessionUser } from "../sessions/read-session.ts";
import { identityMail } from "./identity-mail.ts";
import { linkStatements } from "./new-identity.ts";

/**
 * Links an account of a provider to the signed-in person, and tells them by mail. Their own again: nothing changes.
 * False when it belongs to somebody else here. Whether the addresses are alike does not matter.
 */
export async function linkIdentity(
  app: AppContext,
  session: SessionUser,
  input: { provider: LoginProvider; identity: ProviderIdentity; client: ClientInfo },
): Promise<boolean> {
  const { provider, identity, client } = input;
  const { userId, sessionId, email: recipient } = session;
  const newcomer = { provider: provider.id, ...identity };
  const known = await findIdentity(app.db, newcomer);
  if (known === null) {
    const mail = await identityMail(app, { userId, recipient, provider: provider.id, deed: "linked" });
    const linked = await tryBatch(app.db, [
      ...linkStatements(app, { userId, newcomer, sessionId, client }),
      ...emailStatements(app.db, mail),
    ]);
    if (linked) {
      await announceEmail(app, mail.id);
      return true;
    }
  }
  // Somebody was faster: it may have been the same person in another tab.
  const owned = known ?? (await findIdentity(app.db, newcomer));
  if (owned?.user.id !== userId) return false;
  const { email, name } = identity;
  await touchIdentity(app.db, { id: owned.identity.id, email, name, now: app.now() });
  return true;
}

/** The three ways in which an identity without a home finds one. Each is one transaction, or null when it came too late. */
import type { AppContext } from "../../context.ts";
import { emailStatements } from "../../db/emails.ts";
import {
  claimAccountStatements,
  hasAddress,
  openAccountStatement,
  type ProvedAccount,
} from "../../db/proved-accounts.ts";
import { onlyWhile, type Statement, tryBatch } from "../../db/try-batch.ts";
import { findUser, type UserRow } from "../../db/users.ts";
import { newId } from "../../new-id.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { emailKey } from "../accounts/email-key.ts";
import { announceEmail } from "../accounts/queue-email.ts";
import type { AuditAction } from "../audit/audit-actions.ts";
import { auditOf } from "../audit/record-audit.ts";
import { identityMail } from "./identity-mail.ts";
import { nameParts } from "./name-parts.ts";
import { linkStatements, type Newcomer } from "./new-identity.ts";

/** An identity whose address has been proved: by the provider, or by a mail. */
export type ProvedNewcomer = Newcomer & { readonly email: string };

interface Joining {
  readonly client: ClientInfo;
  /** What has to happen with it, such as using up a link. */
  readonly also?: readonly Statement[];
}

/** A new account without a password, its address proved. Null when address or identity were taken meanwhile. */
export async function openAccount(
  app: AppContext,
  newcomer: ProvedNewcomer,
  { client, also = [] }: Joining,
): Promise<UserRow | null> {
  const account = provedAccount(app, newId("usr"), newcomer);
  const { userId } = account;
  const done = await tryBatch(app.db, [
    openAccountStatement(app.db, account),
    ...history(app, userId, ["registered", "address_verified"], newcomer, client),
    ...linkStatements(app, { userId, newcomer, sessionId: null, client }),
    ...also,
  ]);
  if (done) app.log.info("account_opened", { user_id: userId, provider: newcomer.provider });
  return done ? findUser(app.db, userId) : null;
}

/**
 * An account that somebody prepared under this address without proving it. Whoever that was: everything they could come
 * back with goes before the identity comes in. Null when the address was proved, or the identity taken, meanwhile.
 */
export async function claimAccount(
  app: AppContext,
  user: UserRow,
  newcomer: ProvedNewcomer,
  { client, also = [] }: Joining,
): Promise<UserRow | null> {
  const account = provedAccount(app, user.id, newcomer);
  const done = await tryBatch(app.db, [
    onlyWhile(app.db, hasAddress({ ...account, proved: false })),
    ...claimAccountStatements(app.db, account),
    ...history(app, user.id, ["address_verified"], newcomer, client),
    ...linkStatements(app, { userId: user.id, newcomer, sessionId: null, client }),
    ...also,
  ]);
  if (done) app.log.info("account_claimed", { user_id: user.id, provider: newcomer.provider });
  return done ? findUser(app.db, user.id) : null;
}

/** An account whose owner proved this address: linked, and the owner told. Null when one of the two changed meanwhile. */
export async function linkProvedAccount(
  app: AppContext,
  user: UserRow,
  newcomer: ProvedNewcomer,
  { client, also = [] }: Joining,
): Promise<UserRow | null> {
  const { id: userId, email: recipient } = user;
  const mail = await identityMail(app, { userId, recipient, provider: newcomer.provider, deed: "linked" });
  const done = await tryBatch(app.db, [
    onlyWhile(app.db, hasAddress({ userId, emailKey: emailKey(newcomer.email), proved: true })),
    ...linkStatements(app, { userId, newcomer, sessionId: null, client }),
    ...emailStatements(app.db, mail),
    ...also,
  ]);
  if (!done) return null;
  await announceEmail(app, mail.id);
  return findUser(app.db, userId);
}

function provedAccount(app: AppContext, userId: string, { email, name }: ProvedNewcomer): ProvedAccount {
  return { userId, email, emailKey: emailKey(email), ...nameParts(name), now: app.now() };
}

function history(
  app: AppContext,
  userId: string,
  actions: readonly AuditAction[],
  { provider }: Newcomer,
  client: ClientInfo,
) {
  return actions.map((action) => auditOf(app, { userId, action, target: provider, client }));
}

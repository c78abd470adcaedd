import type { AppContext } from "../../context.ts";
import type { NewEmail } from "../../db/emails.ts";
import { reissueToken } from "../../db/mail-tokens.ts";
import { findAccount, type UserRow } from "../../db/users.ts";
import { InvalidInputError } from "../../errors.ts";
import { auditRow } from "../audit/record-audit.ts";
import { passGate, passSubjectGate } from "../gates/pass-gate.ts";
import type { SessionUser } from "../sessions/read-session.ts";
import type { AddressBody } from "./account-schemas.ts";
import type { ClientInfo } from "./client-info.ts";
import { emailKey } from "./email-key.ts";
import { issueMailToken } from "./issue-mail-token.ts";
import { announceEmail, sealEmail } from "./queue-email.ts";

/**
 * Sends a link to the address a person wants, and tells the one they have. When the new one belongs to somebody else,
 * that owner is told instead, without a link that does anything; a token is written all the same, under a secret nobody
 * gets, so that an older link dies either way and the person cannot tell. An account that never proved the address does
 * not own it. Throws `address_unchanged` or `rate_limited`.
 */
export async function requestAddressChange(
  app: AppContext,
  session: SessionUser,
  body: AddressBody,
  client: ClientInfo,
): Promise<void> {
  if (body.email === session.email) throw unchanged();
  const key = emailKey(body.email);
  const { userId, sessionId } = session;
  await passGate(app, "send-mail", client);
  // By person too: the old address hears of each attempt.
  await passSubjectGate(app, "send-mail", userId);
  await passSubjectGate(app, "send-mail", `address:${key}`);
  const holder = (await findAccount(app.db, key))?.user ?? null;
  const isTaken = holder !== null && holder.id !== userId && holder.emailVerifiedAt !== null;
  const { token, link } = await issueMailToken(app, {
    userId,
    purpose: "change_email",
    email: key,
    address: body.email,
  });
  const mails = [
    await (isTaken ? mailToOwner(app, holder) : mailToNew(app, userId, body.email, link)),
    await noticeToOld(app, session),
  ];
  const audit = auditRow(app, { userId, action: "address_change_requested", sessionId, client });
  await reissueToken(app.db, { token, mails, audit });
  for (const mail of mails) await announceEmail(app, mail.id);
}

function mailToNew(app: AppContext, userId: string, recipient: string, link: string): Promise<NewEmail> {
  const values = { link, origin: app.config.appOrigin };
  return sealEmail(app, { template: "change-email", userId, recipient, values });
}

function mailToOwner(app: AppContext, owner: UserRow): Promise<NewEmail> {
  const { id: userId, email: recipient } = owner;
  const values = { origin: app.config.appOrigin };
  return sealEmail(app, { template: "address-taken", userId, recipient, values });
}

function noticeToOld(app: AppContext, { userId, email: recipient }: SessionUser): Promise<NewEmail> {
  const origin = app.config.appOrigin;
  const values = { passwordUrl: `${origin}/settings/sign-in`, origin };
  return sealEmail(app, { template: "address-change-asked", userId, recipient, values });
}

function unchanged(): InvalidInputError {
  const detail = "That is the address of this account already. Type the one you want instead.";
  return new InvalidInputError("address_unchanged", detail, [
    { pointer: "/email", code: "address_unchanged", detail },
  ]);
}

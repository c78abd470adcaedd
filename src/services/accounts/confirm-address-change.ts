import { sha256Hex } from "../../auth/hash.ts";
import type { AppContext } from "../../context.ts";
import { changeAddress } from "../../db/change-address.ts";
import { findToken } from "../../db/mail-tokens.ts";
import { ConflictError, ForbiddenError, type InvalidInputError } from "../../errors.ts";
import { auditRow } from "../audit/record-audit.ts";
import { passGate } from "../gates/pass-gate.ts";
import { deviceKey } from "../sessions/device-key.ts";
import type { SessionUser } from "../sessions/read-session.ts";
import type { ConfirmAddressBody } from "./account-schemas.ts";
import type { ClientInfo } from "./client-info.ts";
import { linkNotValid } from "./link-not-valid.ts";
import { announceEmail, sealEmail } from "./queue-email.ts";

/** What the page behind the link has to say. Only the account's own person is shown the address. */
export type AddressChangeState =
  | { readonly state: "ready"; readonly address: string }
  | { readonly state: "sign_in" | "other_account" | "new_link" };

/** Looks at a link without using it up. `session` is null for somebody who is not signed in. */
export async function inspectAddressChange(
  app: AppContext,
  secret: string,
  session: SessionUser | null,
): Promise<AddressChangeState> {
  const found = await findChange(app, secret);
  if (found === null) return { state: "new_link" };
  if (session === null) return { state: "sign_in" };
  if (found.token.userId !== session.userId) return { state: "other_account" };
  return { state: "ready", address: found.token.address ?? found.token.email };
}

/**
 * Gives the account of this session the address that the link proves, and uses the link up. Everybody else is signed out,
 * every other mailed link dead, the old address told. Throws `link_not_valid`, `other_account` or `address_taken`; the
 * last two leave the link good. Saying `address_taken` is fine: the mailbox is the person's.
 */
export async function confirmAddressChange(
  app: AppContext,
  session: SessionUser,
  body: ConfirmAddressBody,
  client: ClientInfo,
): Promise<void> {
  await passGate(app, "verify-email", client);
  const found = await findChange(app, body.token);
  if (found === null) throw notValid();
  const { token, user } = found;
  const { userId, sessionId } = session;
  if (token.userId !== userId) throw otherAccount();
  const origin = app.config.appOrigin;
  const mail = await sealEmail(app, {
    template: "address-changed",
    userId,
    recipient: user.email,
    values: { at: new Date(app.now()).toISOString(), origin },
  });
  const outcome = await changeAddress(app.db, {
    token,
    sessionId,
    deviceHash: await deviceKey(userId, client.secrets.device),
    audit: auditRow(app, { userId, action: "address_changed", sessionId, client }),
    mail,
    now: app.now(),
  });
  if (outcome === "spent") throw notValid();
  if (outcome === "taken") throw taken();
  await announceEmail(app, mail.id);
  app.log.info("address_changed", { user_id: userId });
}

async function findChange(app: AppContext, secret: string) {
  return findToken(app.db, {
    tokenHash: await sha256Hex(secret),
    purpose: "change_email",
    now: app.now(),
  });
}

function notValid(): InvalidInputError {
  return linkNotValid("Ask for the change again in your settings.");
}

function otherAccount(): ForbiddenError {
  return new ForbiddenError(
    "other_account",
    "This link belongs to another account than the one you are signed in to. Sign in to that one and open it again; it stays good.",
  );
}

function taken(): ConflictError {
  return new ConflictError(
    "address_taken",
    "Another account has proved this address meanwhile, so yours keeps the one it has. Nothing was changed.",
  );
}

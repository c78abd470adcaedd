import type { AppContext } from "../../context.ts";
import { deletePasskey, listPasskeys, renamePasskey as writeName } from "../../db/passkeys.ts";
import { NotFoundError } from "../../errors.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { factorNotes } from "../accounts/factor-notes.ts";
import { announceEmail } from "../accounts/queue-email.ts";
import { LastWayInError } from "../accounts/ways-in.ts";
import { auditRow } from "../audit/record-audit.ts";
import type { SessionUser } from "../sessions/read-session.ts";
import { type PasskeyResource, toPasskeyResource } from "./passkey-resource.ts";

/** Gives a passkey another name. Throws 404 when it is not theirs. */
export async function renamePasskey(
  app: AppContext,
  session: SessionUser,
  input: { readonly id: string; readonly name: string; readonly client: ClientInfo },
): Promise<PasskeyResource> {
  const { userId, sessionId } = session;
  const { id, name, client } = input;
  const audit = auditRow(app, { userId, action: "passkey_renamed", sessionId, target: id, client });
  const row = await writeName(app.db, { id, userId, name, audit });
  if (row === null) throw new NotFoundError("passkey");
  return toPasskeyResource(row);
}

/**
 * Takes a passkey away; from then on it opens nothing. The owner is told by mail. Throws 404 when it is not theirs, and
 * `last_way_in` when nothing else would open the account.
 */
export async function removePasskey(
  app: AppContext,
  session: SessionUser,
  input: { readonly id: string; readonly client: ClientInfo },
): Promise<void> {
  const { userId, sessionId, email } = session;
  const { id, client } = input;
  const theirs = (await listPasskeys(app.db, userId)).some((passkey) => passkey.id === id);
  if (!theirs) throw new NotFoundError("passkey");
  const deed = { change: "passkey_removed" as const, userId, email, sessionId, target: id, client };
  const notes = await factorNotes(app, deed);
  if (!(await deletePasskey(app.db, { id, userId, ...notes }))) throw new LastWayInError();
  await announceEmail(app, notes.mail.id);
}

import { checkCreation, creationOptions } from "../../auth/passkey-ceremony.ts";
import type { AppContext } from "../../context.ts";
import { insertPasskey, listPasskeys as listRows, type PasskeyRow } from "../../db/passkeys.ts";
import { ConflictError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { factorNotes } from "../accounts/factor-notes.ts";
import { announceEmail } from "../accounts/queue-email.ts";
import { passGate } from "../gates/pass-gate.ts";
import { deviceName } from "../sessions/device-name.ts";
import type { SessionUser } from "../sessions/read-session.ts";
import { keepChallenge, ofSession, spendChallenge } from "./challenges.ts";
import { passkeyNotMade } from "./passkey-errors.ts";
import { storedPasskey } from "./passkey-row.ts";
import { type PasskeyResource, toPasskeyResource } from "./passkey-resource.ts";
import type { RegisterPasskeyBody } from "./passkey-schemas.ts";

/** One for each device somebody could own, and an end to filling the table. */
const MAX_PASSKEYS = 20;

/** What the browser needs to make a passkey; good for 5 minutes in this session. Throws `too_many_passkeys`. */
export async function beginPasskey(app: AppContext, session: SessionUser, client: ClientInfo) {
  await passGate(app, "passkey", client);
  const known = await listRows(app.db, session.userId);
  if (known.length >= MAX_PASSKEYS) throw tooMany();
  const user = { id: session.userId, email: session.email, name: session.firstName ?? session.email };
  const options = await creationOptions(app.config.appOrigin, user, known.map(storedPasskey));
  await keepChallenge(app, options.challenge, ofSession("register", session));
  return options;
}

/**
 * Adds the passkey that the browser made. The owner is told by mail. Throws `passkey_not_made`, `passkey_taken` when it
 * belongs to an account already, or `too_many_passkeys`.
 */
export async function finishPasskey(
  app: AppContext,
  session: SessionUser,
  body: RegisterPasskeyBody,
  client: ClientInfo,
): Promise<PasskeyResource> {
  await passGate(app, "passkey", client);
  const { userId, sessionId, email } = session;
  const clientData = body.response.response.clientDataJSON;
  const challenge = await spendChallenge(app, clientData, ofSession("register", session));
  if (challenge === null) throw passkeyNotMade();
  const made = await checkCreation(app.config.appOrigin, challenge, body.response);
  if (made === null) throw passkeyNotMade();
  if ((await listRows(app.db, userId)).length >= MAX_PASSKEYS) throw tooMany();
  const row: PasskeyRow = {
    id: newId("psk"),
    userId,
    credentialId: made.credentialId,
    publicKey: made.publicKey,
    counter: made.counter,
    transports: JSON.stringify(made.transports),
    backedUp: made.backedUp,
    name: body.name ?? deviceName(client.userAgent),
    createdAt: app.now(),
    lastUsedAt: null,
  };
  const deed = { change: "passkey_added" as const, userId, email, sessionId, target: row.id, client };
  const notes = await factorNotes(app, deed);
  if (!(await insertPasskey(app.db, { row, ...notes }))) throw taken();
  await announceEmail(app, notes.mail.id);
  return toPasskeyResource(row);
}

function tooMany(): ConflictError {
  return new ConflictError(
    "too_many_passkeys",
    `An account has at most ${MAX_PASSKEYS} passkeys. Remove one you no longer use, then add this one.`,
  );
}

function taken(): ConflictError {
  return new ConflictError("passkey_taken", "This passkey is in use already. Make a new one.");
}

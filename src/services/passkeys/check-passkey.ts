import { accountIn, checkUse } from "../../auth/passkey-ceremony.ts";
import type { AppContext } from "../../context.ts";
import type { ChallengeUse } from "../../db/passkey-challenges.ts";
import { countPasskeyUse, findPasskey, type PasskeyRow } from "../../db/passkeys.ts";
import type { UserRow } from "../../db/users.ts";
import { spendChallenge } from "./challenges.ts";
import { storedPasskey } from "./passkey-row.ts";
import type { PasskeyAssertion } from "./passkey-schemas.ts";

/** What came of an answer. `user` is whose passkey was named, right or wrong; null when nobody's was. */
export interface PasskeyCheck {
  readonly accepted: boolean;
  readonly user: UserRow | null;
  readonly passkey: PasskeyRow | null;
}

const NOBODY: PasskeyCheck = { accepted: false, user: null, passkey: null };

/**
 * Checks the answer of a passkey to one of our challenges, and writes its use down. `owner` is whose passkey it has to be;
 * null at sign-in, where the passkey must say itself whose it is. Refuses a counter that does not go forward: two devices
 * hold the same key then.
 */
export async function checkPasskey(
  app: AppContext,
  given: PasskeyAssertion,
  input: { readonly use: ChallengeUse; readonly owner: string | null },
): Promise<PasskeyCheck> {
  const challenge = await spendChallenge(app, given.response.clientDataJSON, input.use);
  if (challenge === null) return NOBODY;
  const found = await findPasskey(app.db, given.id);
  if (found === null) return NOBODY;
  const refused = { accepted: false, ...found };
  const { userHandle, ...rest } = given.response;
  const response = { ...given, response: userHandle == null ? rest : { ...rest, userHandle } };
  const named = accountIn(response) ?? input.owner;
  const { id: theirs } = found.user;
  if (named !== theirs || (input.owner !== null && input.owner !== theirs)) return refused;
  const used = await checkUse(app.config.appOrigin, challenge, storedPasskey(found.passkey), response);
  if (used === null) return refused;
  const { id } = found.passkey;
  if (await countPasskeyUse(app.db, { id, ...used, now: app.now() })) return { accepted: true, ...found };
  app.log.warn("passkey_counter_went_back", { passkey_id: id, counter: used.counter });
  return refused;
}

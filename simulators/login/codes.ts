/** Authorisation codes of login providers. */
import type { SimClock } from "../clock.ts";
import type { LoginAccount, LoginCode, LoginDocument } from "./login-state.ts";
import { answersChallenge } from "./pkce.ts";

/** GitHub documents ten minutes, Google and Facebook live by the upper bound of RFC 6749 4.1.2, which is the same. */
const CODE_MS = 10 * 60_000;

/** Used codes are remembered this long. */
const MEMORY_MS = 24 * 3_600_000;

/** Why a code is not taken; each provider has its own words for it. */
export type CodeRefusal =
  | "unknown"
  | "used"
  | "expired"
  | "redirect_uri"
  | "verifier_missing"
  | "verifier_wrong"
  | "verifier_unasked";

/** Keeps a code that a person has just allowed. */
export function keepCode<Asked extends object>(
  document: LoginDocument<LoginAccount, Asked>,
  code: Omit<LoginCode, "createdAt" | "usedAt"> & Asked,
  clock: SimClock,
): void {
  const now = clock.now();
  const { value } = document;
  value.codes = value.codes.filter((each) => now - each.createdAt < MEMORY_MS);
  value.codes.push({ ...code, createdAt: now, usedAt: null });
  document.save();
}

/**
 * Takes a code once: it is used up by the first attempt of an authenticated client, right or wrong. `redirectUri` null
 * means the client named none, where a provider lets it.
 */
export function redeemCode<Asked extends object>(
  document: LoginDocument<LoginAccount, Asked>,
  presented: string,
  { redirectUri, verifier }: { redirectUri: string | null; verifier: string | null },
  clock: SimClock,
): (LoginCode & Asked) | CodeRefusal {
  const code = document.value.codes.find((each) => each.code === presented);
  if (code === undefined) return "unknown";
  if (code.usedAt !== null) return "used";
  code.usedAt = clock.now();
  document.save();
  if (code.usedAt - code.createdAt >= CODE_MS) return "expired";
  if (redirectUri !== null && redirectUri !== code.redirectUri) return "redirect_uri";
  if (code.challenge === null) return verifier === null ? code : "verifier_unasked";
  if (verifier === null) return "verifier_missing";
  return answersChallenge(verifier, code.challenge) ? code : "verifier_wrong";
}

/** Why signing in through a provider, linking or proving did not work, by code. `{provider}` is filled in. */

const UNTRUSTED = "{provider} sent us an answer we could not check, so we did not use it. Start again.";

const WORDS = new Map<string, string>([
  [
    "account_exists",
    "An account with this address is here already. Sign in to it, then link {provider} under Ways to sign in.",
  ],
  ["audience", UNTRUSTED],
  ["code_refused", "{provider} no longer accepts this sign-in. Start again."],
  ["declined", "You turned back at {provider}, so nothing was changed."],
  ["expired", "The sign-in at {provider} took too long. Start again."],
  ["identity_not_linked", "That {provider} account is not linked to yours. Choose the one that is."],
  [
    "identity_taken",
    "That {provider} account opens another account here. Remove it there first, or choose another one.",
  ],
  ["issuer", UNTRUSTED],
  [
    "last_way_in",
    "This is your only way to sign in. Add another one first: a password, an account you sign in with, or a passkey.",
  ],
  [
    "login_flow_unknown",
    "This sign-in was ended already, is too old, or was begun in another browser. Start again.",
  ],
  ["nonce", UNTRUSTED],
  [
    "not_fresh",
    "{provider} did not ask you to sign in again, so it proves nothing new. Choose another way, or sign out and in again.",
  ],
  ["proof_not_possible", "{provider} cannot show again that it is you. Use your password or a passkey."],
  ["provider_answer", "{provider} gave an answer we do not understand. Try again in a few minutes."],
  [
    "provider_unavailable",
    "{provider} does not answer right now. Try again in a few minutes, or choose another way.",
  ],
  ["signature", UNTRUSTED],
]);

/** A sentence for a code; null for one we have no words for: the address it comes in is anybody's to write. */
export function loginProblemWords(code: string | undefined, provider: string | null): string | null {
  const words = WORDS.get(code ?? "");
  if (words === undefined) return null;
  const text = words.replaceAll("{provider}", provider ?? "the provider");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

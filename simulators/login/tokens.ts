/** Access tokens of login providers. */
import type { SimClock } from "../clock.ts";
import type { LoginAccount, LoginDocument, LoginToken } from "./login-state.ts";

export type TokenFate = "unknown" | "expired" | "revoked";

/** Makes a token that `keepToken` keeps; `lifetimeMs` null lets it live until it is taken back. */
export function newToken(
  token: string,
  owner: { readonly account: string; readonly scopes: readonly string[] },
  lifetimeMs: number | null,
  clock: SimClock,
): LoginToken {
  const createdAt = clock.now();
  const expiresAt = lifetimeMs === null ? null : createdAt + lifetimeMs;
  return { token, account: owner.account, scopes: owner.scopes, createdAt, expiresAt, revokedAt: null };
}

export function keepToken(document: LoginDocument<LoginAccount>, token: LoginToken): void {
  document.value.tokens.push(token);
  document.save();
}

/** A token that still opens something, or what became of it. */
export function findToken(
  document: LoginDocument<LoginAccount>,
  presented: string | null,
  clock: SimClock,
): LoginToken | TokenFate {
  const token = document.value.tokens.find((each) => each.token === presented);
  if (token === undefined) return "unknown";
  if (token.revokedAt !== null) return "revoked";
  return token.expiresAt !== null && token.expiresAt <= clock.now() ? "expired" : token;
}

/** The token itself, alive or dead: for the log, and for faults that name an account. */
export function presentedToken(
  document: LoginDocument<LoginAccount>,
  presented: string | null,
): LoginToken | undefined {
  return document.value.tokens.find((each) => each.token === presented);
}

/** Ends one token, as the fault `revoked` does with the one that was presented. */
export function endToken(
  document: LoginDocument<LoginAccount>,
  token: LoginToken | undefined,
  clock: SimClock,
): void {
  if (token === undefined) return;
  token.revokedAt ??= clock.now();
  document.save();
}

/** Every token of an account dies. Returns how many did. */
export function revokeTokens(
  document: LoginDocument<LoginAccount>,
  account: string,
  clock: SimClock,
): number {
  const alive = document.value.tokens.filter((each) => each.account === account && each.revokedAt === null);
  for (const token of alive) token.revokedAt = clock.now();
  document.save();
  return alive.length;
}

/** The token in `Authorization: Bearer …`; `token …`, which GitHub takes too, when `words` says so. */
export function bearerOf(request: Request, words: RegExp = /^Bearer$/i): string | null {
  const [, word = "", token = ""] = /^(\S+) +(\S+)$/.exec(request.headers.get("authorization") ?? "") ?? [];
  return words.test(word) ? token : null;
}

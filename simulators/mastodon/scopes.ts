/** Scopes of a Mastodon server. */

export const MASTODON_SCOPES = [
  "profile",
  "read",
  "read:accounts",
  "read:statuses",
  "write",
  "write:accounts",
  "write:media",
  "write:statuses",
  "follow",
  "push",
] as const;

/** Splits a scope parameter. An absent one means `read`. */
export function parseScopes(text: string | undefined): string[] {
  const scopes = (text ?? "").split(/\s+/).filter((scope) => scope !== "");
  return scopes.length === 0 ? ["read"] : [...new Set(scopes)];
}

export function areKnown(scopes: readonly string[]): boolean {
  return scopes.every((scope) => (MASTODON_SCOPES as readonly string[]).includes(scope));
}

/** Word by word: an app registered for `read` may not ask for `read:accounts` alone. */
export function isSubset(asked: readonly string[], registered: readonly string[]): boolean {
  return asked.every((scope) => registered.includes(scope));
}

/** Whether a token with `granted` may do what any of `needed` allows; `write` contains `write:accounts`. */
export function covers(granted: readonly string[], needed: readonly string[]): boolean {
  return needed.some((scope) => granted.includes(scope) || granted.includes(scope.split(":")[0] ?? scope));
}

/** What a person reads on the consent page. */
export function inWords(scope: string): string {
  const known: Readonly<Record<string, string>> = {
    profile: "Read only your account's profile information",
    read: "Read all your account's data",
    "read:accounts": "See accounts information",
    write: "Modify all your account's data",
    "write:accounts": "Modify your profile",
  };
  return known[scope] ?? scope;
}

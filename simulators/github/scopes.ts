/** Scopes of GitHub, as far as they are about who a person is. */

const IN_WORDS: Readonly<Record<string, string>> = {
  user: "Read and change your profile data, and read your email addresses",
  "read:user": "Read your profile data",
  "user:email": "Read your email addresses (read-only)",
};

/** Separated by blanks or commas; unknown ones are left out as GitHub does, and what `user` contains is not told twice. */
export function readScopes(text: string): string[] {
  const known = [...new Set(text.split(/[\s,]+/))]
    .filter((scope) => Object.hasOwn(IN_WORDS, scope))
    .toSorted();
  return known.includes("user") ? ["user"] : known;
}

export function mayReadEmails(scopes: readonly string[]): boolean {
  return scopes.includes("user") || scopes.includes("user:email");
}

/** What a person reads on the consent page. */
export function inWords(scope: string): string {
  return IN_WORDS[scope] ?? scope;
}

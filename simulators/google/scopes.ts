/** Scopes of Google sign-in, each by its short name. */

const LONG_NAMES = {
  openid: "openid",
  email: "https://www.googleapis.com/auth/userinfo.email",
  profile: "https://www.googleapis.com/auth/userinfo.profile",
} as const;

const IN_WORDS: Readonly<Record<string, string>> = {
  openid: "Know who you are on Google",
  email: "See your primary Google Account email address",
  profile: "See your personal info, including any personal info you've made publicly available",
};

/** The short names of what is asked, each once; null when one is unknown here or there is none. */
export function readScopes(text: string): string[] | null {
  const scopes = text
    .split(" ")
    .map((asked) => Object.entries(LONG_NAMES).find((names) => names.includes(asked))?.[0]);
  const known = scopes.filter((scope) => scope !== undefined);
  return known.length < scopes.length ? null : [...new Set(known)];
}

/** As token answers list scopes: by their long names. */
export function longScopes(scopes: readonly string[]): string {
  const names: Readonly<Record<string, string>> = LONG_NAMES;
  return scopes.map((scope) => names[scope] ?? scope).join(" ");
}

/** What a person reads on the consent page. */
export function inWords(scope: string): string {
  return IN_WORDS[scope] ?? scope;
}

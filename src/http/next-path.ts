import { LOGIN_PROVIDER_IDS } from "../auth/login-providers/login-provider.ts";

const TO_PROVIDER = new RegExp(`^/auth/(?:${LOGIN_PROVIDER_IDS.join("|")})$`);

/** Where to go after signing in, kept to paths of this site; anything else becomes `fallback`. */
export function nextPath(value: string | null | undefined, fallback = "/"): string {
  if (!value || !/^\/(?![/\\])/.test(value)) return fallback;
  const base = "http://here.invalid";
  const url = URL.parse(value, base);
  // The parser drops tabs and newlines and turns backslashes: judge what a browser would make of it.
  if (url === null || url.origin !== base || url.pathname.startsWith("//")) return fallback;
  // The way out to a login provider is shown, not walked: a form must not end on another origin (`form-action`), and
  // whoever wrote the address does not choose when an account is linked.
  if (TO_PROVIDER.test(url.pathname)) url.searchParams.set("ask", "1");
  return `${url.pathname}${url.search}${url.hash}`;
}

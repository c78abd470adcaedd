/** The two cookies this app sets. Both are `__Host-`: Secure, this host only, whole site. */
import { DAY_MS } from "../limits.ts";

export const SESSION_COOKIE = "__Host-session";
/** Ties a registration to the browser that made it. */
export const REGISTRATION_COOKIE = "__Host-registration";

/** Longest life of a session, counted from sign-in. */
export const SESSION_ABSOLUTE_MS = 90 * DAY_MS;
/** A session unused for this long has ended. */
export const SESSION_IDLE_MS = 14 * DAY_MS;
/** Longer than the mail's link, so that a second mail still finds the browser. */
const REGISTRATION_COOKIE_MS = DAY_MS;

/** 256 bits in base64url, as `randomSecret` makes them. */
const SECRET = /^[\w-]{43}$/;

type CookieName = typeof SESSION_COOKIE | typeof REGISTRATION_COOKIE;

/** `Set-Cookie` value that signs a browser in. The server decides about idleness; the browser keeps it to the end. */
export function sessionCookie(secret: string): string {
  return hostCookie(SESSION_COOKIE, secret, SESSION_ABSOLUTE_MS / 1_000);
}

export function clearSessionCookie(): string {
  return hostCookie(SESSION_COOKIE, "", 0);
}

export function registrationCookie(secret: string): string {
  return hostCookie(REGISTRATION_COOKIE, secret, REGISTRATION_COOKIE_MS / 1_000);
}

export function clearRegistrationCookie(): string {
  return hostCookie(REGISTRATION_COOKIE, "", 0);
}

/** The secret a request carries in a cookie, null when there is none or it cannot be one of ours. */
export function readSecretCookie(header: string | null | undefined, name: CookieName): string | null {
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at === -1 || pair.slice(0, at).trim() !== name) continue;
    const value = pair.slice(at + 1).trim();
    return SECRET.test(value) ? value : null;
  }
  return null;
}

/** True when a cookie of this name is there at all, readable or not. */
export function hasCookie(header: string | null | undefined, name: CookieName): boolean {
  return (header ?? "").split(";").some((pair) => pair.split("=", 1)[0]?.trim() === name);
}

function hostCookie(name: CookieName, value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; Secure; HttpOnly; SameSite=Lax`;
}

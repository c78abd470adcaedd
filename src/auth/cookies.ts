/** The cookies this app sets. All are `__Host-`: Secure, this host only, whole site. Each holds 256 random bits and nothing else. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../limits.ts";

/** Longest life of a session, counted from sign-in. */
export const SESSION_ABSOLUTE_MS = 90 * DAY_MS;
/** A session unused for this long has ended. */
export const SESSION_IDLE_MS = 14 * DAY_MS;
/** How long a first factor waits for the second. */
export const SECOND_FACTOR_MS = 10 * MINUTE_MS;
/** How long a browser stays known to an account it has signed in to. */
export const KNOWN_DEVICE_MS = 365 * DAY_MS;

/** Name and life of each cookie. The server decides about idleness; the browser keeps a cookie to the end. */
const COOKIES = {
  session: { name: "__Host-session", lifeMs: SESSION_ABSOLUTE_MS },
  /** Ties a registration to the browser that made it. Longer than the mail's link, so that a second mail still finds the browser. */
  registration: { name: "__Host-registration", lifeMs: DAY_MS },
  /** A browser that signed in here before: strangers' guesses do not lock it out. */
  device: { name: "__Host-device", lifeMs: KNOWN_DEVICE_MS },
  /** Ties a flow at a login provider, or a passkey's challenge, to the browser that began it. */
  login: { name: "__Host-login", lifeMs: HOUR_MS },
  /** First factor given, second still owed. */
  secondFactor: { name: "__Host-second-factor", lifeMs: SECOND_FACTOR_MS },
} as const;

export type CookieKey = keyof typeof COOKIES;
export const COOKIE_KEYS = Object.keys(COOKIES) as readonly CookieKey[];

/** What a request carries, by cookie; null where there is none or it cannot be one of ours. */
export type CookieSecrets = Readonly<Record<CookieKey, string | null>>;

/** 256 bits in base64url, as `randomSecret` makes them. */
const SECRET = /^[\w-]{43}$/;

/** The name of a cookie as browsers send it. */
export function cookieName(key: CookieKey): string {
  return COOKIES[key].name;
}

/** `Set-Cookie` value that gives a browser a secret to keep. */
export function secretCookie(key: CookieKey, secret: string): string {
  return hostCookie(key, secret, COOKIES[key].lifeMs / 1_000);
}

/** `Set-Cookie` value that takes it away again. */
export function clearedCookie(key: CookieKey): string {
  return hostCookie(key, "", 0);
}

/** Every secret of a `Cookie` header. */
export function readSecrets(header: string | null | undefined): CookieSecrets {
  const entries = COOKIE_KEYS.map((key) => [key, readSecret(header, key)] as const);
  return Object.fromEntries(entries) as CookieSecrets;
}

/** The first cookie of a name counts. */
function readSecret(header: string | null | undefined, key: CookieKey): string | null {
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at === -1 || pair.slice(0, at).trim() !== COOKIES[key].name) continue;
    const value = pair.slice(at + 1).trim();
    return SECRET.test(value) ? value : null;
  }
  return null;
}

/** True when a cookie of this name is there at all, readable or not. */
export function hasCookie(header: string | null | undefined, key: CookieKey): boolean {
  return (header ?? "").split(";").some((pair) => pair.split("=", 1)[0]?.trim() === COOKIES[key].name);
}

function hostCookie(key: CookieKey, value: string, maxAgeSeconds: number): string {
  return `${COOKIES[key].name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; Secure; HttpOnly; SameSite=Lax`;
}

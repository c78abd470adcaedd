/** What the simulated Google remembers beside what every login provider does. */
import { digitsOf, type LoginAccount, type LoginDocument, type LoginState } from "../login/login-state.ts";

/** The issuer of id tokens, and the origin of the consent page. */
export const GOOGLE_ISSUER = "https://accounts.google.com";

export interface GoogleAccount extends LoginAccount {
  readonly email: string;
  readonly emailVerified: boolean;
  /** Domain of the workspace the account belongs to; null for a personal one. */
  readonly hd: string | null;
}

/** What an authorisation request leaves for the id token. */
export interface GoogleAsked {
  readonly nonce: string | null;
  /** Milliseconds when the person signed in, told as `auth_time`; null when the app sent no `max_age`. */
  readonly authenticatedAt: number | null;
}

export const GOOGLE_SWITCHES = {
  /** Id tokens are signed with the next key; a client that kept the old key set has never seen it. */
  next_key: false,
  /** Google lets people through on an old session whatever `prompt` and `max_age` say: `auth_time` is a day old. */
  stale_session: false,
};

export type GoogleState = LoginState<GoogleAccount, GoogleAsked>;
export type GoogleDocument = LoginDocument<GoogleAccount, GoogleAsked>;

/** 21 digits, which is too large for a JavaScript number. */
export function googleIdOf(name: string): string {
  return digitsOf(`google:${name}`, 21);
}

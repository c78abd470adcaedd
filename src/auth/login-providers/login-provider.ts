/** Signing in through somebody else's accounts: what every login provider does for us. */
import type { PlatformPorts } from "../../platforms/platform.ts";

export const LOGIN_PROVIDER_IDS = ["google", "facebook", "github"] as const;
export type LoginProviderId = (typeof LOGIN_PROVIDER_IDS)[number];

/** What people call them. */
export const LOGIN_PROVIDER_NAMES: Readonly<Record<LoginProviderId, string>> = {
  google: "Google",
  facebook: "Facebook",
  github: "GitHub",
};

/** What the second half of a flow needs from the first, beside the state. Sealed while it waits; null where unused. */
export interface LoginFlow {
  readonly codeVerifier: string | null;
  readonly nonce: string | null;
}

/** Who somebody is at a provider. Only `subject` identifies; the rest are attributes, and may be wrong or change. */
export interface ProviderIdentity {
  /** The provider's permanent id of the person. */
  readonly subject: string;
  readonly email: string | null;
  /** True when the provider says that the person proved the address to it. */
  readonly emailVerified: boolean;
  /** True when the provider gives the address out itself, so that nobody else can own it. Implies `emailVerified`. */
  readonly emailAuthoritative: boolean;
  readonly name: string | null;
  /** When the person last typed a secret there, milliseconds since the epoch; null when the provider does not say. */
  readonly authTime: number | null;
}

export interface LoginProvider {
  readonly id: LoginProviderId;
  readonly name: string;
  /** What `iss` of a callback has to be where it is there (RFC 9207). */
  readonly issuer: string;
  /** True when `authTime` shows whether a fresh sign-in that was asked for really took place. */
  readonly showsFreshness: boolean;
  /** Where the browser goes. `fresh` asks the provider to let the person prove again who they are. */
  begin(input: { readonly redirectUri: string; readonly fresh: boolean }): {
    readonly authorizeUrl: string;
    readonly state: string;
    readonly flow: LoginFlow;
  };
  /** Who came back. Tokens end with it: none is kept. Throws `LoginProviderError`. */
  finish(
    ports: PlatformPorts,
    input: { readonly callback: URLSearchParams; readonly flow: LoginFlow; readonly redirectUri: string },
  ): Promise<ProviderIdentity>;
}

export type LoginProviderReason =
  | "declined" // the person said no
  | "provider_unavailable" // no answer, or "later"
  | "provider_answer" // an answer that cannot be used
  | "code_refused" // the code was used, too old, or not ours
  | "issuer" // id_token or callback of somebody else
  | "audience" // an id_token for another app
  | "nonce" // an id_token of another sign-in
  | "signature" // not signed as it has to be
  | "expired"; // an id_token from another time

/** The only error of a login provider. `message` is for operators: it never holds a token nor what a person typed. */
export class LoginProviderError extends Error {
  override readonly name = "LoginProviderError";
  readonly reason: LoginProviderReason;

  constructor(reason: LoginProviderReason, details: { message?: string; cause?: unknown } = {}) {
    super(details.message ?? reason, details.cause === undefined ? {} : { cause: details.cause });
    this.reason = reason;
  }
}

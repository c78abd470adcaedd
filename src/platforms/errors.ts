/** What can go wrong between us and a platform, by who has to act. Structured codes decide; text comes last. */

export type PlatformErrorKind =
  | "retry-at" // throttled: try again at `retryAt`
  | "unavailable" // refused before any effect, passing: 503, DNS, connection refused
  | "token-stale" // refresh, then try again
  | "token-dead" // reconnect; see `reason`
  | "scope-missing" // reconnect and grant more
  | "input-bad" // the picture or what the person typed is not accepted
  | "payment-needed" // our plan at the platform
  | "cooldown" // the platform limits how often a person may change this
  | "capability-gone" // the platform no longer offers this
  | "conflict" // somebody else wrote meanwhile: observe again
  | "person-must-act" // the person has to do something on the platform
  | "unknown"; // no answer, or one that cannot be read: the write may have happened

/**
 * The only error an adapter throws. `message` is for operators and never contains a token; `reason` is a stable code
 * (`declined`, `revoked`, `suspended`, `too_large`, …) that the interface turns into a sentence.
 */
export class PlatformError extends Error {
  override readonly name = "PlatformError";
  readonly kind: PlatformErrorKind;
  readonly reason: string;
  /** Milliseconds since the epoch; set for `retry-at` and `cooldown`. */
  readonly retryAt: number | null;
  readonly status: number | null;
  readonly platformCode: string | null;

  constructor(
    kind: PlatformErrorKind,
    reason: string,
    details: {
      message?: string;
      retryAt?: number | null;
      status?: number | null;
      platformCode?: string | null;
      cause?: unknown;
    } = {},
  ) {
    super(
      details.message ?? `${kind}: ${reason}`,
      details.cause === undefined ? {} : { cause: details.cause },
    );
    this.kind = kind;
    this.reason = reason;
    this.retryAt = details.retryAt ?? null;
    this.status = details.status ?? null;
    this.platformCode = details.platformCode ?? null;
  }
}

import type { CookieSecrets } from "../../auth/cookies.ts";

/** What a service may know about the browser or program behind a request. */
export interface ClientInfo {
  /** Network prefix (IPv4 /24, IPv6 /64), or `unknown`. */
  readonly network: string;
  readonly userAgent: string | null;
  /** Ties the audit log to the request log. */
  readonly requestId: string;
  /** What the browser's cookies hold. */
  readonly secrets: CookieSecrets;
}

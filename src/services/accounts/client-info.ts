/** What a service may know about the browser or program behind a request. */
export interface ClientInfo {
  /** Network prefix (IPv4 /24, IPv6 /64), or `unknown`. */
  readonly network: string;
  readonly userAgent: string | null;
}

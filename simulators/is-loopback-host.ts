/** Whether a `Host` header names this machine: `127.0.0.1`, `localhost` or `[::1]`, with or without a port. */
export function isLoopbackHost(header: string | undefined): boolean {
  return header !== undefined && /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i.test(header);
}

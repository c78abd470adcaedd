/** Which callback addresses the simulated app registered, and the way back to them. */
import type { LoginProviderId } from "../simulator.ts";

/**
 * Compared as text, as providers do: `{origin}/auth/{provider}/callback` without query, fragment or slash at the end.
 * The origins that count as registered are those that development and tests use: this machine by http on any port,
 * since `npm start`, the demo and the tests choose theirs, and by https the names that RFC 2606 reserves for examples
 * and tests. A stack behind another name has to take one of those.
 */
export function isRegisteredRedirect(provider: LoginProviderId, uri: string): boolean {
  const origin = /^(.+)\/auth\/([a-z]+)\/callback$/.exec(uri);
  return (
    origin?.[2] === provider &&
    /^(?:http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])|https:\/\/(?:[a-z0-9-]+\.)+(?:test|example))(?::[1-9]\d{0,4})?$/.test(
      origin[1] ?? "",
    )
  );
}

/** Sends the browser back to the app. Values that are null are left out; `fragment` is what comes after `#`. */
export function backTo(
  redirectUri: string,
  answer: Readonly<Record<string, string | null>>,
  fragment = "",
): Response {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) {
    if (value !== null) url.searchParams.set(name, value);
  }
  url.hash = fragment;
  return new Response(null, { status: 302, headers: { location: url.href, "cache-control": "no-store" } });
}

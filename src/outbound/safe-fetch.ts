import { SECOND_MS } from "../limits.ts";
import { PlatformError } from "../platforms/errors.ts";
import type { PlatformPorts } from "../platforms/platform.ts";
import { checkUrl } from "./host-rules.ts";
import { USER_AGENT } from "./user-agent.ts";

const DEFAULT_TIMEOUT_MS = 10 * SECOND_MS;
const MAX_HOPS = 2;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
/** Headers that belong to one host and never travel to another. */
const HOST_BOUND_HEADERS = ["authorization", "cookie", "dpop", "proxy-authorization"] as const;

interface SafeFetchSettings {
  /** What really sends: the runtime's fetch, or a test's. Always called with `redirect: "manual"`. */
  readonly send: (url: string, init: RequestInit) => Promise<Response>;
  /** Our own zones, which requests made on somebody's behalf must not reach. */
  readonly ownHosts?: readonly string[];
  /** Where a checked address is sent instead; null leaves it alone. Applied after the checks, on every hop. */
  readonly rewrite?: (
    url: URL,
  ) => { readonly url: string; readonly headers: Readonly<Record<string, string>> } | null;
}

/**
 * A fetch that may be given any address, even one a stranger wrote. Each address, first or redirected to, passes the host
 * rules before anything leaves; a refusal throws `input-bad` / `host_refused` with the rule as `platformCode`. GET and HEAD
 * follow at most two redirects, other methods none: their 3xx is returned as it is, as with `redirect: "manual"`.
 * Credentials stay with their host. Ten seconds unless the caller brings its own signal; size limits are the caller's.
 */
export function createSafeFetch(settings: SafeFetchSettings): PlatformPorts["fetch"] {
  return async function safeFetch(address, init = {}) {
    const method = (init.method ?? "GET").toUpperCase();
    const follows = init.redirect !== "manual" && (method === "GET" || method === "HEAD");
    const signal = init.signal ?? AbortSignal.timeout(DEFAULT_TIMEOUT_MS);
    const headers = new Headers(init.headers);
    headers.set("user-agent", USER_AGENT);

    let url = check(address, settings.ownHosts);
    for (let hop = 0; ; hop++) {
      const response = await sendOne(settings, url, { ...init, method, headers, signal, redirect: "manual" });
      const location = response.headers.get("location");
      if (!follows || location === null || !REDIRECTS.includes(response.status)) return response;
      await response.body?.cancel();
      if (hop === MAX_HOPS) {
        throw new PlatformError("unavailable", "too_many_redirects", {
          message: `${url.host} redirects too often`,
        });
      }
      const next = check(URL.parse(location, url.href)?.href ?? "", settings.ownHosts);
      if (next.host !== url.host) for (const name of HOST_BOUND_HEADERS) headers.delete(name);
      url = next;
    }
  };
}

function check(address: string | URL, ownHosts: readonly string[] = []): URL {
  const checked = checkUrl(address, ownHosts);
  if ("url" in checked) return checked.url;
  // The address stays out of the message: a hostile one may carry anything.
  throw new PlatformError("input-bad", "host_refused", {
    message: `the address breaks the rule ${checked.refused}`,
    platformCode: checked.refused,
  });
}

function sendOne(
  settings: SafeFetchSettings,
  url: URL,
  init: RequestInit & { headers: Headers },
): Promise<Response> {
  const target = settings.rewrite?.(url) ?? null;
  if (target === null) return settings.send(url.href, init);
  const headers = new Headers(init.headers);
  for (const [name, value] of Object.entries(target.headers)) headers.set(name, value);
  return settings.send(target.url, { ...init, headers });
}

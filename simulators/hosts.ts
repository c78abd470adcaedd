/** Which public host names the simulators stand for. */

const PREFIXES: Readonly<Record<string, string>> = {
  "x.com": "/x",
  "api.x.com": "/x",
  "pbs.twimg.com": "/x/media",
  "abs.twimg.com": "/x/media",
  "mastodon.hopfield.social": "/mastodon",
  "bluesky.hopfield.social": "/bluesky",
  "*.bluesky.hopfield.social": "/bluesky",
  "public.api.bsky.app": "/bluesky/appview",
  "bsky.app": "/bluesky/app",
  "plc.directory": "/bluesky/plc",
  "cloudflare-dns.com": "/bluesky/dns",
  "accounts.google.com": "/google",
  "oauth2.googleapis.com": "/google/oauth2",
  "www.googleapis.com": "/google/apis",
  "openidconnect.googleapis.com": "/google/openidconnect",
  "lh3.googleusercontent.com": "/google/photos",
  "www.facebook.com": "/facebook",
  "graph.facebook.com": "/facebook/graph",
  "github.com": "/github",
  "api.github.com": "/github/api",
  "avatars.githubusercontent.com": "/github/avatars",
};

/**
 * Host name → base URL of the simulators, for `SIMULATED_HOSTS`. A key that starts with `*.` stands for every name one
 * label below; an exact name goes before it.
 */
export function simulatedHosts(simOrigin: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(PREFIXES).map(([host, prefix]) => [host, `${simOrigin}${prefix}`]),
  );
}

/** The path prefix a host stands for, such as `/x/media`; null when the host is not simulated. */
export function prefixOfHost(host: string): string | null {
  const name = host.toLowerCase();
  return PREFIXES[name] ?? PREFIXES[`*.${name.slice(name.indexOf(".") + 1)}`] ?? null;
}

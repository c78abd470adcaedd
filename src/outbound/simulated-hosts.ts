/**
 * Development only: made-up public host names that simulators answer for. `SIMULATORS` is a build constant; where it is
 * false the private functions below are unreachable and left out of the bundle, so no configuration brings them back.
 */

/** Host name, or `*.` and a suffix, to the simulator's base URL. */
type SimulatedHosts = Readonly<Record<string, string>>;

interface SimulatedAddress {
  readonly url: string;
  /** Tell the simulator which host was meant. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Where the simulator answers for this address; null for real hosts. */
export function mapToSimulator(url: URL, hosts: SimulatedHosts): SimulatedAddress | null {
  if (typeof SIMULATORS !== "undefined" && SIMULATORS) return simulatedAddress(url, hosts);
  return null;
}

/** The address a browser must be sent to: the simulator's in development, the platform's own everywhere else. */
export function toBrowserUrl(url: string, hosts: SimulatedHosts): string {
  const parsed = URL.parse(url);
  return (parsed === null ? null : mapToSimulator(parsed, hosts))?.url ?? url;
}

/**
 * What a person may type to connect a simulated account: a server, or the handle of `ada`, whom every simulator knows.
 * Null outside development.
 */
export function simulatedExample(
  platform: string,
  asks: "host" | "handle",
  hosts: SimulatedHosts,
): string | null {
  return SIMULATORS ? exampleIn(platform, asks, hosts) : null;
}

function exampleIn(platform: string, asks: "host" | "handle", hosts: SimulatedHosts): string | null {
  const names = Object.keys(hosts).filter((name) => hosts[name]?.endsWith(`/${platform}`));
  if (asks === "host") return names.find((name) => !name.startsWith("*.")) ?? null;
  const suffix = names.find((name) => name.startsWith("*."));
  return suffix === undefined ? null : `ada${suffix.slice(1)}`;
}

function simulatedAddress(url: URL, hosts: SimulatedHosts): SimulatedAddress | null {
  const base = url.protocol === "https:" ? baseFor(url.hostname, hosts) : undefined;
  if (base === undefined) return null;
  return {
    url: `${base.replace(/\/$/, "")}${url.pathname}${url.search}`,
    headers: { "x-forwarded-host": url.hostname, "x-forwarded-proto": "https" },
  };
}

/** An exact name goes before a suffix. */
function baseFor(hostname: string, hosts: SimulatedHosts): string | undefined {
  if (Object.hasOwn(hosts, hostname)) return hosts[hostname];
  const suffix = Object.keys(hosts).find((key) => key.startsWith("*.") && hostname.endsWith(key.slice(1)));
  return suffix === undefined ? undefined : hosts[suffix];
}

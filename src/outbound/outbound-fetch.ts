import type { AppConfig } from "../config.ts";
import type { PlatformPorts } from "../platforms/platform.ts";
import { createSafeFetch } from "./safe-fetch.ts";
import { mapToSimulator } from "./simulated-hosts.ts";

type OutboundSettings = Pick<AppConfig, "appOrigin" | "simulated" | "simulatedHosts"> &
  Partial<Pick<AppConfig, "loginEndpoints" | "mediaOrigin">>;
type Send = (url: string, init: RequestInit) => Promise<Response>;

/** The fetch that every request leaving the app goes through. `fetchImpl` is replaced in tests. */
export function createOutboundFetch(
  config: OutboundSettings,
  fetchImpl: Send = (url, init) => fetch(url, init),
): PlatformPorts["fetch"] {
  const checked = createSafeFetch({
    send: fetchImpl,
    ownHosts: [config.appOrigin, config.mediaOrigin ?? ""].flatMap((own) => URL.parse(own)?.hostname ?? []),
    ...(config.simulated ? { rewrite: (url: URL) => mapToSimulator(url, config.simulatedHosts) } : {}),
  });
  return SIMULATORS && config.simulated ? orLocalLogin(config, fetchImpl, checked) : checked;
}

/** Our cloud's own control. */
export const CLOUD_API = "https://api.cloudflare.com";

/**
 * For what we order from our cloud ourselves: that one address, which `createOutboundFetch` refuses, and no other. Nothing
 * that somebody typed comes here.
 */
export function createCloudFetch(
  send: Send = (url, init) => fetch(url, init),
): (path: `/${string}`, init: RequestInit) => Promise<Response> {
  return (path, init) => send(`${CLOUD_API}${path}`, { ...init, redirect: "manual" });
}

/** Development only: a login server on this machine, which the configuration names by an http address. */
function orLocalLogin(
  config: OutboundSettings,
  send: Send,
  checked: PlatformPorts["fetch"],
): PlatformPorts["fetch"] {
  const named = Object.values(config.loginEndpoints ?? {}).flatMap((each) => Object.values(each));
  const local = named.filter((url) => url?.startsWith("http:")).map((url) => URL.parse(url ?? "")?.origin);
  return (address, init) => {
    const url = URL.parse(address instanceof URL ? address.href : address);
    if (url === null || !local.includes(url.origin)) return checked(address, init);
    return send(url.href, { ...init, redirect: "manual" });
  };
}

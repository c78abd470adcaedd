import type { AppConfig } from "../config.ts";
import type { PlatformPorts } from "../platforms/platform.ts";
import { createSafeFetch } from "./safe-fetch.ts";
import { mapToSimulator } from "./simulated-hosts.ts";

/** The fetch that every request leaving the app goes through. `fetchImpl` is replaced in tests. */
export function createOutboundFetch(
  config: Pick<AppConfig, "appOrigin" | "simulated" | "simulatedHosts">,
  fetchImpl: (url: string, init: RequestInit) => Promise<Response> = (url, init) => fetch(url, init),
): PlatformPorts["fetch"] {
  return createSafeFetch({
    send: fetchImpl,
    ownHosts: [new URL(config.appOrigin).hostname],
    ...(config.simulated ? { rewrite: (url: URL) => mapToSimulator(url, config.simulatedHosts) } : {}),
  });
}

import { SECOND_MS } from "../../limits.ts";
import { PlatformError } from "../errors.ts";
import { sendRequest } from "../http.ts";
import type { PlatformPorts } from "../platform.ts";
import { metadataSchema } from "./wire.ts";

/** Discovery is a courtesy: a server that is slow at it is asked at the fixed paths. */
const DISCOVERY_TIMEOUT_MS = 5 * SECOND_MS;

/** Where a server does what; all of it on that server. */
export interface Endpoints {
  readonly authorization: string;
  readonly token: string;
  readonly revocation: string;
  readonly registration: string;
}

/**
 * The endpoints a server names (RFC 8414, Mastodon 4.3 and later), else the fixed paths of older and compatible ones. An
 * endpoint on another host is not believed: our client secret and the person's code go only where the person said.
 */
export async function discover(ports: PlatformPorts, host: string): Promise<Endpoints> {
  const named = await readMetadata(ports, host);
  const onHost = (address: string | undefined, path: string) => {
    const url = address === undefined ? null : URL.parse(address);
    return url?.origin === `https://${host}` ? url.href : `https://${host}${path}`;
  };
  return {
    authorization: onHost(named?.authorization_endpoint, "/oauth/authorize"),
    token: onHost(named?.token_endpoint, "/oauth/token"),
    revocation: onHost(named?.revocation_endpoint, "/oauth/revoke"),
    registration: onHost(named?.app_registration_endpoint, "/api/v1/apps"),
  };
}

async function readMetadata(ports: PlatformPorts, host: string) {
  const url = `https://${host}/.well-known/oauth-authorization-server`;
  try {
    const reply = await sendRequest(ports, url, { redirect: "manual" }, { timeoutMs: DISCOVERY_TIMEOUT_MS });
    return reply.status === 200 ? (metadataSchema.safeParse(reply.json()).data ?? null) : null;
  } catch (error) {
    // A name we may not call stays refused; for the rest the next request decides.
    if (error instanceof PlatformError && error.kind === "input-bad") throw error;
    return null;
  }
}

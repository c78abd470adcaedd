import type * as z from "zod";

import { SECOND_MS } from "../../limits.ts";
import { PlatformError } from "../errors.ts";
import { readReply, sendRequest } from "../http.ts";
import type { PlatformPorts } from "../platform.ts";
import { protectedResource, serverMetadata } from "./wire.ts";

interface AuthorizationServer {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly pushEndpoint: string;
  readonly revocationEndpoint: string | null;
}

const METADATA = { timeoutMs: 10 * SECOND_MS, maxBytes: 256 * 1024 };

/**
 * The authorization server a personal data server trusts (RFC 9728, RFC 8414, atproto.com/specs/oauth). Each document
 * must name the place it was read from; else one server could speak for another. Throws `capability-gone` with
 * `oauth_not_offered` when the server is too old for OAuth.
 */
export async function discoverServer(ports: PlatformPorts, pds: string): Promise<AuthorizationServer> {
  const resource = await getDocument(ports, `${pds}/.well-known/oauth-protected-resource`, protectedResource);
  const [issuer] = resource.authorization_servers;
  if (resource.resource !== pds || issuer === undefined) throw refuse("resource_mismatch");

  const metadata = await getDocument(
    ports,
    `${issuer}/.well-known/oauth-authorization-server`,
    serverMetadata,
  );
  if (metadata.issuer !== issuer) throw refuse("issuer_mismatch");
  if (metadata.protected_resources !== undefined && !metadata.protected_resources.includes(pds)) {
    throw refuse("resource_mismatch");
  }
  const able =
    metadata.code_challenge_methods_supported.includes("S256") &&
    metadata.dpop_signing_alg_values_supported.includes("ES256") &&
    metadata.scopes_supported.includes("atproto");
  if (!able) throw new PlatformError("capability-gone", "oauth_not_offered");
  return {
    issuer,
    authorizationEndpoint: metadata.authorization_endpoint,
    tokenEndpoint: metadata.token_endpoint,
    pushEndpoint: metadata.pushed_authorization_request_endpoint,
    revocationEndpoint: metadata.revocation_endpoint ?? null,
  };
}

function refuse(reason: string): PlatformError {
  return new PlatformError("input-bad", reason, { message: `OAuth discovery refused: ${reason}` });
}

async function getDocument<Schema extends z.ZodType>(
  ports: PlatformPorts,
  url: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const reply = await sendRequest(
    ports,
    url,
    { headers: { accept: "application/json" }, redirect: "manual" },
    METADATA,
  );
  if (reply.status === 404) throw new PlatformError("capability-gone", "oauth_not_offered", { status: 404 });
  if (reply.status !== 200) throw new PlatformError("unavailable", "server_error", { status: reply.status });
  return readReply(reply, schema);
}

import { expect, test } from "vitest";

import { createLogger } from "../../log.ts";
import type { PlatformPorts } from "../platform.ts";
import { discoverServer } from "./discovery.ts";

const PDS = "https://pds.hopfield.social";
const ISSUER = "https://login.hopfield.social";
const RESOURCE = { resource: PDS, authorization_servers: [ISSUER] };
const SERVER = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/oauth/authorize`,
  token_endpoint: `${ISSUER}/oauth/token`,
  pushed_authorization_request_endpoint: `${ISSUER}/oauth/par`,
  revocation_endpoint: `${ISSUER}/oauth/revoke`,
  scopes_supported: ["atproto"],
  code_challenge_methods_supported: ["S256"],
  dpop_signing_alg_values_supported: ["ES256"],
  token_endpoint_auth_methods_supported: ["none", "private_key_jwt"],
  require_pushed_authorization_requests: true,
  authorization_response_iss_parameter_supported: true,
  client_id_metadata_document_supported: true,
};

function discover(resource: unknown, server: unknown, status = 200) {
  const ports: PlatformPorts = {
    now: () => 0,
    log: createLogger({}, () => undefined),
    fetch: async (url, init) => {
      expect(init?.redirect).toBe("manual");
      const body = String(url).startsWith(PDS) ? resource : server;
      return Response.json(body, { status });
    },
  };
  return discoverServer(ports, PDS);
}

test("a server is found through what the data server trusts", async () => {
  expect(await discover(RESOURCE, SERVER)).toMatchObject({
    issuer: ISSUER,
    tokenEndpoint: `${ISSUER}/oauth/token`,
  });
});

test.each<[string, object, object, string, string]>([
  [
    "a resource document of another server",
    { resource: "https://eve.social" },
    {},
    "input-bad",
    "resource_mismatch",
  ],
  ["metadata of another issuer", {}, { issuer: "https://eve.social" }, "input-bad", "issuer_mismatch"],
  [
    "an issuer that does not know the server",
    {},
    { protected_resources: ["https://eve.social"] },
    "input-bad",
    "resource_mismatch",
  ],
  [
    "two authorization servers",
    { authorization_servers: [ISSUER, PDS] },
    {},
    "unavailable",
    "unreadable_reply",
  ],
  [
    "an authorization server on http",
    { authorization_servers: ["http://login.hopfield.social"] },
    {},
    "unavailable",
    "unreadable_reply",
  ],
  [
    "a token endpoint on http",
    {},
    { token_endpoint: "http://login.hopfield.social/t" },
    "unavailable",
    "unreadable_reply",
  ],
  [
    "no promise to name itself in answers",
    {},
    { authorization_response_iss_parameter_supported: false },
    "unavailable",
    "unreadable_reply",
  ],
  ["no S256", {}, { code_challenge_methods_supported: ["plain"] }, "capability-gone", "oauth_not_offered"],
  ["no ES256", {}, { dpop_signing_alg_values_supported: ["RS256"] }, "capability-gone", "oauth_not_offered"],
])("%s is refused", async (_title, resource, server, kind, reason) => {
  const found = discover({ ...RESOURCE, ...resource }, { ...SERVER, ...server });
  await expect(found).rejects.toMatchObject({ kind, reason });
});

test("a server without the documents has no OAuth; one that is away may have it later", async () => {
  await expect(discover({}, {}, 404)).rejects.toMatchObject({ kind: "capability-gone" });
  await expect(discover({}, {}, 503)).rejects.toMatchObject({ kind: "unavailable" });
});

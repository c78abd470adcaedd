import { Hono } from "hono";

import type { SimEnv } from "../simulator.ts";
import { ISSUER } from "./names.ts";

/** The two discovery documents. They name the logical host, as every address in an answer does. */
export function oauthMetadata(): Hono<SimEnv> {
  const app = new Hono<SimEnv>();
  app.get("/.well-known/oauth-protected-resource", (c) =>
    c.json({
      resource: ISSUER,
      authorization_servers: [ISSUER],
      scopes_supported: [],
      bearer_methods_supported: ["header"],
      resource_documentation: "https://atproto.com",
    }),
  );
  app.get("/.well-known/oauth-authorization-server", (c) =>
    c.json({
      issuer: ISSUER,
      request_parameter_supported: true,
      request_uri_parameter_supported: true,
      require_request_uri_registration: true,
      scopes_supported: ["atproto", "transition:email", "transition:generic", "transition:chat.bsky"],
      subject_types_supported: ["public"],
      response_types_supported: ["code"],
      response_modes_supported: ["query"],
      grant_types_supported: ["authorization_code", "refresh_token"],
      code_challenge_methods_supported: ["S256"],
      ui_locales_supported: ["en-US"],
      authorization_response_iss_parameter_supported: true,
      authorization_endpoint: `${ISSUER}/oauth/authorize`,
      token_endpoint: `${ISSUER}/oauth/token`,
      token_endpoint_auth_methods_supported: ["none", "private_key_jwt"],
      token_endpoint_auth_signing_alg_values_supported: ["ES256"],
      revocation_endpoint: `${ISSUER}/oauth/revoke`,
      pushed_authorization_request_endpoint: `${ISSUER}/oauth/par`,
      require_pushed_authorization_requests: true,
      dpop_signing_alg_values_supported: ["ES256"],
      client_id_metadata_document_supported: true,
    }),
  );
  return app;
}

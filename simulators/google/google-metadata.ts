/** What Google publishes about itself: discovery document and key set. */
import { Hono } from "hono";

import type { SimEnv } from "../simulator.ts";
import type { GoogleKeys } from "./google-keys.ts";
import { GOOGLE_ISSUER, type GoogleDocument } from "./google-state.ts";

export function googleMetadata(document: GoogleDocument, keys: GoogleKeys): Hono<SimEnv> {
  const app = new Hono<SimEnv>();

  app.get("/.well-known/openid-configuration", (c) => {
    c.header("cache-control", "public, max-age=3600");
    return c.json({
      issuer: GOOGLE_ISSUER,
      authorization_endpoint: `${GOOGLE_ISSUER}/o/oauth2/v2/auth`,
      token_endpoint: "https://oauth2.googleapis.com/token",
      userinfo_endpoint: "https://openidconnect.googleapis.com/v1/userinfo",
      revocation_endpoint: "https://oauth2.googleapis.com/revoke",
      jwks_uri: "https://www.googleapis.com/oauth2/v3/certs",
      response_types_supported: ["code"],
      response_modes_supported: ["query"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      scopes_supported: ["openid", "email", "profile"],
      token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
      claims_supported: [
        "aud",
        "email",
        "email_verified",
        "exp",
        "family_name",
        "given_name",
        "iat",
        "iss",
        "name",
        "picture",
        "sub",
      ],
      code_challenge_methods_supported: ["S256"],
      grant_types_supported: ["authorization_code"],
    });
  });

  app.get("/apis/oauth2/v3/certs", async (c) => {
    // The real lifetime changes from hour to hour; clients go by the header.
    c.header("cache-control", "public, max-age=22000, must-revalidate, no-transform");
    return c.json(await keys.publicKeys(document.value.switches["next_key"] === true));
  });
  return app;
}

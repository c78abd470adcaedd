import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";

import type { Client } from "./clients.ts";
import { OAuthError } from "./errors.ts";
import { ISSUER } from "./names.ts";
import type { Server } from "./state.ts";

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const ASSERTION_AGE_SECONDS = 60;

/**
 * Checks the client's assertion and returns the id of the key that signed it, null for a public client. Each assertion
 * counts once. Throws `invalid_client`.
 */
export async function authenticateClient(
  server: Server,
  client: Client,
  fields: URLSearchParams,
  seen: Set<string>,
): Promise<string | null> {
  if (client.keys === null) return null;
  const assertion = fields.get("client_assertion") ?? "";
  if (fields.get("client_assertion_type") !== ASSERTION_TYPE || assertion === "") {
    throw new OAuthError(
      "invalid_client",
      'client authentication method "private_key_jwt" required a "client_assertion"',
    );
  }
  try {
    const { kid } = decodeProtectedHeader(assertion);
    const { payload } = await jwtVerify(assertion, createLocalJWKSet(client.keys), {
      algorithms: ["ES256"],
      issuer: client.id,
      subject: client.id,
      audience: ISSUER,
      maxTokenAge: ASSERTION_AGE_SECONDS,
      clockTolerance: 30,
      requiredClaims: ["jti", "exp"],
      currentDate: new Date(server.clock.wall()),
    });
    const jti = `${client.id} ${payload.jti}`;
    if (kid === undefined || seen.has(jti)) throw new Error("jti reused");
    seen.add(jti);
    return kid;
  } catch (error) {
    throw new OAuthError(
      "invalid_client",
      `Validation of "client_assertion" failed: ${error instanceof Error ? error.message : ""}`,
    );
  }
}

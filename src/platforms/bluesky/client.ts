/** Who we are to an authorization server: a loopback public client in development, else a confidential one. */
import { importJWK, type JWK, SignJWT } from "jose";
import * as z from "zod";

import { AppError } from "../../errors.ts";
import { SECOND_MS } from "../../limits.ts";
import { SCOPE } from "./descriptor.ts";

export interface ClientSettings {
  /** URL of our client metadata document. An `http:` one means development: the loopback client stands in for it. */
  readonly clientId: string;
  readonly redirectUri: string;
  /** ES256 private key as JWK in JSON; null makes us a public client, whose sessions end after two weeks. */
  readonly clientJwk: string | null;
}

export interface Client {
  readonly id: string;
  /** Where the answer comes back: on a loopback client never `localhost` by name (RFC 8252 8.3). */
  redirectUri(wanted: string): string;
  /** Form fields that authenticate us to `issuer`. */
  credentials(issuer: string, now: number): Promise<Record<string, string>>;
}

/** The server takes an assertion for one minute after it was issued. */
const ASSERTION_SECONDS = 60;
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Throws `misconfigured` when the key is no ES256 private key. */
export function createClient(settings: ClientSettings): Client {
  const loopback = settings.clientId.startsWith("http:");
  const redirectUri = (wanted: string) => (loopback ? wanted.replace("//localhost", "//127.0.0.1") : wanted);
  const id = loopback ? loopbackClientId(redirectUri(settings.redirectUri)) : settings.clientId;
  const key = loopback || settings.clientJwk === null ? null : readClientKey(settings.clientJwk);
  return {
    id,
    redirectUri,
    credentials: async (issuer, now) =>
      key === null
        ? { client_id: id }
        : {
            client_id: id,
            client_assertion_type: ASSERTION_TYPE,
            client_assertion: await signAssertion(key, id, issuer, now),
          },
  };
}

/** The document at /oauth/bluesky/client-metadata.json. Servers fetch it from `clientId` and compare. */
export function clientMetadata(
  settings: ClientSettings & {
    readonly clientName: string;
    readonly clientUri: string;
    readonly jwksUri: string;
  },
): Readonly<Record<string, unknown>> {
  const authentication =
    settings.clientJwk === null
      ? { token_endpoint_auth_method: "none" }
      : {
          token_endpoint_auth_method: "private_key_jwt",
          token_endpoint_auth_signing_alg: "ES256",
          jwks_uri: settings.jwksUri,
        };
  return {
    client_id: settings.clientId,
    client_name: settings.clientName,
    client_uri: settings.clientUri,
    redirect_uris: [settings.redirectUri],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    application_type: "web",
    scope: SCOPE,
    dpop_bound_access_tokens: true,
    ...authentication,
  };
}

/** The document at /oauth/bluesky/jwks.json: the public half only. */
export function clientJwks(clientJwk: string | null): { readonly keys: readonly JWK[] } {
  if (clientJwk === null) return { keys: [] };
  const { kty, crv, x, y, kid } = readClientKey(clientJwk);
  return { keys: [{ kty, crv, x, y, kid, alg: "ES256", use: "sig" }] };
}

/** atproto.com/specs/oauth: needs no document; everything a server must know is in the id. */
function loopbackClientId(redirectUri: string): string {
  return `http://localhost?${new URLSearchParams({ redirect_uri: redirectUri, scope: SCOPE }).toString()}`;
}

const clientKey = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.string(),
  y: z.string(),
  d: z.string(),
  kid: z.string().min(1),
});

function readClientKey(text: string): z.output<typeof clientKey> {
  try {
    return clientKey.parse(JSON.parse(text));
  } catch {
    // The cause stays out: it could quote the key.
    throw new AppError(
      500,
      "misconfigured",
      "BLUESKY_CLIENT_JWK: must be an EC P-256 private key as JWK with a kid",
    );
  }
}

async function signAssertion(
  key: z.output<typeof clientKey>,
  id: string,
  issuer: string,
  now: number,
): Promise<string> {
  const issuedAt = Math.floor(now / SECOND_MS);
  return new SignJWT({ iss: id, sub: id, aud: issuer, jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: "ES256", kid: key.kid })
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ASSERTION_SECONDS)
    .sign(await importJWK(key, "ES256"));
}

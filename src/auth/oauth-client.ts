/** The one file that imports arctic: random state, PKCE, and the authorisation address of a generic OAuth 2.0 server. */
import { CodeChallengeMethod, generateCodeVerifier, generateState, OAuth2Client } from "arctic";

import { sha256Base64Url } from "./hash.ts";

/** 256 random bits that tie a callback to the browser that started (RFC 6749 10.12). */
export function newState(): string {
  return generateState();
}

/** A PKCE verifier of 256 random bits (RFC 7636 4.1). */
export function newCodeVerifier(): string {
  return generateCodeVerifier();
}

/** The S256 challenge of a verifier (RFC 7636 4.2). */
export function codeChallenge(verifier: string): Promise<string> {
  return sha256Base64Url(verifier);
}

interface AuthorizationRequest {
  readonly endpoint: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string;
  /** Null for a server without PKCE. */
  readonly codeVerifier: string | null;
  readonly scopes: readonly string[];
}

/** Where the browser goes to ask for a code, with PKCE S256. */
export function authorizationUrl(request: AuthorizationRequest): URL {
  const { endpoint, state, codeVerifier: verifier } = request;
  const scopes = [...request.scopes];
  const client = new OAuth2Client(request.clientId, null, request.redirectUri);
  if (verifier === null) return client.createAuthorizationURL(endpoint, state, scopes);
  return client.createAuthorizationURLWithPKCE(endpoint, state, CodeChallengeMethod.S256, verifier, scopes);
}

/**
 * The form that exchanges a code (RFC 6749 4.1.3 with RFC 7636 4.5); the caller sends it and reads the answer. arctic
 * would send it through the runtime's own fetch, past the checks of `outbound/`.
 */
export function codeExchangeForm(request: {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly code: string;
  /** Null when none was announced. */
  readonly codeVerifier: string | null;
  readonly redirectUri: string;
}): URLSearchParams {
  return new URLSearchParams({
    grant_type: "authorization_code",
    code: request.code,
    client_id: request.clientId,
    client_secret: request.clientSecret,
    redirect_uri: request.redirectUri,
    ...(request.codeVerifier === null ? {} : { code_verifier: request.codeVerifier }),
  });
}

import * as z from "zod";

import type { ClientCredentials } from "../../config.ts";
import { SECOND_MS } from "../../limits.ts";
import { authorizationUrl, codeExchangeForm, newCodeVerifier, newState } from "../oauth-client.ts";
import { callProvider, readAnswer } from "./call-provider.ts";
import type { LoginEndpoints } from "./endpoints.ts";
import type { KeySets } from "./key-sets.ts";
import { knownAddress } from "./known-address.ts";
import { LOGIN_PROVIDER_NAMES, type LoginProvider, LoginProviderError } from "./login-provider.ts";
import { readCallback } from "./read-callback.ts";
import { verifyIdToken } from "./verify-id-token.ts";

const tokenSchema = z.object({ id_token: z.string().min(1) });
const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
  /** Domain of the organisation that owns the account. */
  hd: z.string().optional(),
  name: z.string().optional(),
  auth_time: z.number().int().optional(),
});

interface GoogleSettings {
  readonly client: ClientCredentials;
  readonly endpoints: LoginEndpoints["google"];
  readonly keySets: KeySets;
}

/** OpenID Connect with the code flow, PKCE and a nonce. Who it is comes from the id_token alone. */
export function createGoogle({ client, endpoints, keySets }: GoogleSettings): LoginProvider {
  return {
    id: "google",
    name: LOGIN_PROVIDER_NAMES.google,
    issuer: endpoints.issuer,
    showsFreshness: true,

    begin({ redirectUri, fresh }) {
      const [state, codeVerifier, nonce] = [newState(), newCodeVerifier(), newState()];
      const scopes = ["openid", "email", "profile"];
      const { authorize: endpoint } = endpoints;
      const url = authorizationUrl({
        endpoint,
        clientId: client.id,
        redirectUri,
        state,
        codeVerifier,
        scopes,
      });
      url.searchParams.set("nonce", nonce);
      if (fresh) {
        url.searchParams.set("prompt", "login");
        // Asks for `auth_time` in the answer (OpenID Connect Core 3.1.2.1).
        url.searchParams.set("max_age", "0");
      }
      return { authorizeUrl: url.href, state, flow: { codeVerifier, nonce } };
    },

    async finish(ports, { callback, flow, redirectUri }) {
      const { codeVerifier, nonce } = flow;
      const form = codeExchangeForm({
        clientId: client.id,
        clientSecret: client.secret,
        code: readCallback(callback),
        codeVerifier,
        redirectUri,
      });
      const headers = { accept: "application/json" };
      const reply = await callProvider(ports, endpoints.token, { method: "POST", headers, body: form });
      if (reply.status === 400) throw new LoginProviderError("code_refused");
      const { id_token: idToken } = readAnswer(reply, tokenSchema);
      const { issuer, jwks: jwksUrl } = endpoints;
      const expected = { issuer, clientId: client.id, nonce: nonce ?? "", jwksUrl, keySets };
      const claims = claimsSchema.safeParse(await verifyIdToken(ports, idToken, expected));
      if (!claims.success)
        throw new LoginProviderError("provider_answer", { message: "claims of another form" });
      const { sub, email, email_verified, hd, name, auth_time } = claims.data;
      const address = knownAddress(email);
      const emailVerified = address !== null && email_verified === true;
      return {
        subject: sub,
        email: address,
        emailVerified,
        // Any other address may have gone to somebody else since Google saw it proved.
        emailAuthoritative: emailVerified && (isGmail(address) || (hd ?? "") !== ""),
        name: name ?? null,
        authTime: auth_time === undefined ? null : auth_time * SECOND_MS,
      };
    },
  };
}

function isGmail(address: string): boolean {
  return address.toLowerCase().endsWith("@gmail.com");
}

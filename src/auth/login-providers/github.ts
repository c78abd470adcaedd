import * as z from "zod";

import type { ClientCredentials } from "../../config.ts";
import { USER_AGENT } from "../../outbound/user-agent.ts";
import type { PlatformPorts } from "../../platforms/platform.ts";
import { authorizationUrl, codeExchangeForm, newCodeVerifier, newState } from "../oauth-client.ts";
import { callProvider, readAnswer } from "./call-provider.ts";
import type { LoginEndpoints } from "./endpoints.ts";
import { knownAddress } from "./known-address.ts";
import { LOGIN_PROVIDER_NAMES, type LoginProvider, LoginProviderError } from "./login-provider.ts";
import { readCallback } from "./read-callback.ts";

/** A refusal comes with status 200 and an `error`. */
const tokenSchema = z.union([z.object({ access_token: z.string().min(1) }), z.object({ error: z.string() })]);
/** Logins are given to others when freed; the number never is. */
const userSchema = z.object({
  id: z.number().int().positive(),
  login: z.string(),
  name: z.string().nullish(),
});
const emailsSchema = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** The code is used up or too old, or the verifier does not answer the challenge. */
const CODE_ERRORS: readonly string[] = ["bad_verification_code", "invalid_grant", "incorrect_code_verifier"];

/** OAuth 2.0 with PKCE, then two reads. GitHub cannot be made to ask for the password again. */
export function createGitHub(settings: {
  readonly client: ClientCredentials;
  readonly endpoints: LoginEndpoints["github"];
}): LoginProvider {
  const { client, endpoints } = settings;
  return {
    id: "github",
    name: LOGIN_PROVIDER_NAMES.github,
    issuer: endpoints.authorize.replace(/\/authorize$/, ""),
    showsFreshness: false,

    begin({ redirectUri }) {
      const [state, codeVerifier] = [newState(), newCodeVerifier()];
      const url = authorizationUrl({
        endpoint: endpoints.authorize,
        clientId: client.id,
        redirectUri,
        state,
        codeVerifier,
        scopes: ["user:email"],
      });
      return { authorizeUrl: url.href, state, flow: { codeVerifier, nonce: null } };
    },

    async finish(ports, { callback, flow, redirectUri }) {
      const form = codeExchangeForm({
        clientId: client.id,
        clientSecret: client.secret,
        code: readCallback(callback),
        codeVerifier: flow.codeVerifier,
        redirectUri,
      });
      const headers = { accept: "application/json", "user-agent": USER_AGENT };
      const reply = await callProvider(ports, endpoints.token, { method: "POST", headers, body: form });
      const token = readAnswer(reply, tokenSchema);
      if ("error" in token) {
        const reason = CODE_ERRORS.includes(token.error) ? "code_refused" : "provider_answer";
        throw new LoginProviderError(reason, { message: `GitHub refuses the exchange: ${token.error}` });
      }
      const user = readAnswer(await read(ports, `${endpoints.api}/user`, token.access_token), userSchema);
      const address = await primaryAddress(ports, endpoints.api, token.access_token);
      return {
        subject: String(user.id),
        email: address,
        emailVerified: address !== null,
        // GitHub mails a link once; whether the address still belongs to the person, it does not know.
        emailAuthoritative: false,
        name: user.name ?? user.login,
        authTime: null,
      };
    },
  };
}

function read(ports: Pick<PlatformPorts, "fetch">, url: string, accessToken: string) {
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${accessToken}`,
    "user-agent": USER_AGENT,
    "x-github-api-version": "2022-11-28",
  };
  return callProvider(ports, url, { headers });
}

/** The one address that is primary and verified. `email` of `/user` may be anything a person likes to show. */
async function primaryAddress(
  ports: Pick<PlatformPorts, "fetch">,
  api: string,
  accessToken: string,
): Promise<string | null> {
  const reply = await read(ports, `${api}/user/emails?per_page=100`, accessToken);
  // Without the scope GitHub answers as if there were no such address.
  if (reply.status === 403 || reply.status === 404) return null;
  const proved = readAnswer(reply, emailsSchema).find(({ primary, verified }) => primary && verified);
  return knownAddress(proved?.email);
}

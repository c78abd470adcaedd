import * as z from "zod";

import type { ClientCredentials } from "../../config.ts";
import type { PlatformReply } from "../../platforms/http.ts";
import type { PlatformPorts } from "../../platforms/platform.ts";
import { hmacSha256Hex } from "../hash.ts";
import { authorizationUrl, codeExchangeForm, newState } from "../oauth-client.ts";
import { callProvider, readAnswer } from "./call-provider.ts";
import type { LoginEndpoints } from "./endpoints.ts";
import { knownAddress } from "./known-address.ts";
import { LOGIN_PROVIDER_NAMES, type LoginProvider, LoginProviderError } from "./login-provider.ts";
import { readCallback } from "./read-callback.ts";

const tokenSchema = z.object({ access_token: z.string().min(1) });
const meSchema = z.object({
  /** App-scoped: another app would see another id. */
  id: z.string().regex(/^\d{1,64}$/),
  name: z.string().optional(),
  /** Absent for accounts made by telephone and where the person unticked it. */
  email: z.string().optional(),
});
const errorSchema = z.object({ error: z.object({ code: z.number(), is_transient: z.boolean().optional() }) });

/** "Unknown" and "service": Graph's words for a fault of its own. */
const TRANSIENT_CODES: readonly number[] = [1, 2];
/** Too many calls: of the app, of the person, of a page, by rule. */
const THROTTLED_CODES: readonly number[] = [4, 17, 32, 613];
/** Invalid parameter, which is how a used or foreign code is refused. */
const BAD_PARAMETER_CODE = 100;

/**
 * Facebook Login by code, Graph API v25.0. No field says whether an address is confirmed, so none ever counts as proved
 * here. Where PKCE is documented there is no app secret in the exchange; ours has one, and the state is bound to the browser.
 */
export function createFacebook(settings: {
  readonly client: ClientCredentials;
  readonly endpoints: LoginEndpoints["facebook"];
}): LoginProvider {
  const { client, endpoints } = settings;
  return {
    id: "facebook",
    name: LOGIN_PROVIDER_NAMES.facebook,
    issuer: new URL(endpoints.dialog).origin,
    // A fresh sign-in can be asked for, but nothing in the answer shows that it took place.
    showsFreshness: false,

    begin({ redirectUri, fresh }) {
      const state = newState();
      const url = authorizationUrl({
        endpoint: endpoints.dialog,
        clientId: client.id,
        redirectUri,
        state,
        codeVerifier: null,
        scopes: ["email", "public_profile"],
      });
      if (fresh) url.searchParams.set("auth_type", "reauthenticate");
      return { authorizeUrl: url.href, state, flow: { codeVerifier: null, nonce: null } };
    },

    async finish(ports, { callback, redirectUri }) {
      const form = codeExchangeForm({
        clientId: client.id,
        clientSecret: client.secret,
        code: readCallback(callback),
        codeVerifier: null,
        redirectUri,
      });
      // As a form: in the query, where Facebook's examples have it, the secret would end in logs.
      const init = { method: "POST", body: form };
      const token = await callGraph(ports, `${endpoints.graph}/oauth/access_token`, init);
      const { access_token: accessToken } = readAnswer(token, tokenSchema);
      const url = new URL(`${endpoints.graph}/me`);
      url.searchParams.set("fields", "id,name,email");
      url.searchParams.set("appsecret_proof", await hmacSha256Hex(client.secret, accessToken));
      const headers = { authorization: `Bearer ${accessToken}` };
      const me = readAnswer(await callGraph(ports, url, { headers }), meSchema);
      return {
        subject: me.id,
        email: knownAddress(me.email),
        emailVerified: false,
        emailAuthoritative: false,
        name: me.name ?? null,
        authTime: null,
      };
    },
  };
}

/** Graph says nearly everything with status 400: the code in the body decides. */
async function callGraph(
  ports: Pick<PlatformPorts, "fetch">,
  url: string | URL,
  init: RequestInit,
): Promise<PlatformReply> {
  const reply = await callProvider(ports, url, init);
  const { data } = errorSchema.safeParse(reply.json());
  if (data === undefined) return reply;
  const { code, is_transient: isTransient } = data.error;
  const message = `Graph refuses with code ${code}`;
  if (isTransient === true || [...TRANSIENT_CODES, ...THROTTLED_CODES].includes(code)) {
    throw new LoginProviderError("provider_unavailable", { message });
  }
  throw new LoginProviderError(code === BAD_PARAMETER_CODE ? "code_refused" : "provider_answer", { message });
}

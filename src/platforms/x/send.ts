import { SECOND_MS } from "../../limits.ts";
import { PlatformError } from "../errors.ts";
import { type PlatformReply, sendRequest } from "../http.ts";
import type { Grant, PlatformPorts } from "../platform.ts";
import { classify } from "./classify.ts";
import { newNonce, type OAuth1Keys, signOAuth1 } from "./oauth1.ts";

/** Our registration at X and where its API is. */
export interface XClient {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  /** `https://api.x.com`. */
  readonly origin: string;
}

export interface SignedRequest {
  readonly method: "GET" | "POST";
  /** Path and query. */
  readonly path: string;
  readonly token?: { readonly key: string; readonly secret: string };
  readonly oauth?: Readonly<Record<string, string>>;
  /** Multipart only; a form-encoded body would have to be signed. */
  readonly body?: FormData;
  readonly effect?: boolean;
}

/** Signs and sends one request; anything but a 2xx throws what `classify` makes of it. */
export async function sendSigned(
  ports: PlatformPorts,
  client: XClient,
  request: SignedRequest,
): Promise<PlatformReply> {
  const { method, oauth, token, body, effect = false } = request;
  const url = `${client.origin}${request.path}`;
  const { consumerKey, consumerSecret } = client;
  const keys: OAuth1Keys = {
    consumerKey,
    consumerSecret,
    ...(token === undefined ? {} : { token: token.key, tokenSecret: token.secret }),
  };
  const signed = { method, url, ...(oauth === undefined ? {} : { oauth }) };
  const timestamp = Math.floor(ports.now() / SECOND_MS);
  const authorization = await signOAuth1(keys, { ...signed, nonce: newNonce(), timestamp });
  const init = { method, headers: { authorization }, ...(body === undefined ? {} : { body }) };
  const reply = await sendRequest(ports, url, init, { effect });
  if (reply.status >= 200 && reply.status < 300) return reply;
  throw classify(reply, { effect, now: ports.now() });
}

/** The signing token of a grant. A grant without a token secret cannot sign and has to be made again. */
export function tokenOf(grant: Grant): { key: string; secret: string } {
  if (grant.tokenSecret === undefined) throw new PlatformError("token-dead", "rejected");
  return { key: grant.accessToken, secret: grant.tokenSecret };
}

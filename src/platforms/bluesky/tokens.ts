/** Calls to an authorization server after the person agreed: exchange, refresh, revoke. */
import type * as z from "zod";

import { SECOND_MS } from "../../limits.ts";
import { type PlatformReply, readReply } from "../http.ts";
import type { Grant, PlatformPorts } from "../platform.ts";
import { classify, type Phase } from "./classify.ts";
import type { Client } from "./client.ts";
import { type NonceCache, sendProven } from "./dpop.ts";
import { tokenReply } from "./wire.ts";

export type Tokens = z.output<typeof tokenReply>;

/** What every call to an authorization server needs. */
export interface ServerCall {
  readonly client: Client;
  readonly nonces: NonceCache;
  readonly issuer: string;
  readonly dpopJwk: string;
}

/** POSTs a form with our credentials and a proof. Throws what `classify` makes of an answer outside 2xx. */
export async function postForm(
  ports: PlatformPorts,
  call: ServerCall,
  url: string,
  fields: Readonly<Record<string, string>>,
  phase: Phase,
): Promise<PlatformReply> {
  const body = new URLSearchParams({
    ...fields,
    ...(await call.client.credentials(call.issuer, ports.now())),
  });
  const reply = await sendProven(
    ports,
    call.nonces,
    call.dpopJwk,
    { method: "POST", url, body, headers: { accept: "application/json" } },
    { effect: phase === "refresh" },
  );
  if (reply.status < 200 || reply.status > 299) throw classify(reply, phase, ports.now());
  return reply;
}

/** One token call. After a refresh even an unreadable answer is `unknown`: the old refresh token is spent. */
export async function fetchTokens(
  ports: PlatformPorts,
  call: ServerCall,
  url: string,
  fields: Readonly<Record<string, string>>,
  phase: "exchange" | "refresh",
): Promise<Tokens> {
  const reply = await postForm(ports, call, url, fields, phase);
  return readReply(reply, tokenReply, { effect: phase === "refresh" });
}

/** The grant with new tokens. A missing refresh token keeps the old one; a missing lifetime is not made up. */
export function withTokens(
  grant: Omit<Grant, "accessToken" | "expiresAt" | "scopes">,
  tokens: Tokens,
  now: number,
): Grant {
  return {
    ...grant,
    accessToken: tokens.access_token,
    ...(tokens.refresh_token === undefined ? {} : { refreshToken: tokens.refresh_token }),
    expiresAt: tokens.expires_in === undefined ? null : now + tokens.expires_in * SECOND_MS,
    scopes: tokens.scope.split(" "),
  };
}

import { PlatformError } from "../errors.ts";
import { type PlatformReply, sendRequest } from "../http.ts";
import type { Grant, PlatformPorts } from "../platform.ts";
import { classify, type Phase } from "./classify.ts";
import { type NonceCache, sendProven } from "./dpop.ts";
import { errorReply } from "./wire.ts";
import { readSession } from "./session.ts";

interface XrpcCall {
  readonly phase: Phase & ("read" | "upload" | "write");
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

/** The address of a method at the account's own server. */
export function xrpcUrl(pds: string, nsid: string, query: Readonly<Record<string, string>> = {}): string {
  const params = new URLSearchParams(query).toString();
  return `${pds}/xrpc/${nsid}${params === "" ? "" : `?${params}`}`;
}

/**
 * A read that anybody may do. With `absent`, an answer with that code is null instead of an error.
 * Sent without a token, so a stale one cannot hide what the platform shows.
 */
export async function readPublic(
  ports: PlatformPorts,
  url: string,
  absent: string,
): Promise<PlatformReply | null> {
  const reply = await sendRequest(ports, url, {
    headers: { accept: "application/json" },
    redirect: "manual",
  });
  if (reply.status === 200) return reply;
  const body = errorReply.safeParse(reply.json());
  if (reply.status === 400 && body.success && body.data.error === absent) return null;
  throw classify(reply, "read", ports.now());
}

/** A call in the person's name: GET without `call`, POST with it. Throws what `classify` makes of anything but 200. */
export async function callAs(
  ports: PlatformPorts,
  nonces: NonceCache,
  grant: Grant,
  url: string,
  call?: XrpcCall,
): Promise<PlatformReply> {
  const { dpopJwk, pds } = readSession(grant);
  if (new URL(url).origin !== pds) throw new PlatformError("unavailable", "other_host");
  const reply = await sendProven(
    ports,
    nonces,
    dpopJwk,
    {
      method: call === undefined ? "GET" : "POST",
      url,
      accessToken: grant.accessToken,
      headers: {
        accept: "application/json",
        ...(call === undefined ? {} : { "content-type": call.contentType }),
      },
      ...(call === undefined ? {} : { body: call.body }),
    },
    { effect: call?.phase === "write" },
  );
  if (reply.status !== 200) throw classify(reply, call?.phase ?? "read", ports.now());
  return reply;
}

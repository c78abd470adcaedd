/** Proof of possession (RFC 9449): one ES256 key per session, server nonces, one retry when a server asks for a nonce. */
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import * as z from "zod";

import { sha256Base64Url } from "../../auth/hash.ts";
import { SECOND_MS } from "../../limits.ts";
import { PlatformError } from "../errors.ts";
import { type PlatformReply, type RequestOptions, sendRequest } from "../http.ts";
import type { PlatformPorts } from "../platform.ts";
import { errorReply } from "./wire.ts";

/** The last nonce each origin handed out. Forgetting one costs a round trip, so memory is enough. */
export type NonceCache = Map<string, string>;
/** More servers than one isolate meets; keeps hostile ones from filling memory. */
const MAX_ORIGINS = 500;

interface ProvenRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams | Uint8Array<ArrayBuffer>;
  /** Set for calls to a personal data server: sent as `Authorization: DPoP` and hashed into the proof. */
  readonly accessToken?: string;
}

/** A new session key as private JWK in JSON: it lives in the sealed grant. */
export async function createDpopKey(): Promise<string> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return JSON.stringify(await exportJWK(privateKey));
}

/**
 * Sends a request with a proof. A refusal that only asks for a nonce happened before any effect (RFC 9449 8, 9), so the
 * request is sent once more with it; any other answer is the caller's.
 */
export async function sendProven(
  ports: PlatformPorts,
  nonces: NonceCache,
  dpopJwk: string,
  request: ProvenRequest,
  options: RequestOptions = {},
): Promise<PlatformReply> {
  const first = await sendOnce(ports, nonces, dpopJwk, request, options);
  return asksForNonce(first) ? sendOnce(ports, nonces, dpopJwk, request, options) : first;
}

async function sendOnce(
  ports: PlatformPorts,
  nonces: NonceCache,
  dpopJwk: string,
  request: ProvenRequest,
  options: RequestOptions,
): Promise<PlatformReply> {
  const { origin } = new URL(request.url);
  const headers: Record<string, string> = {
    ...request.headers,
    dpop: await createProof(dpopJwk, request, nonces.get(origin), ports.now()),
  };
  if (request.accessToken !== undefined) headers["authorization"] = `DPoP ${request.accessToken}`;
  const reply = await sendRequest(
    ports,
    request.url,
    {
      method: request.method,
      headers,
      redirect: "manual",
      ...(request.body === undefined ? {} : { body: request.body }),
    },
    options,
  );
  remember(nonces, origin, reply.headers.get("dpop-nonce"));
  return reply;
}

async function createProof(
  dpopJwk: string,
  request: ProvenRequest,
  nonce: string | undefined,
  now: number,
): Promise<string> {
  const jwk = readKey(dpopJwk);
  const { origin, pathname } = new URL(request.url);
  const claims: Record<string, string> = {
    htm: request.method,
    htu: origin + pathname,
    jti: crypto.randomUUID(),
  };
  if (nonce !== undefined) claims["nonce"] = nonce;
  if (request.accessToken !== undefined) claims["ath"] = await sha256Base64Url(request.accessToken);
  return new SignJWT(claims)
    .setProtectedHeader({
      typ: "dpop+jwt",
      alg: "ES256",
      jwk: { kty: "EC", crv: "P-256", x: jwk.x, y: jwk.y },
    })
    .setIssuedAt(Math.floor(now / SECOND_MS))
    .sign(await importJWK(jwk, "ES256"));
}

const privateKey = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});

function readKey(dpopJwk: string): z.output<typeof privateKey> & JWK {
  try {
    return privateKey.parse(JSON.parse(dpopJwk));
  } catch {
    // The cause stays out: it could quote the key.
    throw new PlatformError("token-dead", "key_lost", { message: "the session's DPoP key cannot be read" });
  }
}

function asksForNonce(reply: PlatformReply): boolean {
  if (reply.status !== 400 && reply.status !== 401) return false;
  if (reply.headers.get("dpop-nonce") === null) return false;
  const body = errorReply.safeParse(reply.json());
  const challenge = reply.headers.get("www-authenticate") ?? "";
  return (
    (body.success && body.data.error === "use_dpop_nonce") || challenge.includes('error="use_dpop_nonce"')
  );
}

function remember(nonces: NonceCache, origin: string, nonce: string | null): void {
  if (nonce === null) return;
  nonces.delete(origin);
  nonces.set(origin, nonce);
  const [oldest] = nonces.keys();
  if (nonces.size > MAX_ORIGINS && oldest !== undefined) nonces.delete(oldest);
}

/** One side of the comparison, ready to be asked in the session of one account. */
import { codeChallenge } from "../../../src/auth/oauth-client.ts";
import { createDpopKey, type NonceCache, sendProven } from "../../../src/platforms/bluesky/dpop.ts";
import { readSession } from "../../../src/platforms/bluesky/session.ts";
import type { Grant } from "../../../src/platforms/platform.ts";
import { connect, REDIRECT, type World } from "./world.ts";

/** What of an answer a client may build on. */
export interface Answer {
  readonly status: number;
  readonly error: string | null;
  /** Whether a nonce came along, and the error of a challenge. */
  readonly nonce: boolean;
  readonly challenge: string | null;
  /** Names of the fields of a success. */
  readonly fields: readonly string[];
  readonly limits: boolean;
}

export interface Sent {
  readonly body?: string | URLSearchParams | Uint8Array<ArrayBuffer>;
  readonly type?: string;
  /** `proof`: with a proof; `token`: with the session's token too; an object: an Authorization header of its own. */
  readonly as?: "nobody" | "proof" | "token" | { readonly authorization: string };
}

export interface Side {
  readonly world: World;
  readonly grant: Grant;
  readonly send: (method: "GET" | "POST", path: string, sent?: Sent) => Promise<Answer>;
  /** A pushed authorization request with some fields changed, null leaving one out. */
  readonly push: (
    change: Readonly<Record<string, string | null>>,
    as?: "nobody" | "proof",
  ) => Promise<Answer>;
}

export type Probe = readonly [title: string, run: (side: Side) => Promise<Answer>];

export const PROFILE = "app.bsky.actor.profile";
export const SCOPE = `atproto repo:${PROFILE}?action=create&action=update blob:image/*`;
export const CLIENT = `http://localhost?${new URLSearchParams({ redirect_uri: REDIRECT, scope: SCOPE })}`;

export async function openSide(world: World, name: string): Promise<Side> {
  const grant = await connect(world, name);
  const { dpopJwk } = readSession(grant);
  const otherKey = await createDpopKey();
  const nonces: NonceCache = new Map();

  const send: Side["send"] = async (method, path, { body, type, as = "nobody" } = {}) => {
    const headers: Record<string, string> = { accept: "application/json" };
    if (type !== undefined) headers["content-type"] = type;
    const url = world.origin + path;
    const request = { method, url, headers, ...(body === undefined ? {} : { body }) };
    if (as === "token") {
      return answerOf(
        await sendProven(world.ports, nonces, dpopJwk, { ...request, accessToken: grant.accessToken }),
      );
    }
    if (as === "proof") return answerOf(await sendProven(world.ports, nonces, otherKey, request));
    if (as !== "nobody") headers["authorization"] = as.authorization;
    const reply = await world.ports.fetch(url, request);
    return answerOf({ status: reply.status, headers: reply.headers, text: await reply.text() });
  };

  return {
    world,
    grant,
    send,
    async push(change, as = "proof") {
      const fields: Record<string, string | null> = {
        client_id: CLIENT,
        response_type: "code",
        redirect_uri: REDIRECT,
        scope: SCOPE,
        state: "s",
        code_challenge: await codeChallenge("v".repeat(43)),
        code_challenge_method: "S256",
        ...change,
      };
      const body = new URLSearchParams();
      for (const [key, value] of Object.entries(fields)) if (value !== null) body.set(key, value);
      return send("POST", "/oauth/par", { body, as });
    },
  };
}

function answerOf(reply: { status: number; headers: Headers; text: string }): Answer {
  const body = parse(reply.text);
  const object = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const error = typeof object["error"] === "string" ? object["error"] : null;
  return {
    status: reply.status,
    error,
    nonce: reply.headers.has("dpop-nonce"),
    challenge: /error="([^"]*)"/.exec(reply.headers.get("www-authenticate") ?? "")?.[1] ?? null,
    fields: error === null ? Object.keys(object).toSorted() : [],
    limits: reply.headers.has("ratelimit-policy"),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

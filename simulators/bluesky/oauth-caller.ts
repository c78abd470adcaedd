import type { Context } from "hono";

import type { SimEnv } from "../simulator.ts";
import { authenticateClient } from "./client-assertion.ts";
import { type Client, readClient } from "./clients.ts";
import { OAuthError } from "./errors.ts";
import type { Server } from "./state.ts";

/** Who calls an OAuth endpoint. `jkt` names the key of the proof, null without one. */
export interface Caller {
  readonly client: Client;
  readonly keyId: string | null;
  readonly jkt: string | null;
}

/** Checks the proof first and the client second, as the real server does. */
export type OAuthCaller = (c: Context<SimEnv>, form: URLSearchParams) => Promise<Caller>;

export function createOAuthCaller(server: Server): OAuthCaller {
  const seen = new Set<string>();
  return async (c, form) => {
    const id = form.get("client_id");
    if (id === null) throw new OAuthError("invalid_client", "Client credentials missing");
    const jkt = await server.proofs.check(c.req.header("dpop"), c.req.method, c.env.call.url, null);
    const client = await readClient(server, id);
    return { client, keyId: await authenticateClient(server, client, form, seen), jkt };
  };
}

/** Only a pushed request may come without a proof. */
export function requireProof<C extends Caller>(caller: C): C & { readonly jkt: string } {
  const { jkt } = caller;
  if (jkt === null) throw new OAuthError("invalid_dpop_proof", "DPoP proof required", 401);
  return { ...caller, jkt };
}

/** Form or JSON, both are taken. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const text = await request.text();
  if (!(request.headers.get("content-type") ?? "").includes("application/json"))
    return new URLSearchParams(text);
  try {
    const entries = Object.entries(JSON.parse(text) as Record<string, unknown>);
    return new URLSearchParams(
      entries.flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
    );
  } catch {
    throw new OAuthError("invalid_request", "Invalid body");
  }
}

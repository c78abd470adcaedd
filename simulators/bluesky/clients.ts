/** Who asks: loopback clients from their id alone, others from the metadata document their id points to. */
import * as z from "zod";

import { OAuthError } from "./errors.ts";
import type { Server } from "./state.ts";

export interface Client {
  readonly id: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly scope: string;
  readonly loopback: boolean;
  /** Null for a public client. */
  readonly keys: z.output<typeof jwks> | null;
}

const jwks = z.object({
  keys: z
    .array(
      z
        .object({
          kty: z.literal("EC"),
          crv: z.literal("P-256"),
          x: z.string(),
          y: z.string(),
          kid: z.string(),
          d: z.string().optional(),
        })
        .refine((key) => key.d === undefined, "a private key in public")
        .transform(({ kty, crv, x, y, kid }) => ({ kty, crv, x, y, kid })),
    )
    .min(1),
});
const metadata = z.object({
  client_id: z.string(),
  client_name: z.string().optional(),
  redirect_uris: z.array(z.url({ protocol: /^https$/ })).min(1),
  grant_types: z
    .array(z.string())
    .refine((types) => types.includes("authorization_code") && types.includes("refresh_token")),
  response_types: z.array(z.string()).refine((types) => types.includes("code")),
  scope: z.string().refine((scope) => scope.split(" ").includes("atproto")),
  application_type: z.literal("web"),
  dpop_bound_access_tokens: z.literal(true),
  token_endpoint_auth_method: z.enum(["none", "private_key_jwt"]),
  token_endpoint_auth_signing_alg: z.literal("ES256").optional(),
  jwks: jwks.optional(),
  jwks_uri: z.url({ protocol: /^https$/ }).optional(),
});

/** Throws `invalid_client_metadata`. */
export async function readClient(server: Server, id: string): Promise<Client> {
  if (id.startsWith("http://localhost")) return loopbackClient(id);
  const url = URL.parse(id);
  if (url?.protocol !== "https:" || url.pathname === "/" || url.port !== "" || url.href !== id) {
    throw refuse(`Invalid client id "${id}"`);
  }
  const document = await fetchJson(server, id, metadata);
  if (document.client_id !== id) throw refuse("client_id does not match the document's address");
  if (document.token_endpoint_auth_method === "none") return { ...clientOf(document), keys: null };
  if (document.token_endpoint_auth_signing_alg === undefined)
    throw refuse("token_endpoint_auth_signing_alg is required");
  if ((document.jwks === undefined) === (document.jwks_uri === undefined))
    throw refuse("one of jwks and jwks_uri is required");
  const keys = document.jwks ?? (await fetchJson(server, document.jwks_uri ?? "", jwks));
  return { ...clientOf(document), keys };
}

/** A loopback redirect declared without a port may use any (RFC 8252 7.3); everything else must match to the letter. */
export function allowsRedirect(client: Client, wanted: string): boolean {
  const url = URL.parse(wanted);
  return client.redirectUris.some((uri) => {
    if (uri === wanted) return true;
    if (!client.loopback || url === null || new URL(uri).port !== "") return false;
    const portless = new URL(url);
    portless.port = "";
    return portless.href === new URL(uri).href;
  });
}

function loopbackClient(id: string): Client {
  const query = /^http:\/\/localhost\/?(?:\?(.*))?$/.exec(id);
  if (query === null || id.includes("#")) throw refuse(`Invalid loopback client id "${id}"`);
  const params = new URLSearchParams(query[1] ?? "");
  for (const key of params.keys()) {
    if (key !== "scope" && key !== "redirect_uri") throw refuse(`Unexpected query parameter "${key}"`);
  }
  if (params.getAll("scope").length > 1) throw refuse('Duplicate "scope" query parameter');
  const scope = params.get("scope") ?? "atproto";
  if (!scope.split(" ").includes("atproto")) throw refuse('must include "atproto" scope');
  const redirectUris = params.getAll("redirect_uri");
  for (const uri of redirectUris) {
    const url = URL.parse(uri);
    if (url?.protocol !== "http:" || !["127.0.0.1", "[::1]"].includes(url.hostname)) {
      throw refuse(`Invalid "redirect_uri" query parameter: ${uri}`);
    }
  }
  return {
    id,
    name: "an app on this machine",
    redirectUris: redirectUris.length === 0 ? ["http://127.0.0.1/", "http://[::1]/"] : redirectUris,
    scope,
    loopback: true,
    keys: null,
  };
}

function clientOf(document: z.output<typeof metadata>): Omit<Client, "keys"> {
  return {
    id: document.client_id,
    name: document.client_name ?? new URL(document.client_id).host,
    redirectUris: document.redirect_uris,
    scope: document.scope,
    loopback: false,
  };
}

async function fetchJson<Schema extends z.ZodType>(
  server: Server,
  url: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  try {
    const response = await server.fetchClient(url);
    if (
      response.status !== 200 ||
      !(response.headers.get("content-type") ?? "").includes("application/json")
    ) {
      throw new Error(`status ${response.status}`);
    }
    return schema.parse(await response.json());
  } catch (error) {
    throw refuse(
      `Failed to fetch client information from ${url}: ${error instanceof Error ? error.message : ""}`,
    );
  }
}

function refuse(description: string): OAuthError {
  return new OAuthError("invalid_client_metadata", description);
}

import type { MastodonClient, MastodonClients } from "./clients.ts";
import { PlatformError } from "../errors.ts";
import { readReply, sendRequest } from "../http.ts";
import type { PlatformPorts } from "../platform.ts";
import { classify } from "./classify.ts";
import { descriptor } from "./descriptor.ts";
import type { Endpoints } from "./server.ts";
import { appSchema, errorSchema } from "./wire.ts";

export interface MastodonSettings {
  readonly clientName: string;
  readonly website: string;
  readonly clients: MastodonClients;
}

/** The scopes we ask for, as one parameter. */
export const SCOPE = descriptor.scopes.map(({ scope }) => scope).join(" ");

/**
 * Our registration at a server for one redirect address: the stored one while the server still knows it, else a new one.
 * Servers before 4.3 could drop registrations that nobody used, and a person would meet that as an error page there.
 */
export async function clientFor(
  ports: PlatformPorts,
  settings: MastodonSettings,
  place: { readonly host: string; readonly redirectUri: string; readonly endpoints: Endpoints },
): Promise<MastodonClient> {
  const key = clientKey(place.host, place.redirectUri);
  const stored = await settings.clients.get(key);
  if (stored !== null && (await isKnown(ports, place, stored))) return stored;
  const made = await register(ports, settings, place);
  await settings.clients.put(key, made);
  return made;
}

/** Registrations are bound to a redirect address, so they are kept by both. */
export function clientKey(host: string, redirectUri: string): string {
  return `${host} ${redirectUri}`;
}

async function register(
  ports: PlatformPorts,
  settings: MastodonSettings,
  { redirectUri, endpoints }: { readonly redirectUri: string; readonly endpoints: Endpoints },
): Promise<MastodonClient> {
  const body = new URLSearchParams({
    client_name: settings.clientName,
    redirect_uris: redirectUri,
    scopes: SCOPE,
    website: settings.website,
  });
  const reply = await sendRequest(ports, endpoints.registration, { method: "POST", body });
  if (reply.status === 200 || reply.status === 201) {
    const app = appSchema.safeParse(reply.json()).data;
    if (app !== undefined) return { clientId: app.client_id, clientSecret: app.client_secret };
  }
  if (reply.status === 429 || reply.status >= 500) throw classify(reply, { effect: false, now: ports.now() });
  throw new PlatformError("input-bad", "not_mastodon", {
    message: `the server answered a registration with ${reply.status}`,
    status: reply.status,
  });
}

/** Only a plain `invalid_client` makes a registration dead: anything else is not about it, or passes. */
async function isKnown(
  ports: PlatformPorts,
  { redirectUri, endpoints }: { readonly redirectUri: string; readonly endpoints: Endpoints },
  client: MastodonClient,
): Promise<boolean> {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: client.clientId,
    client_secret: client.clientSecret,
    redirect_uri: redirectUri,
  });
  const reply = await sendRequest(ports, endpoints.token, { method: "POST", body });
  return errorSchema.safeParse(reply.json()).data?.error !== "invalid_client";
}

/** A form sent to a server's token or revocation endpoint; a 2xx is parsed by the caller, the rest is thrown. */
export async function postForm<Schema extends Parameters<typeof readReply>[1]>(
  ports: PlatformPorts,
  url: string,
  body: URLSearchParams,
  schema: Schema,
) {
  const reply = await sendRequest(ports, url, { method: "POST", body });
  if (reply.status === 200) return readReply(reply, schema);
  throw classify(reply, { effect: false, now: ports.now() });
}

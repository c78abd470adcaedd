/** The platforms there are, as data, and the adapters of those we hold credentials for. */
import type { AppConfig, AppSecrets } from "../config.ts";
import type { MastodonClients } from "./mastodon/clients.ts";
import { descriptor as bluesky } from "./bluesky/descriptor.ts";
import { clientJwks, clientMetadata } from "./bluesky/client.ts";
import { createBluesky } from "./bluesky/create-bluesky.ts";
import { createMastodon } from "./mastodon/create-mastodon.ts";
import { descriptor as mastodon } from "./mastodon/descriptor.ts";
import type { PlatformAdapter, PlatformDescriptor, PlatformId } from "./platform.ts";
import { createX } from "./x/create-x.ts";
import { descriptor as x } from "./x/descriptor.ts";

/** Facts by platform, whether or not it is switched on. */
export const descriptors: Readonly<Record<PlatformId, PlatformDescriptor>> = { x, bluesky, mastodon };

/** The adapters of one deployment. X is off without consumer keys; the others need no credentials of ours. */
export function createAdapters(settings: {
  readonly config: Pick<AppConfig, "appOrigin" | "clientName">;
  readonly secrets: Pick<AppSecrets, "x" | "blueskyClientJwk">;
  readonly mastodonClients: MastodonClients;
}): Partial<Record<PlatformId, PlatformAdapter>> {
  const { config, secrets, mastodonClients } = settings;
  const { appOrigin } = config;
  return {
    ...(secrets.x === null ? {} : { x: createX(secrets.x) }),
    mastodon: createMastodon({
      clientName: config.clientName,
      website: appOrigin,
      clients: mastodonClients,
    }),
    bluesky: createBluesky({
      // With an origin on http, as in development, the adapter introduces itself as a loopback client instead.
      clientId: `${appOrigin}/oauth/bluesky/client-metadata.json`,
      redirectUri: `${appOrigin}/connect/bluesky/callback`,
      clientJwk: secrets.blueskyClientJwk,
    }),
  };
}

/** What authorization servers of the AT Protocol fetch from us, by file name below `/oauth/bluesky/`. */
export function blueskyDocuments(settings: {
  readonly config: Pick<AppConfig, "appOrigin" | "clientName">;
  readonly secrets: Pick<AppSecrets, "blueskyClientJwk">;
}): Readonly<Record<"client-metadata.json" | "jwks.json", unknown>> {
  const { appOrigin, clientName } = settings.config;
  return {
    "client-metadata.json": clientMetadata({
      clientId: `${appOrigin}/oauth/bluesky/client-metadata.json`,
      redirectUri: `${appOrigin}/connect/bluesky/callback`,
      clientJwk: settings.secrets.blueskyClientJwk,
      clientName,
      clientUri: appOrigin,
      jwksUri: `${appOrigin}/oauth/bluesky/jwks.json`,
    }),
    "jwks.json": clientJwks(settings.secrets.blueskyClientJwk),
  };
}

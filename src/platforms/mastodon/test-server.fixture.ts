/** A made-up server and account for the tests of this adapter. */
import type { MastodonClient, MastodonClients } from "./clients.ts";
import type { Grant, Observation, Picture, SlotObservation } from "../platform.ts";
import { createMastodon } from "./create-mastodon.ts";

export const HOST = "mastodon.hopfield.social";
export const account = {
  id: "11",
  username: "ada",
  url: `https://${HOST}/@ada`,
  avatar: `https://${HOST}/system/a/original/0123456789abcdef.png`,
  header: `https://${HOST}/headers/original/missing.png`,
};
export const grant: Grant = {
  accountId: `11@${HOST}`,
  handle: `ada@${HOST}`,
  host: HOST,
  profileUrl: account.url,
  accessToken: "token-hush",
  expiresAt: null,
  scopes: ["write:accounts"],
  extra: { clientId: "ci", clientSecret: "cs-hush", revocationEndpoint: `https://${HOST}/oauth/revoke` },
};
export const picture: Picture = {
  bytes: new Uint8Array([1, 2, 3]),
  format: "png",
  sha256: "0".repeat(64),
  altText: null,
};
const unset: SlotObservation = { identity: "none", url: null, isDefault: true };
export const before: Observation = {
  accountId: `11@${HOST}`,
  handle: "ada",
  slots: { avatar: unset, banner: unset },
  revision: null,
};

const none = () => new Response("not here", { status: 404 });
export const refuse = (status: number, error: string) => () => Response.json({ error }, { status });

export function make() {
  const stored = new Map<string, MastodonClient>();
  const clients: MastodonClients = {
    get: async (host) => stored.get(host) ?? null,
    put: async (host, client) => void stored.set(host, client),
    forget: async (host) => void stored.delete(host),
  };
  return {
    stored,
    adapter: createMastodon({ clientName: "Linkarooie", website: "https://linkarooie.app", clients }),
  };
}

/** A server of before 4.3: no discovery. */
export const OLD_SERVER = {
  "GET /.well-known/oauth-authorization-server": none,
  "POST /api/v1/apps": { client_id: "ci", client_secret: "cs-hush" },
  "POST /oauth/token": {
    access_token: "token-hush",
    token_type: "Bearer",
    scope: "read:accounts write:accounts",
    created_at: 1,
  },
  "GET /api/v1/accounts/verify_credentials": account,
};

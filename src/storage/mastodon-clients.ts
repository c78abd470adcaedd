import type { Vault } from "../auth/vault.ts";
import type { MastodonClient, MastodonClients } from "../platforms/mastodon/clients.ts";

/** Registrations in KV, the secret sealed. May be a minute stale, which costs one more registration at worst. */
export function createMastodonClients(cache: KVNamespace, vault: Vault): MastodonClients {
  const place = (host: string) => ({
    table: "kv",
    column: "mastodon-client",
    row: host,
    user: "",
    platform: "mastodon",
  });
  const key = (host: string) => `mastodon-client/${host}`;
  return {
    async get(host) {
      const sealed = await cache.get(key(host));
      return sealed === null ? null : (JSON.parse(await vault.open(sealed, place(host))) as MastodonClient);
    },
    async put(host, client) {
      await cache.put(key(host), await vault.seal(JSON.stringify(client), place(host)));
    },
    async forget(host) {
      await cache.delete(key(host));
    },
  };
}

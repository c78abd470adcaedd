import { sealPlace } from "../auth/sealed-columns.ts";
import { sealedUnder, type Vault } from "../auth/vault.ts";
import type { MastodonClient, MastodonClients } from "../platforms/mastodon/clients.ts";

const PREFIX = "mastodon-client/";
const PLACE = { table: "kv", column: "mastodon-client" };
/** How many are sealed anew by one call: each takes a read and a write. The next call does what is left. */
const MAX_RESEALED = 200;

export interface ResealOutcome {
  readonly resealed: number;
  /** How many are still under another key: too many for one call, or not to be opened. */
  readonly left: number;
}

export interface KeptClients extends MastodonClients {
  /** Seals those anew that are not under the vault's primary key, at most `limit` (200). */
  reseal(limit?: number): Promise<ResealOutcome>;
}

/**
 * Registrations in KV, the secret sealed; the key's id is in the metadata too, so that a list alone says what is left to
 * rotate. May be a minute stale, which costs one more registration at worst.
 */
export function createMastodonClients(cache: KVNamespace, vault: Vault): KeptClients {
  const place = (host: string) => sealPlace(PLACE, { row: host, user: null, platform: "mastodon" });
  const { primary, others } = vault.keyIds;

  async function store(host: string, sealed: string): Promise<void> {
    await cache.put(`${PREFIX}${host}`, sealed, { metadata: { key_id: primary } });
  }

  /** KV knows no compare-and-set: a registration made in the same moment can be lost, and is then made again. */
  async function resealOne(host: string, sealed: string): Promise<boolean> {
    if (!others.includes(sealedUnder(sealed) ?? "")) return false;
    const fresh = await vault.reseal(sealed, place(host)).catch(() => null);
    if (fresh !== null) await store(host, fresh);
    return fresh !== null;
  }

  return {
    async get(host) {
      const sealed = await cache.get(`${PREFIX}${host}`);
      return sealed === null ? null : (JSON.parse(await vault.open(sealed, place(host))) as MastodonClient);
    },
    async put(host, client) {
      await store(host, await vault.seal(JSON.stringify(client), place(host)));
    },
    async forget(host) {
      await cache.delete(`${PREFIX}${host}`);
    },
    async reseal(limit = MAX_RESEALED) {
      let [resealed, left] = [0, 0];
      for await (const name of namesNotUnder(cache, primary)) {
        const sealed = await cache.get(name);
        if (sealed === null || sealedUnder(sealed) === primary) continue;
        if (resealed < limit && (await resealOne(name.slice(PREFIX.length), sealed))) resealed += 1;
        else left += 1;
      }
      return { resealed, left };
    },
  };
}

/** Those whose metadata does not say that they are under this key. */
async function* namesNotUnder(cache: KVNamespace, keyId: string): AsyncGenerator<string> {
  let cursor: string | undefined;
  do {
    const page = await cache.list<{ key_id?: string }>({ prefix: PREFIX, ...(cursor ? { cursor } : {}) });
    for (const { name, metadata } of page.keys) if (metadata?.key_id !== keyId) yield name;
    cursor = page.list_complete ? undefined : page.cursor;
  } while (cursor !== undefined);
}

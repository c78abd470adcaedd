/**
 * Grants have two homes: the object writes a new one ahead into its own storage, then into D1 with the next generation
 * (compare-and-set). Whichever generation is higher is the truth, so neither a crash in between nor a restored
 * database brings back a refresh token that was already used.
 */
import { openGrant, sealGrant } from "../../auth/grant-seal.ts";
import type { AppContext } from "../../context.ts";
import { type ConnectionRow, findConnection, putGrantRow } from "../../db/connections.ts";
import { MINUTE_MS } from "../../limits.ts";
import { PlatformError } from "../../platforms/errors.ts";
import type { Grant, PlatformAdapter, PlatformId } from "../../platforms/platform.ts";
import type { Journal } from "./journal.ts";

/** Refresh this long before the expiry, so that a token never ends in the middle of an upload. */
const REFRESH_EARLY_MS = 2 * MINUTE_MS;

export interface HeldGrant {
  readonly connection: ConnectionRow;
  readonly grant: Grant;
  readonly generation: number;
}

export interface Grants {
  /** The newest grant, refreshed first when it is about to end. Throws `PlatformError` when there is none to use. */
  usable(connectionId: string): Promise<HeldGrant>;
  /** A newer grant than `stale`. However many callers ask, one request is sent. */
  refresh(stale: HeldGrant): Promise<HeldGrant>;
  /** Stores what a person just consented to. */
  put(connectionId: string, sealedGrant: string): Promise<void>;
}

export function createGrants(app: AppContext, journal: Journal, userId: string): Grants {
  const refreshing = new Map<string, Promise<HeldGrant>>();

  async function load(connectionId: string): Promise<HeldGrant> {
    const connection = await findConnection(app.db, userId, connectionId);
    if (connection === null) throw new PlatformError("token-dead", "disconnected");
    const own = journal.grant(connectionId);
    const newer = own !== null && own.generation >= connection.grantGeneration;
    const sealed = newer ? own.sealed : connection.sealedGrant;
    const generation = newer ? own.generation : connection.grantGeneration;
    if (sealed === "") throw new PlatformError("token-dead", "setup_unfinished");
    const grant = await openGrant(app.vault, ownerOf(connection), sealed);
    if (newer && !own.mirrored) await mirror(connectionId, generation, sealed, grant.expiresAt);
    return { connection, grant, generation };
  }

  async function mirror(connectionId: string, generation: number, sealed: string, expiresAt: number | null) {
    const row = {
      userId,
      id: connectionId,
      generation,
      sealedGrant: sealed,
      tokenExpiresAt: expiresAt,
      now: app.now(),
    };
    await putGrantRow(app.db, row);
    journal.markGrantMirrored(connectionId, generation);
  }

  /** Writes ahead, then into D1. A newer consent that came meanwhile wins: then `grant` is dropped. */
  async function store(held: HeldGrant, grant: Grant): Promise<HeldGrant> {
    const connectionId = held.connection.id;
    const sealed = await sealGrant(app.vault, ownerOf(held.connection), grant);
    const generation = held.generation + 1;
    if (!journal.setGrant(connectionId, generation, sealed)) return load(connectionId);
    await mirror(connectionId, generation, sealed, grant.expiresAt);
    return { connection: held.connection, grant, generation };
  }

  function ownerOf(connection: ConnectionRow) {
    return { userId, connectionId: connection.id, platform: connection.platformId };
  }

  async function refreshOnce(stale: HeldGrant): Promise<HeldGrant> {
    const latest = await load(stale.connection.id);
    if (latest.generation > stale.generation) return latest;
    const adapter = adapterOf(app, stale.connection.platformId as PlatformId);
    if (adapter.auth.refresh === undefined) throw new PlatformError("token-dead", "expired");
    // Without a signal of ours: the platform may have used up the refresh token once this has left.
    const fresh = await adapter.auth.refresh(app.ports, latest.grant);
    app.log.info("grant_refreshed", {
      connection_id: stale.connection.id,
      generation: latest.generation + 1,
    });
    return store(latest, fresh);
  }

  function refresh(stale: HeldGrant): Promise<HeldGrant> {
    const id = stale.connection.id;
    const running = refreshing.get(id);
    if (running !== undefined) return running;
    const started = refreshOnce(stale).finally(() => refreshing.delete(id));
    refreshing.set(id, started);
    return started;
  }

  return {
    async usable(connectionId) {
      const held = await load(connectionId);
      const { expiresAt } = held.grant;
      const ends = expiresAt !== null && expiresAt - REFRESH_EARLY_MS <= app.now();
      const canRefresh = adapterOf(app, held.connection.platformId as PlatformId).auth.refresh !== undefined;
      return ends && canRefresh ? refresh(held) : held;
    },
    refresh,
    async put(connectionId, sealedGrant) {
      const connection = await findConnection(app.db, userId, connectionId);
      if (connection === null) throw new PlatformError("token-dead", "disconnected");
      const grant = await openGrant(app.vault, ownerOf(connection), sealedGrant);
      // Nothing awaits from here to the write: no refresh can slip a generation in between.
      const generation =
        Math.max(journal.grant(connectionId)?.generation ?? 0, connection.grantGeneration) + 1;
      journal.setGrant(connectionId, generation, sealedGrant);
      await mirror(connectionId, generation, sealedGrant, grant.expiresAt);
    },
  };
}

/** The platform's adapter. Throws `capability-gone` when we hold no credentials for it any more. */
export function adapterOf(app: AppContext, platform: PlatformId): PlatformAdapter {
  const adapter = app.adapters[platform];
  if (adapter === undefined) throw new PlatformError("capability-gone", "platform_off");
  return adapter;
}

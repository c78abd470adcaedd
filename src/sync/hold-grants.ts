/**
 * The rules of a grant with two homes: the near one, beside the journal, is written ahead, then the far one, with the next
 * generation. Whichever generation is higher is the truth, so neither a crash in between nor a restored database brings
 * back a refresh token that was already used.
 */
import { MINUTE_MS } from "../limits.ts";
import { PlatformError } from "../platforms/errors.ts";
import type { Grant } from "../platforms/platform.ts";

/** Refresh this long before the expiry, so that a token never ends in the middle of an upload. */
const REFRESH_EARLY_MS = 2 * MINUTE_MS;

export interface Held<Connection> {
  readonly connection: Connection;
  readonly grant: Grant;
  readonly generation: number;
}

export interface HeldGrants<Connection> {
  /** The newest grant, refreshed first when it is about to end. Throws `PlatformError` when there is none to use. */
  usable(connectionId: string): Promise<Held<Connection>>;
  /** A newer grant than `stale`. However many callers ask, one request is sent. */
  refresh(stale: Held<Connection>): Promise<Held<Connection>>;
  /** Stores what a person just consented to. */
  put(connectionId: string, sealedGrant: string): Promise<void>;
}

/** The two homes, the seal, and the platform. */
export interface GrantPorts<Connection> {
  readonly now: () => number;
  /** The home beside the journal; synchronous. `setGrant` is false, and nothing written, when one as new is there. */
  readonly near: {
    grant(id: string): { generation: number; sealed: string; mirrored: boolean } | null;
    setGrant(id: string, generation: number, sealed: string): boolean;
    markGrantMirrored(id: string, generation: number): void;
  };
  /** The far home's row; null when the connection has left. */
  readonly find: (
    id: string,
  ) => Promise<{ connection: Connection; generation: number; sealed: string } | null>;
  /** Writes the far home, unless it has a generation as new. */
  readonly putFar: (
    id: string,
    generation: number,
    sealed: string,
    expiresAt: number | null,
  ) => Promise<void>;
  readonly open: (connection: Connection, sealed: string) => Promise<Grant>;
  readonly seal: (connection: Connection, grant: Grant) => Promise<string>;
  /** How the platform refreshes; undefined where it does not. May throw `PlatformError`. */
  readonly refresher: (connection: Connection) => ((grant: Grant) => Promise<Grant>) | undefined;
  /** Told of every refresh that brought a grant. */
  readonly onRefreshed: (id: string, generation: number) => void;
}

/** One for the life of a process: the single flight of a refresh lives in it. */
export function holdGrants<Connection extends { readonly id: string }>(
  ports: GrantPorts<Connection>,
): HeldGrants<Connection> {
  const { near } = ports;
  const refreshing = new Map<string, Promise<Held<Connection>>>();
  /** Generations that the platform called dead: it is not asked again for those. */
  const dead = new Map<string, { readonly generation: number; readonly error: PlatformError }>();

  async function load(id: string): Promise<Held<Connection>> {
    const row = await ports.find(id);
    if (row === null) throw new PlatformError("token-dead", "disconnected");
    const own = near.grant(id);
    const newer = own !== null && own.generation >= row.generation;
    const { sealed, generation } = newer ? own : row;
    if (sealed === "") throw new PlatformError("token-dead", "setup_unfinished");
    const grant = await ports.open(row.connection, sealed);
    if (newer && !own.mirrored) await mirror(id, generation, sealed, grant.expiresAt);
    return { connection: row.connection, grant, generation };
  }

  async function mirror(id: string, generation: number, sealed: string, expiresAt: number | null) {
    await ports.putFar(id, generation, sealed, expiresAt);
    near.markGrantMirrored(id, generation);
  }

  /** Writes ahead, then into the far home. A newer consent that came meanwhile wins: then `grant` is dropped. */
  async function store(held: Held<Connection>, grant: Grant): Promise<Held<Connection>> {
    const { connection } = held;
    const sealed = await ports.seal(connection, grant);
    const generation = held.generation + 1;
    if (!near.setGrant(connection.id, generation, sealed)) return load(connection.id);
    await mirror(connection.id, generation, sealed, grant.expiresAt);
    return { connection, grant, generation };
  }

  function overtaken(held: Held<Connection>): boolean {
    return (near.grant(held.connection.id)?.generation ?? 0) > held.generation;
  }

  async function refreshOnce(stale: Held<Connection>): Promise<Held<Connection>> {
    const { id } = stale.connection;
    const latest = await load(id);
    if (latest.generation > stale.generation) return latest;
    // A consent that came while the seal was opened.
    if (overtaken(latest)) return load(id);
    const ask = ports.refresher(stale.connection);
    if (ask === undefined) throw new PlatformError("token-dead", "expired");
    const known = dead.get(id);
    if (known?.generation === latest.generation) throw known.error;
    let fresh: Grant;
    try {
      // Without a signal of ours: the platform may have used up the refresh token once this has left.
      fresh = await ask(latest.grant);
    } catch (error) {
      // The person consented anew meanwhile: what the platform says of the old grant is no reason to ask again.
      if (overtaken(latest)) return load(id);
      if (error instanceof PlatformError && error.kind === "token-dead")
        dead.set(id, { generation: latest.generation, error });
      throw error;
    }
    ports.onRefreshed(id, latest.generation + 1);
    return store(latest, fresh);
  }

  function refresh(stale: Held<Connection>): Promise<Held<Connection>> {
    const { id } = stale.connection;
    const running = refreshing.get(id);
    if (running !== undefined) return running;
    const started = refreshOnce(stale).finally(() => refreshing.delete(id));
    refreshing.set(id, started);
    return started;
  }

  return {
    async usable(id) {
      const held = await load(id);
      const { expiresAt } = held.grant;
      const ends = expiresAt !== null && expiresAt - REFRESH_EARLY_MS <= ports.now();
      return ends && ports.refresher(held.connection) !== undefined ? refresh(held) : held;
    },
    refresh,
    async put(id, sealedGrant) {
      const row = await ports.find(id);
      if (row === null) throw new PlatformError("token-dead", "disconnected");
      const grant = await ports.open(row.connection, sealedGrant);
      // Nothing awaits from here to the write: no refresh can slip a generation in between.
      const generation = Math.max(near.grant(id)?.generation ?? 0, row.generation) + 1;
      near.setGrant(id, generation, sealedGrant);
      await mirror(id, generation, sealedGrant, grant.expiresAt);
    },
  };
}

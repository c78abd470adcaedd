import { sha256Hex } from "../../auth/hash.ts";
import { SECOND_MS } from "../../limits.ts";
import { PlatformError } from "../../platforms/errors.ts";
import type { Slot, SlotObservation } from "../../platforms/platform.ts";
import type { EnginePorts } from "../../sync/engine-ports.ts";
import type { SeenSlot } from "../../sync/plan.ts";

/** A person waits for the answer: a platform that takes longer counts as not read. */
const PATIENCE_MS = 8 * SECOND_MS;

export interface Glance {
  readonly connectionId: string;
  readonly slots: readonly Slot[];
}

export interface SeenAccount {
  readonly connectionId: string;
  readonly slots: Readonly<Partial<Record<Slot, SeenSlot>>>;
}

export interface ObserveDeps {
  readonly ports: Pick<EnginePorts, "now" | "account" | "look" | "confirmed" | "block" | "blockedUntil">;
  /** True when the connection is leaving: it is not even read any more. */
  readonly fenced: (connectionId: string) => boolean;
  /** Told of each look under way, so that a fence can wait for it. */
  readonly track: (connectionId: string, looking: Promise<void>) => void;
  readonly after: (ms: number) => Promise<void>;
}

/**
 * Looks at some accounts without changing anything there or here; a grant about to end is refreshed as for every other
 * read, and a platform that asks to be left alone is. Accounts side by side, each for `PATIENCE_MS` at most.
 */
export function observeAccounts(deps: ObserveDeps, glances: readonly Glance[]): Promise<SeenAccount[]> {
  return Promise.all(
    glances.map(async (glance) => {
      const looking = lookAtAccount(deps, glance);
      // One that nobody waits for any more goes on to its end: a refresh under way must not be lost.
      deps.track(
        glance.connectionId,
        looking.then(() => {}),
      );
      const late = deps.after(PATIENCE_MS).then(() => unreadable(glance, "timeout"));
      return Promise.race([looking, late]);
    }),
  );
}

/** Never rejects. */
async function lookAtAccount(deps: ObserveDeps, glance: Glance): Promise<SeenAccount> {
  const { ports, fenced } = deps;
  const { connectionId } = glance;
  if (fenced(connectionId)) return unreadable(glance, "disconnected");
  if (ports.blockedUntil(connectionId) > ports.now()) return unreadable(glance, "rate_limited");
  try {
    const { slots } = await (await ports.account(connectionId)).observe();
    const seen = await Promise.all(
      glance.slots.map(async (slot) => [slot, await lookAtSlot(deps, connectionId, slot, slots[slot])]),
    );
    return { connectionId, slots: Object.fromEntries(seen) as SeenAccount["slots"] };
  } catch (error) {
    if (error instanceof PlatformError && error.retryAt !== null) ports.block(connectionId, error.retryAt);
    return unreadable(glance, reasonOf(error));
  }
}

async function lookAtSlot(
  { ports }: ObserveDeps,
  connectionId: string,
  slot: Slot,
  shown: SlotObservation,
): Promise<SeenSlot> {
  const { url, isDefault, identityMayStay } = shown;
  const seen = { url, isDefault, confirmed: ports.confirmed(connectionId, slot) };
  if (identityMayStay !== true) return { state: "read", ...seen, identity: shown.identity };
  // An address that stays says nothing: what is there has a name only by its pixels.
  try {
    const fingerprint = url === null || isDefault ? null : await ports.look(url, slot);
    const pixels = fingerprint === null ? "" : await sha256Hex(JSON.stringify(fingerprint));
    return { state: "read", ...seen, identity: `${shown.identity}#${pixels}`, identityMayStay };
  } catch (error) {
    return { state: "unreadable", reason: reasonOf(error) };
  }
}

function unreadable({ connectionId, slots }: Glance, reason: string): SeenAccount {
  const seen: SeenSlot = { state: "unreadable", reason };
  return { connectionId, slots: Object.fromEntries(slots.map((slot) => [slot, seen])) };
}

function reasonOf(error: unknown): string {
  return error instanceof PlatformError ? error.reason : "internal";
}

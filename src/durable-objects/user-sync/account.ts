import type { AppContext } from "../../context.ts";
import { PlatformError } from "../../platforms/errors.ts";
import type { Grant, PlatformId, Slot } from "../../platforms/platform.ts";
import type { Account } from "../../sync/engine-ports.ts";
import type { GateDesks } from "./gate-desk.ts";
import { adapterOf, type Grants, type HeldGrant } from "./grants.ts";

/**
 * One connection as the engine sees it: the adapter with a grant that is fresh. A call refused for a stale token is
 * made once more after one refresh; a refused call had no effect, so that is safe for writes too.
 */
export async function openAccount(
  app: AppContext,
  grants: Grants,
  desks: GateDesks,
  connectionId: string,
): Promise<Account> {
  let held: HeldGrant = await grants.usable(connectionId);
  const adapter = adapterOf(app, held.connection.platformId as PlatformId);
  const desk = desks.of(held.connection);

  async function withGrant<T>(call: (grant: Grant) => Promise<T>): Promise<T> {
    try {
      return await call(held.grant);
    } catch (error) {
      if (!(error instanceof PlatformError) || error.kind !== "token-stale") throw error;
      held = await grants.refresh(held);
      return call(held.grant);
    }
  }

  /** Lets the gate hear what a call said about the platform. */
  async function heard<T>(slot: Slot | null, call: (grant: Grant) => Promise<T>): Promise<T> {
    try {
      const answer = await withGrant(call);
      desk.heard(slot, null);
      return answer;
    } catch (error) {
      desk.heard(slot, error);
      throw error;
    }
  }

  return {
    mayWrite: (slot) => desk.mayWrite(slot),
    async observe() {
      const seen = await heard(null, (grant) => adapter.observe(desk.ports, grant));
      // A grant that answers for somebody else's account must never be written with.
      if (seen.accountId !== held.connection.accountId)
        throw new PlatformError("token-dead", "other_account");
      return seen;
    },
    apply: (slot, picture, before) =>
      heard(slot, (grant) => adapter.apply(desk.ports, grant, slot, picture, before)),
    confirm: (exactId, before, now) => adapter.confirm(exactId, before, now),
    exactIdOf: adapter.exactIdOf,
    settlesAfterMs: (slot) => adapter.descriptor.slots[slot].settlesAfterMs,
  };
}

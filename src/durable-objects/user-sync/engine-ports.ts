import type { AppContext } from "../../context.ts";
import { setConnectionStatus } from "../../db/connections.ts";
import type { EnginePorts } from "../../sync/engine-ports.ts";
import { openAccount } from "./account.ts";
import { desiredPicture } from "./desired-picture.ts";
import type { GateDesks } from "./gate-desk.ts";
import type { Grants } from "./grants.ts";
import type { Journal } from "./journal.ts";
import { keepRestorePoint } from "./keep-restore-point.ts";
import { lookAtPicture } from "./look-at-picture.ts";

/** The fence of a connection that is paused: unlike one that leaves, it can still be read. */
export function holdOf(connectionId: string): string {
  return `paused ${connectionId}`;
}

/** The engine's ports over the object's journal, D1, R2 and the platforms. `onSave` hears of every journal write. */
export function createEnginePorts(
  app: AppContext,
  journal: Journal,
  grants: Grants,
  userId: string,
  desks: GateDesks,
  onSave: () => void,
): EnginePorts {
  return {
    now: app.now,
    random: Math.random,
    timeScale: app.config.timeScale,
    save: (op) => {
      const saved = journal.save(op, app.now());
      if (saved) onSave();
      return saved;
    },
    account: (connectionId) => openAccount(app, grants, desks, connectionId),
    desired: (op) => desiredPicture(app, userId, op),
    look: (url, slot) => lookAtPicture(app, url, slot),
    confirmed: (id, slot) => journal.confirmed(id, slot),
    setConfirmed: (id, slot, confirmed) => journal.setConfirmed(id, slot, confirmed),
    keepRestorePoint: (op, shown) => keepRestorePoint(app, userId, op, shown),
    fenced: (op) =>
      [op.connectionId, holdOf(op.connectionId), op.syncRequestId, op.imageId].some((subject) =>
        journal.fenced(subject),
      ),
    block: (id, until) => journal.block(id, until),
    blockedUntil: (id) => journal.blockedUntil(id),
    // What people are told about a connection must not decide what becomes of its operation.
    connectionNeeds: (id, reason) =>
      setConnectionStatus(app.db, { userId, id, status: "needs_attention", reason, now: app.now() }).catch(
        (error: unknown) => app.log.warn("connection_status_late", { connection_id: id, error }),
      ),
  };
}

import { DurableObject } from "cloudflare:workers";

import { type AppContext, createContext } from "../../context.ts";
import { finishOutbox } from "../../db/outbox.ts";
import { mirrorOperations } from "../../db/syncs.ts";
import { MINUTE_MS, SECOND_MS } from "../../limits.ts";
import { show } from "../../sync/settle-operation.ts";
import { createEnginePorts } from "./engine-ports.ts";
import { createGrants, type Grants } from "./grants.ts";
import { takeInTargets } from "./intake.ts";
import { type Journal, openJournal } from "./journal.ts";
import { runDue } from "./run-due.ts";

/** An armed alarm this far in the past was lost: arm it again. */
const ALARM_LOST_MS = MINUTE_MS;
/** After something of ours failed (D1, R2), look again this soon. */
const RECOVER_MS = 5 * SECOND_MS;

/**
 * One object a user. Serialises everything that is written to that user's accounts: the journal decides what happens
 * next, the alarm makes it happen. A thin shell; the engine is `sync/advance.ts`.
 */
export class UserSync extends DurableObject<AppEnv> {
  readonly #journal: Journal;
  #grants: Grants | null = null;

  constructor(ctx: DurableObjectState, env: AppEnv) {
    super(ctx, env);
    this.#journal = openJournal(ctx.storage.sql);
    // A crash, a deploy or a lost alarm must not leave open work asleep.
    void ctx.blockConcurrencyWhile(() => this.#rearm());
  }

  /** Takes in unfinished targets of the user and arms the alarm. Safe to repeat. */
  async wake(userId: string): Promise<void> {
    this.#journal.setUserId(userId);
    const app = this.#context();
    await takeInTargets(app, this.#journal, userId);
    await this.#mirror(app, userId);
    await finishOutbox(app.db, "wake_sync", userId);
    await this.#arm(app.now());
  }

  /** A connection is leaving: nothing more is written to it, whatever was planned. */
  async fence(userId: string, connectionId: string): Promise<void> {
    this.#journal.setUserId(userId);
    const app = this.#context();
    this.#journal.fence(connectionId, app.now());
    this.#journal.dropGrant(connectionId);
    this.#cancelOpen(app, (op) => op.connectionId === connectionId);
    await this.#mirror(app, userId);
  }

  /** Stops what a run has not written yet. What was sent is still checked. */
  async cancel(userId: string, syncRequestId: string): Promise<void> {
    this.#journal.setUserId(userId);
    const app = this.#context();
    this.#journal.fence(syncRequestId, app.now());
    this.#cancelOpen(app, (op) => op.syncRequestId === syncRequestId && op.phase === "planned");
    await this.#mirror(app, userId);
  }

  /** Stores a new grant, here first, then in D1 with the next generation. */
  async putGrant(userId: string, connectionId: string, sealedGrant: string): Promise<void> {
    this.#journal.setUserId(userId);
    await this.#grantsOf(this.#context(), userId).put(connectionId, sealedGrant);
  }

  /** Never throws: an alarm that fails seven times is dropped by the runtime for good. */
  override async alarm(): Promise<void> {
    const userId = this.#journal.userId();
    if (userId === null) return;
    let app: AppContext | null = null;
    try {
      const context = this.#context();
      app = context;
      const mirror = () => this.#mirror(context, userId);
      // People watch a run: D1 hears of an intent while the upload is still on its way.
      const mirrorSoon = () =>
        void mirror().catch((error: unknown) => context.log.warn("mirror_late", { error }));
      const grants = this.#grantsOf(context, userId);
      const ports = createEnginePorts(context, this.#journal, grants, userId, mirrorSoon);
      await runDue(this.#journal, ports, mirror);
      await this.#mirror(context, userId);
      this.#journal.forgetOld(context.now());
      await this.#arm(context.now());
    } catch (error) {
      app?.log.error("alarm_failed", { error });
      await this.ctx.storage.setAlarm(Date.now() + RECOVER_MS);
    }
  }

  #context(): AppContext {
    return createContext(this.env);
  }

  /** One for the object's life: the single flight of a refresh lives in it. */
  #grantsOf(app: AppContext, userId: string): Grants {
    this.#grants ??= createGrants(app, this.#journal, userId);
    return this.#grants;
  }

  #cancelOpen(app: AppContext, matches: (op: ReturnType<Journal["open"]>[number]) => boolean): void {
    for (const op of this.#journal.open().filter(matches)) {
      show(op, { save: (saved) => this.#journal.save(saved, app.now()) }, "cancelled", { reason: "stopped" });
    }
  }

  async #mirror(app: AppContext, userId: string): Promise<void> {
    const operations = this.#journal.unmirrored();
    const nextDueAt = this.#journal.nextDueAt();
    await mirrorOperations(app.db, { userId, operations, nextDueAt, now: app.now() });
    for (const op of operations) this.#journal.markMirrored(op.id, op.revision);
  }

  async #arm(now: number): Promise<void> {
    const due = this.#journal.nextDueAt();
    // One millisecond ahead: an alarm set for now from inside a handler can be lost.
    if (due !== null) await this.ctx.storage.setAlarm(Math.max(due, now + 1));
  }

  async #rearm(): Promise<void> {
    const due = this.#journal.nextDueAt();
    if (due === null) return;
    const armed = await this.ctx.storage.getAlarm();
    if (armed === null || armed < Date.now() - ALARM_LOST_MS) await this.#arm(Date.now());
  }
}

import { DurableObject } from "cloudflare:workers";

import { type AppContext, createContext } from "../../context.ts";
import { setConnectionStatus } from "../../db/connections.ts";
import { finishOutboxRows, openOutboxIds } from "../../db/outbox.ts";
import { mirrorOperations } from "../../db/syncs.ts";
import { MINUTE_MS, SECOND_MS } from "../../limits.ts";
import { createLogger } from "../../log.ts";
import { alarmTime } from "../../sync/alarm-time.ts";
import { type CancelReason, cancelOperation } from "../../sync/cancel-operation.ts";
import type { Operation } from "../../sync/operation.ts";
import { runDue } from "../../sync/run-due.ts";
import { createEnginePorts, holdOf } from "./engine-ports.ts";
import { createGateDesks } from "./gate-desk.ts";
import { createGrants, type Grants } from "./grants.ts";
import { takeInTargets } from "./intake.ts";
import { type Journal, openJournal } from "./journal.ts";
import { type Glance, observeAccounts, type SeenAccount } from "./observe-accounts.ts";
import { resealGrants } from "./reseal-grants.ts";

/** After something of ours failed (D1, R2), look again this soon, then twice that, up to five minutes. */
const RECOVER_MS = 5 * SECOND_MS;
const MAX_RECOVER_MS = 5 * MINUTE_MS;

/**
 * One object a user. Serialises everything that is written to that user's accounts: the journal decides what happens
 * next, the alarm makes it happen. A thin shell; the engine is `sync/advance.ts`.
 */
export class UserSync extends DurableObject<AppEnv> {
  readonly #journal: Journal;
  readonly #inFlight = new Map<string, Promise<void>>();
  /** Looks for plans that are under way, by connection. */
  readonly #looking = new Set<{ connectionId: string; done: Promise<void> }>();
  #grants: Grants | null = null;
  #failures = 0;

  constructor(ctx: DurableObjectState, env: AppEnv) {
    super(ctx, env);
    this.#journal = openJournal(ctx.storage.sql, (id) =>
      createLogger().error("journal_row_unreadable", { id }),
    );
    // A crash, a deploy or a lost alarm must not leave open work asleep.
    void ctx.blockConcurrencyWhile(() => this.#arm(Date.now()));
  }

  /** Takes in unfinished targets of the user and arms the alarm. Safe to repeat. */
  async wake(userId: string): Promise<void> {
    this.#journal.setUserId(userId);
    const app = this.#context();
    // Only what was there before the targets are read: a run that comes meanwhile keeps its own order.
    const orders = await openOutboxIds(app.db, "wake_sync", userId);
    await takeInTargets(app, this.#journal, userId);
    await this.#arm(app.now());
    await this.#mirror(app, userId);
    await finishOutboxRows(app.db, orders);
    this.#journal.forgetOld(app.now());
  }

  /**
   * A connection is leaving: nothing more is written to it. Waits for what is on its way, ends what is open, and
   * returns the newest sealed grant, for the one who revokes it; null when D1 has the newest.
   */
  async fence(userId: string, connectionId: string): Promise<string | null> {
    this.#journal.setUserId(userId);
    const app = this.#context();
    this.#journal.fence(connectionId, app.now());
    await this.#inFlight.get(connectionId);
    const looks = [...this.#looking].filter((look) => look.connectionId === connectionId);
    await Promise.all(looks.map((look) => look.done));
    this.#cancelOpen(app, "disconnected", (op) => op.connectionId === connectionId);
    const sealed = this.#journal.grant(connectionId)?.sealed ?? null;
    this.#journal.forgetConnection(connectionId);
    await this.#mirror(app, userId);
    return sealed;
  }

  /** What some accounts show now, for a plan. Writes nothing; see `observeAccounts`. */
  async observe(userId: string, glances: readonly Glance[]): Promise<SeenAccount[]> {
    this.#journal.setUserId(userId);
    const app = this.#context();
    const grants = this.#grantsOf(app, userId);
    const desks = createGateDesks(app, this.#journal);
    return observeAccounts(
      {
        ports: createEnginePorts(app, this.#journal, grants, userId, desks, () => {}),
        fenced: (id) => this.#journal.fenced(id),
        track: (connectionId, done) => {
          const look = { connectionId, done };
          this.#looking.add(look);
          void done.finally(() => this.#looking.delete(look));
        },
        after: (ms) => scheduler.wait(ms),
      },
      glances,
    );
  }

  /** Stops what a run has not written yet. What was sent is still checked. */
  async cancel(userId: string, syncRequestId: string): Promise<void> {
    this.#journal.setUserId(userId);
    const app = this.#context();
    this.#journal.fence(syncRequestId, app.now());
    this.#cancelOpen(app, "stopped", (op) => op.syncRequestId === syncRequestId && op.phase === "planned");
    await this.#mirror(app, userId);
  }

  /** The person paused a connection, or lets it go on. What was sent is still checked, but never sent again meanwhile. */
  async hold(userId: string, connectionId: string, isPaused: boolean): Promise<void> {
    this.#journal.setUserId(userId);
    const app = this.#context();
    if (!isPaused) {
      this.#lift(this.#standing([holdOf(connectionId)]));
      return;
    }
    this.#journal.fence(holdOf(connectionId), app.now());
    this.#cancelOpen(app, "stopped", (op) => op.connectionId === connectionId && op.phase === "planned");
    await this.#mirror(app, userId);
  }

  /** A picture is being deleted: nothing that is not on its way already is written with it. Waits for what is. */
  async dropPicture(userId: string, imageId: string): Promise<void> {
    this.#journal.setUserId(userId);
    const app = this.#context();
    this.#journal.fence(imageId, app.now());
    const uses = (op: Operation) => op.imageId === imageId && op.phase === "planned";
    this.#cancelOpen(app, "picture_deleted", uses);
    await Promise.all(this.#inFlight.values());
    await this.#mirror(app, userId);
  }

  /** Stores a new grant, here first, then in D1 with the next generation. The connection may be written again. */
  async putGrant(userId: string, connectionId: string, sealedGrant: string): Promise<void> {
    this.#journal.setUserId(userId);
    // A disconnect or a pause that comes while the grant is stored is newer than this consent: its fence stays.
    const standing = this.#standing([connectionId, holdOf(connectionId)]);
    await this.#grantsOf(this.#context(), userId).put(connectionId, sealedGrant);
    this.#lift(standing);
  }

  #standing(subjects: readonly string[]) {
    return subjects.map((subject) => ({ subject, at: this.#journal.standingFence(subject) }));
  }

  #lift(fences: readonly { readonly subject: string; readonly at: number | null }[]): void {
    for (const { subject, at } of fences) this.#journal.liftFence(subject, at);
  }

  /**
   * Seals every grant of this person anew that is not under the ring's primary key yet, here and in D1. Returns how many
   * were. Safe to repeat.
   */
  async reseal(userId: string): Promise<number> {
    this.#journal.setUserId(userId);
    return resealGrants(this.#context(), this.#journal, userId);
  }

  /** Never throws: an alarm that fails seven times is dropped by the runtime for good. */
  override async alarm(): Promise<void> {
    const userId = this.#journal.userId();
    if (userId === null) return;
    try {
      const app = this.#context();
      await this.#work(app, userId);
      await this.#mirror(app, userId);
      this.#journal.forgetOld(app.now());
      this.#failures = 0;
      await this.#arm(app.now());
    } catch (error) {
      createLogger().error("alarm_failed", { error });
      const wait = Math.min(RECOVER_MS * 2 ** this.#failures, MAX_RECOVER_MS);
      this.#failures += 1;
      await this.ctx.storage.setAlarm(Date.now() + wait);
    }
  }

  #work(app: AppContext, userId: string): Promise<void> {
    // People watch a run: D1 hears of an intent while the upload is still on its way. A mirror that fails is made up
    // for by the next one, and must not end the step it reports.
    const mirrorSoon = () =>
      this.#mirror(app, userId).catch((error: unknown) => app.log.warn("mirror_late", { error }));
    const desks = createGateDesks(app, this.#journal);
    const ports = createEnginePorts(
      app,
      this.#journal,
      this.#grantsOf(app, userId),
      userId,
      desks,
      () => void mirrorSoon(),
    );
    const afterStep = async (op: Operation) => {
      if (op.view.state === "shown" || op.view.state === "unchanged")
        await this.#tellItWorks(app, userId, op);
      await Promise.all([mirrorSoon(), desks.settle(op)]);
    };
    return runDue({ journal: this.#journal, ports, inFlight: this.#inFlight, afterStep });
  }

  async #tellItWorks(app: AppContext, userId: string, op: Operation): Promise<void> {
    const status = {
      userId,
      id: op.connectionId,
      status: "connected",
      reason: null,
      now: app.now(),
    } as const;
    await setConnectionStatus(app.db, { ...status, succeeded: true }).catch((error: unknown) =>
      app.log.warn("connection_status_late", { connection_id: op.connectionId, error }),
    );
  }

  #context(): AppContext {
    return createContext(this.env);
  }

  /** One for the object's life: the single flight of a refresh lives in it. */
  #grantsOf(app: AppContext, userId: string): Grants {
    this.#grants ??= createGrants(app, this.#journal, userId);
    return this.#grants;
  }

  #cancelOpen(app: AppContext, reason: CancelReason, matches: (op: Operation) => boolean): void {
    for (const op of this.#journal.open().filter(matches))
      cancelOperation(this.#journal, op, reason, app.now());
  }

  async #mirror(app: AppContext, userId: string): Promise<void> {
    const operations = this.#journal.unmirrored();
    const nextDueAt = this.#journal.nextDueAt();
    await mirrorOperations(app.db, { userId, operations, nextDueAt, now: app.now() });
    for (const op of operations) this.#journal.markMirrored(op.id, op.revision);
  }

  async #arm(now: number): Promise<void> {
    const work = { nextDueAt: this.#journal.nextDueAt(), unmirrored: this.#journal.unmirrored().length };
    const at = alarmTime(work, await this.ctx.storage.getAlarm(), now);
    if (at !== null) await this.ctx.storage.setAlarm(at);
  }
}

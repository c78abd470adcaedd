/**
 * The user's object as the simulation runs it: the order of steps of `durable-objects/user-sync/user-sync.ts`, around the
 * same rules from `src/sync`. One instance is one process; it dies with its machine.
 */
import { PlatformError } from "../../src/platforms/errors.ts";
import type { Grant } from "../../src/platforms/platform.ts";
import { alarmTime } from "../../src/sync/alarm-time.ts";
import { type CancelReason, cancelOperation } from "../../src/sync/cancel-operation.ts";
import type { Account, EnginePorts } from "../../src/sync/engine-ports.ts";
import { type Held, type HeldGrants, holdGrants } from "../../src/sync/hold-grants.ts";
import type { Operation } from "../../src/sync/operation.ts";
import { runDue } from "../../src/sync/run-due.ts";
import { takeIn } from "../../src/sync/take-in.ts";
import type { ModelAccount } from "./model-account.ts";
import type { ModelJournal } from "./model-journal.ts";
import { mirrorTo, unfinished } from "./model-store.ts";
import { pooledPicture } from "./pictures.ts";
import type { World } from "./world.ts";

interface Connection {
  readonly id: string;
}

export class ModelObject {
  readonly #world: World;
  readonly #epoch: number;
  readonly #journal: ModelJournal;
  readonly #grants: HeldGrants<Connection>;
  readonly #ports: EnginePorts;
  readonly #inFlight = new Map<string, Promise<void>>();
  #failures = 0;
  /** Mirrors under way that nobody waits for. */
  background = 0;
  /** The operation that a connection's account was last asked for. */
  readonly #writing = new Map<string, Operation>();

  constructor(world: World) {
    this.#world = world;
    this.#epoch = world.machine.epoch;
    this.#journal = world.journalOf(this.#epoch);
    this.#grants = this.#holdGrants();
    this.#ports = this.#createPorts();
    this.#arm();
  }

  busy(connectionId: string): boolean {
    return this.#inFlight.has(connectionId);
  }

  async wake(): Promise<void> {
    const { store } = this.#world;
    const orders = await store.call(this.#epoch, (tables) => [...tables.orders.keys()]);
    const targets = await store.call(this.#epoch, unfinished);
    takeIn(this.#journal, targets, this.#now());
    this.#arm();
    await this.#mirror();
    await store.call(this.#epoch, (tables) => orders.forEach((id) => tables.orders.delete(id)));
  }

  async fence(connectionId: string): Promise<void> {
    this.#journal.fence(connectionId);
    await this.#inFlight.get(connectionId);
    this.#cancelOpen("disconnected", (op) => op.connectionId === connectionId);
    this.#journal.forgetConnection(connectionId);
    await this.#mirror();
  }

  async cancel(runId: string): Promise<void> {
    this.#journal.fence(runId);
    this.#cancelOpen("stopped", (op) => op.syncRequestId === runId && op.phase === "planned");
    await this.#mirror();
  }

  async dropPicture(imageId: string): Promise<void> {
    this.#journal.fence(imageId);
    this.#cancelOpen("picture_deleted", (op) => op.imageId === imageId && op.phase === "planned");
    await Promise.all(this.#inFlight.values());
    await this.#mirror();
  }

  async putGrant(connectionId: string, sealed: string): Promise<void> {
    const standing = this.#journal.standingFence(connectionId);
    await this.#grants.put(connectionId, sealed);
    this.#journal.liftFence(connectionId, standing);
  }

  async alarm(): Promise<void> {
    try {
      await runDue({
        journal: this.#journal,
        ports: this.#ports,
        inFlight: this.#inFlight,
        afterStep: () => this.#mirrorSoon(),
      });
      await this.#mirror();
      this.#failures = 0;
      this.#arm();
    } catch (error) {
      this.#check();
      this.#world.trace(`alarm failed: ${error instanceof Error ? error.message : String(error)}`);
      const wait = Math.min(5_000 * 2 ** this.#failures, 300_000);
      this.#failures += 1;
      this.#journal.setAlarm(this.#now() + wait);
    }
  }

  #check(): void {
    this.#world.machine.check(this.#epoch);
  }
  #now(): number {
    return this.#world.machine.now;
  }
  #moment(): Promise<void> {
    return this.#world.machine.moment(this.#epoch);
  }

  #cancelOpen(reason: CancelReason, matches: (op: Operation) => boolean): void {
    for (const op of this.#journal.open().filter(matches))
      cancelOperation(this.#journal, op, reason, this.#now());
  }

  async #mirror(): Promise<void> {
    const operations = this.#journal.unmirrored();
    const nextDueAt = this.#journal.nextDueAt();
    await this.#world.store.call(this.#epoch, (tables) =>
      mirrorTo(tables, operations, nextDueAt, this.#now()),
    );
    for (const op of operations) this.#journal.markMirrored(op.id, op.revision);
  }

  async #mirrorSoon(): Promise<void> {
    this.background += 1;
    await this.#mirror().catch(() => {});
    this.background -= 1;
  }

  #arm(): void {
    const journal = this.#journal;
    const work = { nextDueAt: journal.nextDueAt(), unmirrored: journal.unmirrored().length };
    const at = alarmTime(work, journal.alarm, this.#now());
    if (at !== null) journal.setAlarm(at);
  }

  #holdGrants(): HeldGrants<Connection> {
    const { store, machine, accounts } = this.#world;
    const journal = this.#journal;
    return holdGrants<Connection>({
      now: () => this.#now(),
      near: journal,
      find: (id) =>
        store.call(this.#epoch, ({ connections }) => {
          const row = connections.get(id);
          return row === undefined ? null : { connection: { id }, ...row };
        }),
      putFar: (id, generation, sealed) =>
        store.call(this.#epoch, ({ connections }) => {
          // The statement left after its request: what the near home held then is on the disk.
          const own = journal.grant(id);
          if (own !== null) accounts.get(id)?.kept(tokenOf(open(own.sealed)));
          const row = connections.get(id);
          if (row !== undefined && row.generation < generation) connections.set(id, { generation, sealed });
        }),
      open: async (_connection, sealed) => {
        await Promise.resolve();
        machine.check(this.#epoch);
        return open(sealed);
      },
      seal: async (_connection, grant) => {
        await Promise.resolve();
        machine.check(this.#epoch);
        return JSON.stringify(grant);
      },
      refresher:
        ({ id }) =>
        (grant) =>
          this.#refresh(id, grant),
      onRefreshed: () => {},
    });
  }

  async #refresh(id: string, grant: Grant): Promise<Grant> {
    const account = this.#world.account(id);
    account.noteRefresh(tokenOf(grant));
    await this.#moment();
    const fresh = account.refresh(tokenOf(grant));
    this.#world.trace(`${id} refreshes ${grant.accessToken} to ${fresh.number}`);
    await this.#moment();
    return sealable(fresh, this.#world.machine.skew);
  }

  async #account(connectionId: string): Promise<Account> {
    const world = this.#world;
    let held: Held<Connection> = await this.#grants.usable(connectionId);
    const account = world.account(connectionId);
    const withGrant = async <T>(call: (token: number) => T): Promise<T> => {
      try {
        return call(tokenOf(held.grant));
      } catch (error) {
        if (!(error instanceof PlatformError) || error.kind !== "token-stale") throw error;
        await this.#moment();
        held = await this.#grants.refresh(held);
        this.#check();
        return call(tokenOf(held.grant));
      }
    };
    return {
      observe: async () => {
        await this.#moment();
        const slots = await withGrant((token) => {
          account.admit(token);
          return { avatar: account.slots.avatar.observe(), banner: account.slots.banner.observe() };
        });
        await this.#moment();
        return { accountId: "a", handle: "a", slots, revision: null };
      },
      apply: async (slot, picture) => {
        this.#check();
        const op = this.#writing.get(`${connectionId}/${slot}`);
        const receipt = await withGrant((token) => {
          account.admit(token);
          this.#journal.flush();
          return world.write(account, slot, pooledPicture(Number(picture.sha256.slice(1))), op);
        });
        await this.#moment();
        return receipt;
      },
      confirm: (exactId, before, now) => account.slots.avatar.confirm(exactId, before, now),
      exactIdOf: account.options.naming === "exact" ? async (picture) => picture.sha256 : undefined,
      settlesAfterMs: () => 30_000,
      mayWrite: async () => {
        await this.#moment();
        return { kind: "go" };
      },
    };
  }

  #createPorts(): EnginePorts {
    const [world, journal] = [this.#world, this.#journal];
    return {
      now: () => this.#now(),
      random: () => world.random.next(),
      timeScale: 1,
      save: (op) => {
        const saved = journal.save(op);
        if (saved) void this.#mirrorSoon();
        return saved;
      },
      account: (connectionId) => this.#account(connectionId),
      desired: async (op) => {
        this.#writing.set(`${op.connectionId}/${op.slot}`, op);
        return world.desired(this.#epoch, op.imageId);
      },
      look: async (url) => {
        await this.#moment();
        return world.fingerprintAt(url);
      },
      confirmed: (id, slot) => journal.confirmed(id, slot),
      setConfirmed: (id, slot, confirmed) => journal.setConfirmed(id, slot, confirmed),
      keepRestorePoint: () => world.store.call(this.#epoch, () => {}),
      fenced: (op) =>
        [op.connectionId, op.syncRequestId, op.imageId].some((subject) => journal.fenced(subject)),
      block: (id, until) => journal.block(id, until),
      blockedUntil: (id) => journal.blockedUntil(id),
      connectionNeeds: () => this.#moment(),
    };
  }
}

export function tokenOf(grant: Grant): number {
  return Number(grant.accessToken);
}

function open(sealed: string): Grant {
  return JSON.parse(sealed) as Grant;
}

/** A grant of a platform's token pair; the expiry by our clock. */
export function sealable({ number, ends }: ReturnType<ModelAccount["consent"]>, skew: number): Grant {
  return {
    accountId: "a",
    handle: "a",
    host: null,
    profileUrl: "https://example.com/a",
    accessToken: String(number),
    refreshToken: String(number),
    expiresAt: ends === Infinity ? null : ends + skew,
    scopes: [],
    extra: {},
  };
}

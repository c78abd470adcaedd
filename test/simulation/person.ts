/** What a person and the world do to one user's work, drawn from a seed: wishes, second thoughts, goodbyes, deploys, restores. */
import type { Slot } from "../../src/platforms/platform.ts";
import { sealable, type ModelObject } from "./model-object.ts";
import { pooledPicture } from "./pictures.ts";
import type { World } from "./world.ts";

export type Deed =
  | { readonly does: "wish"; readonly picture: number; readonly slots: readonly Slot[] }
  | {
      readonly does: "cancel" | "drop" | "consent" | "revoke" | "disconnect" | "erase";
      readonly pick: number;
    }
  | { readonly does: "edit"; readonly pick: number; readonly slot: Slot; readonly picture: number }
  | { readonly does: "deploy" | "back_up" | "restore" | "lose_alarm" }
  | { readonly does: "skew"; readonly ms: number }
  | { readonly does: "sleep"; readonly ms: number };

/** Somebody who tries again gives up after this many times. */
const PATIENCE = 30;

export class Person {
  readonly #world: World;
  readonly #runs: string[] = [];
  readonly #pictures: string[] = [];
  readonly #leaving = new Set<string>();
  #targets = 0;
  /** What is under way. */
  tasks = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Begins a deed; false when it has to wait for a better moment. */
  begin(deed: Deed): boolean {
    const world = this.#world;
    if (deed.does === "edit") {
      const id = this.#connection(deed.pick);
      if (id === undefined) return true;
      if (world.living()?.busy(id) === true) return false;
      world.editByHand(id, deed.slot, pooledPicture(deed.picture));
      return true;
    }
    if (deed.does === "skew" && deed.ms > world.machine.skew && this.#unsettled()) return true;
    world.trace(`person: ${JSON.stringify(deed)}`);
    this.tasks += 1;
    void this.#do(deed)
      .catch((error: unknown) => world.trace(`person gave up: ${String(error)}`))
      .finally(() => (this.tasks -= 1));
    return true;
  }

  /**
   * A clock that is set forward while an answer is awaited looks like a platform that had its settling time: nobody can
   * tell. So the model does not do that.
   */
  #unsettled(): boolean {
    return this.#world.journal.open().some(({ phase }) => phase !== "planned");
  }

  async #do(deed: Exclude<Deed, { does: "edit" }>): Promise<void> {
    const { machine, store, journal } = this.#world;
    switch (deed.does) {
      case "wish":
        return this.#wish(deed.picture, deed.slots);
      case "cancel":
        return this.#cancel(this.#runs[deed.pick % this.#runs.length]);
      case "drop":
        return this.#drop(this.#pictures[deed.pick % this.#pictures.length]);
      case "consent":
        return this.#consent(this.#connection(deed.pick));
      case "revoke": {
        const id = this.#connection(deed.pick);
        if (id !== undefined) this.#world.account(id).revoked = true;
        return;
      }
      case "disconnect":
        return this.#disconnect(this.#connection(deed.pick));
      case "erase": {
        const ids = [...store.tables.connections.keys()];
        for (const id of ids) await this.#disconnect(id);
        return;
      }
      case "deploy":
        // Ended in order: what was written is kept.
        journal.flush();
        return machine.die();
      case "back_up":
        return store.backUp();
      case "restore":
        // Whoever restores wakes every object: a database of yesterday does not know which have work.
        if (store.restore()) await this.#untilDone(() => this.#call((object) => object.wake()));
        return;
      case "lose_alarm":
        return journal.setAlarm(null);
      case "skew":
        // Our clock, against the world's.
        machine.skew = deed.ms;
        return;
      case "sleep":
        machine.trueNow += deed.ms;
        this.#world.slept += deed.ms;
    }
  }

  #connection(pick: number): string | undefined {
    const ids = [...this.#world.store.tables.connections.keys()].filter((id) => !this.#leaving.has(id));
    return ids[pick % ids.length];
  }

  async #wish(n: number, slots: readonly Slot[]): Promise<void> {
    const { store, machine, random, rendered } = this.#world;
    const imageId = `p${n}`;
    if (!this.#world.ended.has(imageId) && !rendered.has(imageId))
      rendered.set(imageId, machine.trueNow + random.pick([0, 0, 1_000, 20_000]));
    this.#pictures.push(imageId);
    const runId = `run${this.#runs.length + 1}`;
    this.#runs.push(runId);
    await store.call(null, (tables) => {
      const now = machine.now;
      for (const connectionId of tables.connections.keys()) {
        for (const slot of slots) {
          this.#targets += 1;
          const id = `t${random.between(100, 1_000)}-${this.#targets}`;
          const target = {
            id,
            syncRequestId: runId,
            connectionId,
            platform: "x",
            slot,
            imageId,
            retry: null,
          } as const;
          tables.targets.set(id, { target, state: "waiting", revision: 0, createdAt: now, updatedAt: now });
        }
      }
      tables.orders.set(`order-${runId}`, now + 15_000);
    });
    // The app may die before it gets to wake the object.
    if (!random.chance(this.#world.rough.crash)) await this.#call((object) => object.wake());
  }

  async #cancel(runId: string | undefined): Promise<void> {
    if (runId === undefined) return;
    await this.#untilDone(() => this.#call((object) => object.cancel(runId)));
    this.#world.end(runId);
    await this.#untilDone(() =>
      this.#world.store.call(null, (tables) => void tables.cancelledRuns.add(runId)),
    );
  }

  async #drop(imageId: string | undefined): Promise<void> {
    if (imageId === undefined) return;
    await this.#untilDone(() => this.#call((object) => object.dropPicture(imageId)));
    this.#world.end(imageId);
    this.#world.rendered.delete(imageId);
  }

  async #consent(id: string | undefined): Promise<void> {
    if (id === undefined) return;
    const { machine } = this.#world;
    const sealed = JSON.stringify(sealable(this.#world.account(id).consent(), machine.skew));
    await this.#untilDone(() => this.#call((object) => object.putGrant(id, sealed)));
  }

  async #disconnect(id: string | undefined): Promise<void> {
    if (id === undefined) return;
    this.#leaving.add(id);
    await this.#untilDone(() => this.#call((object) => object.fence(id)));
    this.#world.end(id);
    await this.#untilDone(() => this.#world.store.call(null, (tables) => void tables.connections.delete(id)));
  }

  /** A call to the object, from another machine. */
  async #call(act: (object: ModelObject) => Promise<void>): Promise<void> {
    const { machine } = this.#world;
    await machine.pause();
    const ended = await machine.unlessDead(act(this.#world.object()));
    if (ended === "died") throw new Error("the object died");
  }

  async #untilDone(act: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await act();
      } catch (error) {
        if (attempt === PATIENCE) throw error;
        await this.#world.machine.pause();
      }
    }
  }
}

/** The process an object runs in, on a virtual clock: dies at any await, and answers nothing any more once it did. */
import type { Random } from "./random.ts";

/** What code of a dead process meets when it goes on without an await of ours. */
export class DeadError extends Error {
  override readonly name = "DeadError";
}

export interface MachineHooks {
  /** A request leaves: what was written before it is durable. */
  readonly onRequest: () => void;
  /** The process is gone. */
  readonly onDeath: () => void;
  /** Time went on. */
  readonly onTime: () => void;
}

export class Machine {
  readonly #random: Random;
  readonly #crash: number;
  hooks: MachineHooks = { onRequest: () => {}, onDeath: () => {}, onTime: () => {} };
  /** The world's clock and how far ours is off. */
  trueNow: number;
  skew = 0;
  /** Counts processes; code of an older one is dead. */
  epoch = 1;
  deaths = 0;
  #onDeath = new Set<() => void>();

  constructor(random: Random, start: number, crash: number) {
    this.#random = random;
    this.trueNow = start;
    this.#crash = crash;
  }

  get now(): number {
    return this.trueNow + this.skew;
  }

  /** An await of the process `epoch`: others run, time passes, it may die. A dead one never comes back. */
  async moment(epoch: number): Promise<void> {
    if (epoch !== this.epoch) await never();
    this.hooks.onRequest();
    for (let ticks = this.#random.between(1, 4); ticks > 0; ticks -= 1) await Promise.resolve();
    this.trueNow += this.#random.between(0, 400);
    this.hooks.onTime();
    if (epoch !== this.epoch) await never();
    if (!this.#random.chance(this.#crash)) return;
    this.die();
    await never();
  }

  /** An await of somebody else: others run, time passes. */
  async pause(): Promise<void> {
    for (let ticks = this.#random.between(1, 4); ticks > 0; ticks -= 1) await Promise.resolve();
    this.trueNow += this.#random.between(0, 400);
    this.hooks.onTime();
  }

  check(epoch: number): void {
    if (epoch !== this.epoch) throw new DeadError();
  }

  die(): void {
    this.epoch += 1;
    this.deaths += 1;
    this.hooks.onDeath();
    const told = this.#onDeath;
    this.#onDeath = new Set();
    for (const tell of told) tell();
  }

  /** What `work` comes to, or `died` as soon as the process does. */
  async unlessDead<T>(work: Promise<T>): Promise<T | "died"> {
    let tell = () => {};
    const death = new Promise<"died">((resolve) => {
      tell = () => resolve("died");
    });
    this.#onDeath.add(tell);
    try {
      return await Promise.race([work, death]);
    } finally {
      this.#onDeath.delete(tell);
    }
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}

/** A whole user under one seeded life of wishes, faults, crashes and goodbyes, on a virtual clock. */
import { DAY_MS, MINUTE_MS } from "../../src/limits.ts";
import { checkEnd } from "./check-end.ts";
import { ModelAccount } from "./model-account.ts";
import { nextSweep } from "./model-store.ts";
import { Person } from "./person.ts";
import { planLife, type TimedDeed } from "./plan-life.ts";
import { createRandom, type Random } from "./random.ts";
import { type Roughness, START, World } from "./world.ts";

const HORIZON_MS = 14 * DAY_MS;
const MAX_STEPS = 4_000;
/** `services/outbox/sweep.ts`: an object this late has lost its alarm; the cron comes every minute. */
const OVERDUE_MS = 5 * MINUTE_MS;
/** I7: due work this old has an alarm. */
const UNARMED_MS = 6 * MINUTE_MS;
/** A moment that does not suit waits this long. */
const WAIT_MS = 2_000;
/** The runtime runs an alarm again whose handler died. */
const ALARM_RETRY_MS = 2_000;

export interface Life {
  readonly seed: number;
  /** Broken promises; empty when all is well. */
  readonly broken: readonly string[];
  readonly deaths: number;
  readonly steps: number;
  readonly writes: number;
  /** How the operations ended: state, or state/reason. */
  readonly ends: readonly string[];
}

export interface LifeOptions {
  readonly rough?: Roughness;
  readonly deeds?: readonly TimedDeed[];
  readonly connections?: number;
  /** Hears of everything; milliseconds since the start. */
  readonly onTrace?: (at: number, line: string) => void;
}

/** Runs one seed to its end and checks I1 to I8, while it runs and when it has come to rest. */
export async function simulateUser(seed: number, options: LifeOptions = {}): Promise<Life> {
  const random = createRandom(seed);
  const rough = options.rough ?? {
    platformTrouble: random.pick([0, 0.1, 0.3]),
    storeTrouble: random.pick([0, 0, 0.02, 0.1]),
    crash: random.pick([0, 0.005, 0.03]),
  };
  const world = new World(random, rough, options.onTrace ?? null);
  const connections = options.connections ?? random.between(1, 4);
  for (let n = 1; n <= connections; n += 1) world.connect(drawAccount(`con${n}`, world, random));
  const person = new Person(world);
  const deeds = [...(options.deeds ?? planLife(random))];
  const driver = new Driver(world, person, deeds);
  const steps = await driver.run();
  const ends = world.journal
    .all()
    .map(({ op: { view } }) => (view.reason === null ? view.state : `${view.state}/${view.reason}`));
  const broken = [...world.broken, ...checkEnd(world)];
  return { seed, broken, deaths: world.machine.deaths, steps, writes: world.writes, ends };
}

function drawAccount(id: string, world: World, random: Random): ModelAccount {
  return new ModelAccount(id, {
    naming: random.pick(["exact", "new_url", "stable_url"] as const),
    trouble: world.rough.platformTrouble,
    limit: random.pick([2, 5, 100]),
    tokenMs: random.pick([null, 3 * MINUTE_MS, 60 * MINUTE_MS]),
    now: () => world.machine.trueNow,
    random,
  });
}

class Driver {
  readonly #world: World;
  readonly #person: Person;
  readonly #deeds: TimedDeed[];
  #inAlarm = false;
  /** Since when due work has had no alarm; null when it has. */
  #unarmedSince: number | null = null;
  #lastSweep = 0;

  constructor(world: World, person: Person, deeds: TimedDeed[]) {
    this.#world = world;
    this.#person = person;
    this.#deeds = deeds;
    world.machine.hooks = {
      ...world.machine.hooks,
      onTime: () => this.#beginDeeds(),
      onDeath: () => this.#onDeath(),
    };
  }

  async run(): Promise<number> {
    const { machine, journal } = this.#world;
    for (let steps = 0; ; steps += 1) {
      this.#beginDeeds();
      await this.#settle();
      this.#checkArmed();
      const next = this.#next();
      if (next === null) return steps;
      if (steps === MAX_STEPS || machine.trueNow > START + HORIZON_MS) {
        this.#world.broken.push(`I2: no rest after ${steps} steps`);
        return steps;
      }
      machine.trueNow = Math.max(machine.trueNow, next.at);
      if (next.what === "sweep") await this.#sweep();
      if (next.what !== "alarm") continue;
      journal.setAlarm(null);
      journal.flush();
      this.#inAlarm = true;
      await machine.unlessDead(this.#world.object().alarm());
      this.#inAlarm = false;
    }
  }

  #next(): { readonly at: number; readonly what: "alarm" | "sweep" | "deed" } | null {
    const { machine, journal, store } = this.#world;
    const sweep = nextSweep(store.tables, OVERDUE_MS);
    const { alarm } = journal;
    const choices = [
      { what: "alarm" as const, at: alarm === null ? null : alarm - machine.skew },
      { what: "sweep" as const, at: sweep === null ? null : this.#sweepTime(sweep - machine.skew) },
      { what: "deed" as const, at: this.#deeds[0] === undefined ? null : this.#deeds[0].at + START },
    ].flatMap(({ what, at }) => (at === null ? [] : [{ what, at }]));
    return choices.toSorted((a, b) => a.at - b.at)[0] ?? null;
  }

  #sweepTime(wanted: number): number {
    const earliest = Math.max(wanted, this.#lastSweep + MINUTE_MS);
    return Math.ceil(earliest / MINUTE_MS) * MINUTE_MS;
  }

  #beginDeeds(): void {
    const { machine } = this.#world;
    for (let next = this.#deeds[0]; next !== undefined && next.at + START <= machine.trueNow;) {
      this.#deeds.shift();
      if (!this.#person.begin(next.deed)) this.#putOff(next.deed, machine.trueNow - START + WAIT_MS);
      next = this.#deeds[0];
    }
  }

  #putOff(deed: TimedDeed["deed"], at: number): void {
    const index = this.#deeds.findIndex((each) => each.at > at);
    this.#deeds.splice(index === -1 ? this.#deeds.length : index, 0, { at, deed });
  }

  /** Lets everything that is under way come to its end. */
  async #settle(): Promise<void> {
    const busy = () => this.#person.tasks > 0 || (this.#world.living()?.background ?? 0) > 0;
    for (let ticks = 0; busy(); ticks += 1) {
      if (ticks > 100_000) throw new Error("the world stands still");
      await Promise.resolve();
    }
  }

  async #sweep(): Promise<void> {
    const { machine, store } = this.#world;
    this.#lastSweep = machine.trueNow;
    const { now } = machine;
    const due = [...store.tables.orders].filter(([, at]) => at <= now);
    for (const [id] of due) store.tables.orders.set(id, now + MINUTE_MS);
    const overdue = nextSweep({ ...store.tables, orders: new Map() }, OVERDUE_MS);
    if (due.length === 0 && (overdue === null || overdue > now)) return;
    this.#world.trace("the sweeper wakes the object");
    await machine.pause();
    const woken = this.#world.object().wake();
    await machine.unlessDead(woken.catch((error: unknown) => this.#world.trace(String(error))));
  }

  #onDeath(): void {
    const { random, journal, machine } = this.#world;
    const lost = random.chance(0.5);
    this.#world.trace(lost ? "the process dies, and with it what had not left" : "the process dies");
    if (lost) journal.loseUnflushed();
    this.#world.forgetUntold();
    if (this.#inAlarm && random.chance(0.9)) journal.setAlarm(machine.now + ALARM_RETRY_MS);
    this.#inAlarm = false;
    journal.flush();
  }

  #checkArmed(): void {
    const { journal, machine } = this.#world;
    // Crons stand still with everything else while the world sleeps.
    const awake = machine.trueNow - this.#world.slept;
    const due = journal.nextDueAt();
    if (due === null || journal.alarm !== null || due > machine.now) {
      this.#unarmedSince = null;
      return;
    }
    this.#unarmedSince ??= awake;
    if (awake - this.#unarmedSince <= UNARMED_MS) return;
    const minutes = Math.round((awake - this.#unarmedSince) / MINUTE_MS);
    this.#world.broken.push(`I7: due work without an alarm for ${minutes} minutes`);
    this.#unarmedSince = null;
  }
}

/** The people of a platform that keeps accounts by name, and what they and its operators do without any app. */
import type { SimClock } from "./clock.ts";
import { drawPicture } from "./drawings.ts";
import {
  type AccountStatus,
  SimulatorError,
  type SimulatedPlatform,
  type SimulatedSlot,
  type Simulator,
} from "./simulator.ts";
import type { SlotVersion } from "./slots.ts";
import type { Document } from "./store.ts";

interface Person {
  readonly name: string;
  readonly displayName: string;
  /** The platform's permanent id. */
  readonly id: string;
  /** Milliseconds by the simulators' clock. */
  readonly createdAt: number;
  status: AccountStatus;
  avatar: SlotVersion[];
  banner: SlotVersion[];
}

interface PeopleState {
  readonly accounts: Person[];
  readonly switches: Record<string, boolean>;
}

interface PeopleRules<State extends PeopleState> {
  readonly platform: SimulatedPlatform;
  /** The platform's name in sentences. */
  readonly title: string;
  readonly state: Document<State>;
  readonly clock: SimClock;
  readonly maxNameChars: number;
  readonly idOf: (name: string) => string;
  readonly tokens: (state: State) => readonly { readonly account: string | null; revokedAt: number | null }[];
  /** The next version of a slot. Throws `SimulatorError` when the platform does not take the file. */
  readonly prepare: (
    account: Person,
    slot: SimulatedSlot,
    bytes: Uint8Array<ArrayBuffer>,
  ) => Promise<SlotVersion>;
}

type People = Pick<
  Simulator,
  "createAccount" | "edit" | "setStatus" | "revokeAll" | "switches" | "setSwitch" | "seed"
>;

/** That part of a simulator. */
export function createPeople<State extends PeopleState>(rules: PeopleRules<State>): People {
  const { state, clock, title, maxNameChars } = rules;
  const nameRule = new RegExp(`^[a-z0-9_]{1,${maxNameChars}}$`);
  const find = (name: string) => state.value.accounts.find((each) => each.name === name);
  const named = (name: string) => {
    const account = find(name);
    if (account === undefined) throw new SimulatorError(404, `${title} has no account ${name}.`);
    return account;
  };

  const people: People = {
    async createAccount({ name, displayName }) {
      if (!nameRule.test(name)) {
        throw new SimulatorError(422, `A name on ${title} is 1 to ${maxNameChars} letters, digits or _.`);
      }
      if (find(name) !== undefined) throw new SimulatorError(409, `@${name} is taken on ${title}.`);
      const slots = { avatar: [], banner: [] };
      const id = rules.idOf(name);
      state.value.accounts.push({
        name,
        displayName,
        id,
        createdAt: clock.now(),
        status: "active",
        ...slots,
      });
      state.save();
    },
    async edit(name, slot, bytes) {
      const account = named(name);
      const at = clock.now();
      const removed = { id: `removed-${at}`, picture: null, changedAt: at, visibleAt: at };
      account[slot].push(bytes === null ? removed : await rules.prepare(account, slot, bytes));
      state.save();
    },
    setStatus(name, status) {
      named(name).status = status;
      state.save();
    },
    revokeAll(name) {
      const alive = rules
        .tokens(state.value)
        .filter((each) => each.account === name && each.revokedAt === null);
      for (const token of alive) token.revokedAt = clock.now();
      state.save();
      return alive.length;
    },
    switches: () => state.value.switches,
    setSwitch(name, on) {
      const { switches } = state.value;
      if (!Object.hasOwn(switches, name)) throw new SimulatorError(404, `${title} has no switch ${name}.`);
      switches[name] = on;
      state.save();
    },
    async seed() {
      if (find("ada") === undefined) {
        await people.createAccount({ name: "ada", displayName: "Ada Hopper" });
        for (const slot of ["avatar", "banner"] as const) {
          await people.edit("ada", slot, await drawPicture(slot, `${rules.platform}:ada`));
        }
      }
      // Never chose a picture: the platform's own are shown.
      if (find("ben") === undefined) await people.createAccount({ name: "ben", displayName: "Ben Fresh" });
    },
  };
  return people;
}

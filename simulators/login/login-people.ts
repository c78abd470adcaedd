/** The people of a login provider, and what they do without any app. */
import * as z from "zod";

import type { SimClock } from "../clock.ts";
import { SimulatorError, type LoginProvider, type LoginView } from "../simulator.ts";
import { markOf, type LoginAccount, type LoginDocument } from "./login-state.ts";
import { revokeTokens } from "./tokens.ts";

interface LoginRules<Account extends LoginAccount, Fields extends object> {
  readonly document: LoginDocument<Account>;
  readonly clock: SimClock;
  /** The provider's name in sentences. */
  readonly title: string;
  /** The name the app registered. */
  readonly app: string;
  readonly idOf: (name: string) => string;
  /** Checks what the control API sent beside name and display name; every field may be left out. */
  readonly fields: z.ZodType<Fields>;
  /** The account with `fields` applied: to a new person, or to what the account was. */
  readonly apply: (base: LoginAccount | Account, fields: Fields) => Account;
  readonly handleOf: (account: Account) => string;
  readonly factsOf: (account: Account) => Readonly<Record<string, unknown>>;
  /** What a fresh provider starts with, as the control API would be sent it. */
  readonly seeds: readonly object[];
}

type LoginPeople = Pick<
  LoginProvider,
  "people" | "signUp" | "change" | "revokeAll" | "switches" | "setSwitch" | "seed"
>;

const NAME = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,38}$/, "a name is 1 to 39 lower-case letters, digits or -");
const DISPLAY_NAME = z.string().min(1).max(50).optional();

/** That part of a provider. */
export function createLoginPeople<Account extends LoginAccount, Fields extends object>(
  rules: LoginRules<Account, Fields>,
): LoginPeople {
  const { document, clock, title } = rules;
  const find = (name: string) => document.value.accounts.find((each) => each.name === name);
  const named = (name: string) => {
    const account = find(name);
    if (account === undefined) throw new SimulatorError(404, `${title} has no account ${name}.`);
    return account;
  };
  const split = (input: unknown) => {
    const { name, display_name: displayName, ...rest } = z.record(z.string(), z.unknown()).parse(input);
    return { name, displayName: DISPLAY_NAME.parse(displayName), fields: rules.fields.parse(rest) };
  };

  const people: LoginPeople = {
    people: () => document.value.accounts.map((account) => view(account)),
    signUp(input) {
      const { name: given, displayName, fields } = split(input);
      const name = NAME.parse(given);
      if (find(name) !== undefined) throw new SimulatorError(409, `${name} is taken on ${title}.`);
      const base = { name, displayName: displayName ?? name, id: rules.idOf(name), createdAt: clock.now() };
      document.value.accounts.push(rules.apply(base, fields));
      document.save();
    },
    change(name, input) {
      const { name: other, displayName, fields } = split(input);
      if (other !== undefined) throw new SimulatorError(422, "The name of an account stays.");
      const account = named(name);
      Object.assign(account, rules.apply(account, fields), displayName === undefined ? {} : { displayName });
      document.save();
    },
    revokeAll: (name) => revokeTokens(document, named(name).name, clock),
    switches: () => document.value.switches,
    setSwitch(name, on) {
      const { switches } = document.value;
      if (!Object.hasOwn(switches, name)) throw new SimulatorError(404, `${title} has no switch ${name}.`);
      switches[name] = on;
      document.save();
    },
    seed: async () => {
      for (const seed of rules.seeds) {
        if (find(z.object({ name: z.string() }).parse(seed).name) === undefined) people.signUp(seed);
      }
    },
  };

  function view(account: Account): LoginView {
    const tokens = document.value.tokens.filter((each) => each.account === account.name);
    return {
      name: account.name,
      displayName: account.displayName,
      handle: rules.handleOf(account),
      id: account.id,
      facts: rules.factsOf(account),
      tokens: tokens.map(({ token, ...rest }) => ({ ...rest, id: markOf(token), client: rules.app })),
    };
  }

  return people;
}

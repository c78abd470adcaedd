import type { AppContext } from "../../context.ts";
import { readPersonRow } from "../../db/admin-people.ts";
import { NotFoundError } from "../../errors.ts";
import { type PersonSummary, toPersonSummary } from "./find-people.ts";
import type { AdminView } from "./record-view.ts";

/** What an administrator sees of one person. */
export interface PersonDetails extends PersonSummary {
  readonly password: boolean;
  readonly totp: boolean;
  readonly passkeys: number;
  readonly recovery_codes: number;
  /** Login providers by name. */
  readonly providers: readonly string[];
  readonly sessions: number;
  readonly connections: readonly {
    readonly platform: string;
    readonly status: string;
    readonly count: number;
  }[];
}

/** One person: what they sign in by and how many of everything they have. Throws 404. */
export async function readPerson(app: AppContext, _view: AdminView, userId: string): Promise<PersonDetails> {
  const found = await readPersonRow(app.db, userId, app.now());
  if (found === null) throw new NotFoundError();
  const { person, recoveryCodes, connections, ...rest } = found;
  return {
    ...toPersonSummary(person),
    ...rest,
    recovery_codes: recoveryCodes,
    connections: connections.map(({ platform, status, n }) => ({ platform, status, count: n })),
  };
}

import type { Context } from "hono";

import { InvalidInputError } from "../errors.ts";
import { type StartSyncInput, startSyncInput } from "../services/syncs/start-sync.ts";
import type { PlanFields } from "../views/pages/sync-plan.tsx";
import { readValues } from "./form-problem.ts";

const LISTS = ["connections", "platforms", "slots"] as const;

/** What a form chooses of a run, and the same as fields for the next form. Throws 422 for what no form of ours sends. */
export async function readChoice(
  c: Context,
): Promise<{ choice: Omit<StartSyncInput, "dry_run">; fields: PlanFields }> {
  const fields: [string, string][] = [];
  const typed: Record<string, unknown> = {};
  for (const name of LISTS) {
    const values = await readValues(c, name);
    if (values.length > 0) typed[name] = values;
    fields.push(...values.map((value): [string, string] => [name, value]));
  }
  const [hash] = await readValues(c, "plan_hash");
  const parsed = startSyncInput
    .omit({ dry_run: true })
    .safeParse(hash === undefined ? typed : { ...typed, plan_hash: hash });
  if (!parsed.success) throw new InvalidInputError("bad_form", "The form could not be read. Send it again.");
  return { choice: parsed.data, fields };
}

/** `docs/security/asvs.json`: how each requirement that applies is met, and what is wrong with what it says. */
import * as z from "zod";

/** More than this many decisions would mean that the product leans on others. */
export const MAX_DECISIONS = 40;

const common = { id: z.string(), level: z.int(), title: z.string().trim().min(1) };
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { message: "must be a day such as 2026-11-25" });

const entry = z.discriminatedUnion("status", [
  /** Tests that fail when the control is taken away. */
  z.strictObject({
    ...common,
    status: z.literal("tested"),
    tests: z.array(z.string()).min(1),
    owner: z.string().min(1),
    date,
  }),
  /** The control belongs to the platform or to an organisation: why, and who answers for it. */
  z.strictObject({
    ...common,
    status: z.literal("decided"),
    decision: z.string().trim().min(20, { message: "must give the reason" }),
    owner: z.string().trim().min(1, { message: "must name who answers for it" }),
    date,
  }),
]);

const ledgerSchema = z.array(entry);

/** Every breach of the ledger's rules, one sentence each; empty when there is none. `items` is level by number. */
export function ledgerProblems(
  ledger: unknown,
  items: ReadonlyMap<string, number>,
  tests: ReadonlySet<string>,
): string[] {
  const parsed = ledgerSchema.safeParse(ledger);
  if (!parsed.success) {
    return parsed.error.issues.map((issue) => {
      const at = issue.path[0] === undefined ? "the ledger" : idOf(ledger, Number(issue.path[0]));
      return `${at}: ${issue.path.slice(1).join(".")} ${issue.message}`;
    });
  }
  const entries = parsed.data;
  const ids = entries.map(({ id }) => id);
  const decided = entries.filter(({ status }) => status === "decided").length;
  return [
    ...[...items.keys()].filter((id) => !ids.includes(id)).map((id) => `${id} is missing`),
    ...ids.filter((id) => !items.has(id)).map((id) => `${id} is no requirement that applies`),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id} is there twice`),
    ...entries
      .filter(({ id, level }) => items.has(id) && items.get(id) !== level)
      .map(({ id, level }) => `${id} is of level ${items.get(id)}, not ${level}`),
    ...entries.flatMap((each) =>
      each.status === "tested"
        ? each.tests.filter((test) => !tests.has(test)).map((test) => `${each.id}: there is no test ${test}`)
        : [],
    ),
    ...(decided > MAX_DECISIONS ? [`${decided} decisions; at most ${MAX_DECISIONS}`] : []),
  ];
}

/** The number of an entry that has another form, or its place in the list. */
function idOf(ledger: unknown, at: number): string {
  const found: unknown = Array.isArray(ledger) ? ledger[at] : null;
  const id: unknown = typeof found === "object" && found !== null && "id" in found ? found.id : null;
  return typeof id === "string" ? id : `entry ${at + 1}`;
}

import * as z from "zod";

import type { PlatformDescriptor } from "../../platforms/platform.ts";
import { PlatformError } from "../../platforms/errors.ts";
import { readRateHeaders } from "../../platforms/rate-headers.ts";
import { braked, brakeUntil } from "../../sync/budget/brake.ts";
import { type Calls, EMPTY_LEDGER, type Ledger, take } from "../../sync/budget/ledger.ts";
import type { Journal } from "./journal.ts";

const windowsSchema = z.record(
  z.string(),
  z.array(z.object({ from: z.number(), at: z.number(), count: z.number() })),
);

/** The part of the journal that is about limits. */
export type OwnBudgets = Pick<Journal, "budget" | "setBudget" | "block">;

export interface ConnectionBudget {
  /** When a whole change of a picture fits, with a tenth kept; `now` when it does already. Counts nothing. */
  roomAt(calls: Calls, now: number): number;
  /** Counts one request that is about to leave. Throws `retry-at` when the limit itself is reached: it must not leave. */
  count(write: boolean, now: number): void;
  /** What an answer said of the limit. At a tenth left, writes on the connection wait for the reset. */
  heard(headers: Headers, now: number): void;
}

/** What one connection used of its platform's limits, kept in the journal. */
export function connectionBudget(
  journal: OwnBudgets,
  descriptor: PlatformDescriptor,
  connectionId: string,
): ConnectionBudget {
  const rules = descriptor.limits.filter((rule) => rule.per === "account");
  const ledger = (): Ledger => {
    const windows = windowsSchema.safeParse(JSON.parse(journal.budget(connectionId) ?? "{}"));
    return windows.success ? { ...EMPTY_LEDGER, windows: windows.data } : EMPTY_LEDGER;
  };

  return {
    roomAt(calls, now) {
      const taken = take(ledger(), rules.map(braked), calls, now);
      return taken.ok ? now : taken.at;
    },
    count(write, now) {
      if (rules.length === 0) return;
      const taken = take(ledger(), rules, { reads: write ? 0 : 1, writes: write ? 1 : 0 }, now);
      if (!taken.ok) throw new PlatformError("retry-at", "rate_limited", { retryAt: taken.at });
      journal.setBudget(connectionId, JSON.stringify(taken.ledger.windows));
    },
    heard(headers, now) {
      const said = readRateHeaders(headers, now);
      const until = said === null ? null : brakeUntil(said, now);
      if (until !== null) journal.block(connectionId, until);
    },
  };
}

/** Every request the simulators received and what it changed. */
import type { FaultKind } from "./faults.ts";
import type { SimulatedService } from "./simulator.ts";
import type { Journal } from "./store.ts";

export interface LogEntry {
  /** Milliseconds since the epoch, by the simulators' clock, when the request arrived. */
  readonly at: number;
  readonly platform: SimulatedService;
  readonly account: string | null;
  readonly method: string;
  /** Without the platform's prefix and without the query, which may carry secrets. */
  readonly path: string;
  /** 0 when the client got no answer. */
  readonly status: number;
  /** `avatar_set`, `banner_removed`, `connected`, …; several are joined by `+`. */
  readonly effect: string | null;
  readonly fault: FaultKind | null;
}

export interface RequestLog {
  append(entry: LogEntry): void;
  /** Oldest first. `since` in milliseconds, inclusive. */
  list(filter: { platform?: string | undefined; since?: number | undefined }): LogEntry[];
  clear(): void;
}

export function createRequestLog(journal: Journal<LogEntry>): RequestLog {
  return {
    append: (entry) => journal.append(entry),
    list: ({ platform, since }) =>
      journal
        .entries()
        .filter((entry) => platform === undefined || entry.platform === platform)
        .filter((entry) => since === undefined || entry.at >= since),
    clear: () => journal.clear(),
  };
}

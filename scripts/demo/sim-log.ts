export interface LogLine {
  readonly platform: string;
  readonly method: string;
  readonly path: string;
  /** 0 when the client got no answer. */
  readonly status: number;
  readonly effect: string | null;
  readonly fault: string | null;
}

/** What the simulators received since `since` (RFC 3339), oldest first. Their own record, not the app's. */
export async function readSimLog(simOrigin: string, since: string): Promise<LogLine[]> {
  const answer = await fetch(`${simOrigin}/_sim/log?since=${encodeURIComponent(since)}`);
  return (await answer.json()) as LogLine[];
}

/** Writes that changed something on a platform since `since`, by `platform/slot`. */
export async function effectiveWrites(simOrigin: string, since: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { platform, effect } of await readSimLog(simOrigin, since)) {
    const slot = /^(avatar|banner)_set$/.exec(effect ?? "")?.[1];
    if (slot === undefined) continue;
    const key = `${platform}/${slot}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The kinds of the injected faults that still wait for a request. */
export async function faultsLeft(simOrigin: string): Promise<string[]> {
  const answer = await fetch(`${simOrigin}/_sim/faults`);
  return ((await answer.json()) as { kind: string }[]).map(({ kind }) => kind);
}

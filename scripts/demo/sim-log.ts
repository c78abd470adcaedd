interface LogLine {
  readonly platform: string;
  readonly effect: string | null;
}

/** Writes that changed something on a platform since `since` (RFC 3339), by `platform/slot`. The simulators' own record. */
export async function effectiveWrites(simOrigin: string, since: string): Promise<Map<string, number>> {
  const answer = await fetch(`${simOrigin}/_sim/log?since=${encodeURIComponent(since)}`);
  const lines = (await answer.json()) as LogLine[];
  const counts = new Map<string, number>();
  for (const { platform, effect } of lines) {
    const slot = /^(avatar|banner)_set$/.exec(effect ?? "")?.[1];
    if (slot === undefined) continue;
    const key = `${platform}/${slot}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

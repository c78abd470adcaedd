import { exactTime, relativeTime } from "../time-words.ts";

/** A moment in relative words with the exact one on hover. `local-time` turns it into the reader's own zone. */
export function Time({ at, now }: { at: string; now: number }) {
  const ms = Date.parse(at);
  return (
    <local-time>
      <time datetime={at} title={exactTime(ms, "UTC")}>
        {relativeTime(ms, now)}
      </time>
    </local-time>
  );
}

/** Times in words, for the server (in UTC) and for the islands (in the reader's own zone). Imports nothing. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number, until: number])[] = [
  ["minute", MINUTE, HOUR],
  ["hour", HOUR, DAY],
  ["day", DAY, 14 * DAY],
];

/** "in 5 minutes", "3 hours ago", "just now"; a date once it is two weeks away. Times are ms since the epoch. */
export function relativeTime(at: number, now: number): string {
  const distance = at - now;
  const size = Math.abs(distance);
  if (size < MINUTE) return distance > 0 ? "in less than a minute" : "just now";
  for (const [unit, ms, until] of STEPS) {
    if (size < until) {
      return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.trunc(distance / ms), unit);
    }
  }
  return dayWords(at, "UTC");
}

/** "22 Nov 2026, 12:03 UTC"; `zone` undefined means the reader's own. */
export function exactTime(at: number, zone: string | undefined): string {
  const name = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeZoneName: "short" })
    .formatToParts(at)
    .find((part) => part.type === "timeZoneName")?.value;
  const year = new Intl.DateTimeFormat("en-GB", { year: "numeric", timeZone: zone }).format(at);
  return `${dayWords(at, zone)} ${year}, ${clockTime(at, zone)} ${name ?? ""}`.trimEnd();
}

/** "12:03". */
export function clockTime(at: number, zone: string | undefined): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(at);
}

/** "22 Nov". */
export function dayWords(at: number, zone: string | undefined): string {
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: zone }).format(at);
}

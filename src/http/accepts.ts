import { parseAccept } from "hono/utils/accept";

/**
 * Whether `Accept` takes a media type such as `image/jpeg` (RFC 9110, 12.5.1): the most specific entry that fits decides, and
 * weight 0 is a no. Without the header everything is taken.
 */
export function accepts(header: string | undefined, type: string): boolean {
  if (header === undefined || header.trim() === "") return true;
  const entries = parseAccept(header).map((entry) => ({ ...entry, type: entry.type.toLowerCase() }));
  for (const range of [type, `${type.split("/")[0]}/*`, "*/*"]) {
    const fitting = entries.filter((entry) => entry.type === range);
    if (fitting.length > 0) return fitting.some(({ q }) => q > 0);
  }
  return false;
}

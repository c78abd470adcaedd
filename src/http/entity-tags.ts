/** Entity tags of RFC 9110, 8.8.3: an opaque text in quotes, `W/` before it when it is weak. A tag may hold commas. */
const TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

/**
 * Whether `If-None-Match` names the tag or is `*` (13.1.2). The comparison is the weak one: for "do you have this" it does
 * not matter whether a byte differs.
 */
export function matchesAny(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  return (header.match(TAG) ?? []).some((each) => opaque(each) === opaque(etag));
}

/**
 * Whether a range may be sent by `If-Range` (13.1.5): none was sent, or it is exactly this strong tag. We give no dates, so
 * no date can match.
 */
export function rangeHolds(header: string | undefined, etag: string): boolean {
  return header === undefined || (header.trim() === etag && !etag.startsWith("W/"));
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, "");
}

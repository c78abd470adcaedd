/** Where to go after signing in, kept to paths of this site; anything else becomes `fallback`. */
export function nextPath(value: string | null | undefined, fallback = "/"): string {
  if (!value || !/^\/(?![/\\])/.test(value)) return fallback;
  const base = "http://here.invalid";
  const url = URL.parse(value, base);
  // The parser drops tabs and newlines and turns backslashes: judge what a browser would make of it.
  if (url === null || url.origin !== base || url.pathname.startsWith("//")) return fallback;
  return `${url.pathname}${url.search}${url.hash}`;
}

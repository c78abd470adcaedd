/** Versions of the Graph API: `v20.0` and later. The real one serves calls of dead versions by the oldest live one; here they are mistakes. */
const OLDEST = 20;

export function isLiveVersion(version: string | undefined): boolean {
  return Number(/^v([1-9]\d)\.0$/.exec(version ?? "")?.[1] ?? 0) >= OLDEST;
}

/**
 * A window of a platform's limit, kept so that it holds wherever the platform lets its own windows begin: at no moment
 * are there more than `max` calls in the `windowMs` behind it. Pure; the clock is an argument.
 */
export interface WindowRule {
  /** Calls. */
  readonly max: number;
  readonly windowMs: number;
}

/** Calls counted together: they left between `from` and `at`, and count until `at` is a window ago. */
export interface Slice {
  readonly from: number;
  readonly at: number;
  readonly count: number;
}

export type WindowState = readonly Slice[];

/** The finer, the sooner room comes back; at 50, a call counts at most 2 % longer than it has to. */
const SLICES = 50;

/** What still counts at `now`. */
export function living(state: WindowState, rule: WindowRule, now: number): WindowState {
  return state.filter((slice) => slice.at + rule.windowMs > now);
}

/** Calls that count at `now`. */
export function countIn(state: WindowState, rule: WindowRule, now: number): number {
  return living(state, rule, now).reduce((sum, slice) => sum + slice.count, 0);
}

/** Adds calls that left at `at` or before. A clock that went back counts them as late as the latest known. */
export function addTo(state: WindowState, rule: WindowRule, count: number, at: number): WindowState {
  if (count <= 0) return state;
  const last = state.at(-1);
  const when = Math.max(at, last?.at ?? at);
  if (last === undefined || when - last.from >= rule.windowMs / SLICES)
    return [...state, { from: when, at: when, count }];
  return [...state.slice(0, -1), { from: last.from, at: when, count: last.count + count }];
}

/** When `count` more calls fit, if nothing else is counted meanwhile; `now` when they do already. */
export function roomAt(state: WindowState, rule: WindowRule, count: number, now: number): number {
  // What never fits waits for an empty window rather than forever.
  let over = countIn(state, rule, now) + Math.min(count, rule.max) - rule.max;
  let at = now;
  for (const slice of living(state, rule, now)) {
    if (over <= 0) break;
    over -= slice.count;
    at = slice.at + rule.windowMs;
  }
  return at;
}

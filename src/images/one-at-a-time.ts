/** A holder that was cut off (its request ended, its limits were reached) cannot let go; nobody waits longer for it. */
const LONGEST_WAIT_MS = 60_000;

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs `work` when the work given before it is done. A decoded picture is most of an isolate's memory, and one isolate
 * may be given several messages and calls at once.
 */
export async function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const before = last;
  const turn = settled(before).then(work);
  last = turn.catch(ignore);
  return turn;
}

async function settled(before: Promise<unknown>): Promise<void> {
  const { promise: enough, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, LONGEST_WAIT_MS);
  await Promise.race([before, enough]);
  clearTimeout(timer);
}

function ignore(): void {}

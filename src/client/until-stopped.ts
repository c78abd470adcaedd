/**
 * `work`, or a rejection the moment `signal` stops it. What cannot be stopped itself, such as decoding, goes on unseen;
 * its result then goes to `discard`.
 */
export function untilStopped<T>(
  work: Promise<T>,
  signal: AbortSignal,
  discard: (late: T) => void = () => {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(
      (result) => {
        signal.removeEventListener("abort", stop);
        if (signal.aborted) discard(result);
        else resolve(result);
      },
      (error: unknown) => {
        signal.removeEventListener("abort", stop);
        reject(error as Error);
      },
    );
  });
}

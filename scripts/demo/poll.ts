const PATIENCE_MS = 240_000;
const EVERY_MS = 150;

/** Reads until `done` says so and returns what was read. Throws with the last value after four minutes. */
export async function poll<T>(
  read: () => Promise<T>,
  done: (value: T) => boolean,
  complaint: string,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await read();
    if (done(value)) return value;
    if (Date.now() > deadline)
      throw new Error(`${complaint} within ${PATIENCE_MS / 1000} s: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

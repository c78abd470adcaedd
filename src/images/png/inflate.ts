/** What is fed at once. Deflate grows its input up to 1032 times, and what was fed cannot be stopped any more. */
const PIECE_BYTES = 4_096;
/** What is read at once. Each read is a turn of the event loop, so small ones cost more than the inflating itself. */
const READ_BYTES = 262_144;

/**
 * Inflates zlib data and hands it on piece by piece, until `take` says it has enough. Never holds more than what one fed
 * piece became: the platform's stream knows no backpressure, so it is fed only when it has nothing left to give.
 * Throws for data that is not valid.
 */
export async function inflate(
  parts: Iterable<Uint8Array>,
  take: (bytes: Uint8Array) => "more" | "enough",
): Promise<void> {
  const { readable, writable } = new DecompressionStream("deflate");
  const writer = writable.getWriter();
  const reader = readable.getReader({ mode: "byob" });
  // A failure is thrown below, once; these say it again.
  for (const said of [writer.closed, reader.closed]) said.catch(ignore);
  const pieces = piecesOf(parts);
  let memory = new ArrayBuffer(READ_BYTES);
  let empty = true;
  try {
    for (;;) {
      const reading = reader.read(new Uint8Array(memory));
      reading.catch(ignore);
      while (empty || !(await isSettled(reading))) {
        const piece = pieces.next();
        if (piece.done === true) {
          await writer.close();
          break;
        }
        await writer.write(piece.value);
        empty = false;
      }
      const { done, value } = await reading;
      if (done) return;
      if (take(value) === "enough") return;
      empty = value.length < READ_BYTES;
      memory = value.buffer as ArrayBuffer;
    }
  } finally {
    // Either may have failed with the other already.
    await Promise.allSettled([reader.cancel(), writer.abort()]);
  }
}

function* piecesOf(parts: Iterable<Uint8Array>): Generator<Uint8Array<ArrayBuffer>> {
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PIECE_BYTES)
      yield part.subarray(at, at + PIECE_BYTES) as Uint8Array<ArrayBuffer>;
  }
}

/** False when it is still open after everything that is ready now has run. */
async function isSettled(work: Promise<unknown>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), 0);
  const settled = work.then(
    () => true,
    () => true,
  );
  const answer = await Promise.race([settled, promise]);
  clearTimeout(timer);
  return answer;
}

function ignore(): void {}

/** Buffers of one job. */
export interface Buffers {
  /** `bytes` zeroed bytes. */
  take(bytes: number): Uint8Array<ArrayBuffer>;
  /** Gives everything back: nobody may use it any more. */
  giveBack(): void;
}

/** What is kept for the next picture. The cuts of a whole job fit; a file does not, and need not be kept. */
const KEPT_BYTES = 12_000_000;
const GRAIN_BYTES = 65_536;

let free: ArrayBuffer[] = [];
let lent = 0;

/**
 * Buffers from the picture before, where there are fitting ones: memory that becomes garbage with each picture is
 * collected late, and an isolate that waits for it grows over its limit.
 */
export function borrowBuffers(): Buffers {
  let mine: ArrayBuffer[] = [];
  return {
    take(bytes) {
      const fitting = free.find(({ byteLength }) => byteLength >= bytes);
      free = free.filter((each) => each !== fitting);
      const buffer = fitting ?? new ArrayBuffer(Math.ceil(bytes / GRAIN_BYTES) * GRAIN_BYTES);
      mine.push(buffer);
      lent += buffer.byteLength;
      return new Uint8Array(buffer, 0, bytes).fill(0);
    },
    giveBack() {
      lent -= total(mine);
      // The smallest first, so that `find` takes the one that fits best.
      free = [...free, ...mine].toSorted((a, b) => a.byteLength - b.byteLength);
      mine = [];
      while (total(free) > KEPT_BYTES) free.pop();
    },
  };
}

/** Bytes of all buffers, lent or kept. */
export function pooledBytes(): number {
  return lent + total(free);
}

function total(buffers: readonly ArrayBuffer[]): number {
  return buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

import { pooledBytes } from "./buffer-pool.ts";
import { codecMemory } from "./codec-memory.ts";

/** Watches how much WASM memory and how many buffers a job holds at once, in bytes. */
export interface PeakMemory {
  /** Counts a buffer that is not of the pool from here on; the answer stops that. */
  hold(bytes: number): () => void;
  /** Looks how much there is now. */
  look(): void;
  highest(): number;
}

export function createPeakMemory(): PeakMemory {
  let held = 0;
  let highest = 0;
  const look = () => {
    highest = Math.max(highest, codecMemory().total + pooledBytes() + held);
  };
  return {
    hold(bytes) {
      held += bytes;
      look();
      return () => {
        held -= bytes;
      };
    },
    look,
    highest: () => highest,
  };
}

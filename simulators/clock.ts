/** The simulators' own time, which a test may move forward. */
import type { Document } from "./store.ts";

export interface SimClock {
  /** Milliseconds since the epoch by the simulators' clock: expiry, processing time and rate windows run on it. */
  now(): number;
  /** The clock clients go by. Timestamps a client signed (OAuth 1.0a, DPoP `iat`) are compared with this one. */
  wall(): number;
  /** A moment of `now()` as clients have to be told it, in reset headers for example. */
  toWall(simTime: number): number;
  /** Moves `now()` forward. `wall()` stays. */
  advance(ms: number): void;
  reset(): void;
}

/** `base` is the clock clients go by; the distance from it survives restarts in `document`. */
export function createClock(base: () => number, document: Document<{ offsetMs: number }>): SimClock {
  return {
    now: () => base() + document.value.offsetMs,
    wall: base,
    toWall: (simTime) => simTime - document.value.offsetMs,
    advance(ms) {
      document.value.offsetMs += ms;
      document.save();
    },
    reset() {
      document.value.offsetMs = 0;
      document.save();
    },
  };
}

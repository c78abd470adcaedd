import type { Fingerprint } from "../images/fingerprint-type.ts";
import type {
  Evidence,
  Observation,
  Picture,
  Receipt,
  Slot,
  SlotObservation,
} from "../platforms/platform.ts";
import type { Operation } from "./operation.ts";

/** The picture an operation wants shown, as far as it is rendered. */
export type DesiredPicture =
  | { readonly status: "preparing" }
  | { readonly status: "rejected"; readonly reason: string }
  | {
      readonly status: "ready";
      readonly variantId: string;
      readonly picture: Picture;
      readonly fingerprint: Fingerprint;
    };

/** What was last proved in a slot: our file and the platform's identity of it. */
export interface Confirmed {
  readonly sha256: string;
  readonly identity: string;
}

/** Whether a write may leave: what all of ours may do at this platform together, and what it lets us do at present. */
export type Leave =
  | { readonly kind: "go" }
  /** Nobody’s failure: the operation waits, and its place on the ladder stays. */
  | {
      readonly kind: "wait";
      readonly state: "waiting" | "retrying";
      readonly reason: string;
      readonly until: number;
    }
  /** The person does it by hand. */
  | { readonly kind: "handoff"; readonly reason: string };

/** One account as the engine sees it. Tokens are refreshed behind it; failures are `PlatformError`s. */
export interface Account {
  /** Asked before each write. Never rejects: when nobody can say, the write waits. */
  readonly mayWrite: (slot: Slot) => Promise<Leave>;
  observe(): Promise<Observation>;
  apply(slot: Slot, picture: Picture, before: Observation): Promise<Receipt>;
  readonly confirm: (exactId: string | null, before: SlotObservation, now: SlotObservation) => Evidence;
  /** Undefined where the platform has no exact ids. */
  readonly exactIdOf: ((picture: Picture) => Promise<string>) | undefined;
  readonly settlesAfterMs: (slot: Slot) => number;
}

/** Everything impure the engine may touch. The object gives the real ones, the simulation seeded ones. */
export interface EnginePorts {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  /** Divides ladders, confirm delays and settling times; 1 in production. */
  readonly timeScale: number;
  /**
   * Writes the operation durably before anything else leaves. False, and nothing written, when the journal has a newer
   * revision or the operation has ended there: somebody cancelled, replaced or fenced it meanwhile.
   */
  readonly save: (op: Operation) => boolean;
  readonly account: (connectionId: string) => Promise<Account>;
  readonly desired: (op: Operation) => Promise<DesiredPicture>;
  /** Fetches and fingerprints what a slot shows; null when that is no readable picture. Throws when it cannot be had now. */
  readonly look: (url: string, slot: Slot) => Promise<Fingerprint | null>;
  readonly confirmed: (connectionId: string, slot: Slot) => Confirmed | null;
  readonly setConfirmed: (connectionId: string, slot: Slot, confirmed: Confirmed) => void;
  /** Keeps what the slot shows before our first write. Throws when it could not be kept: then nothing is written. */
  readonly keepRestorePoint: (op: Operation, shown: SlotObservation) => Promise<void>;
  /** True when the person left or cancelled: nothing more may be written. */
  readonly fenced: (op: Operation) => boolean;
  /** The connection is throttled until then; other operations on it wait too. */
  readonly block: (connectionId: string, until: number) => void;
  readonly blockedUntil: (connectionId: string) => number;
  /** Tells that the connection needs the person, with a stable reason. */
  readonly connectionNeeds: (connectionId: string, reason: string) => Promise<void>;
}

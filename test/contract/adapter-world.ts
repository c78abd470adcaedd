/** What the contract needs of the world around an adapter. */
import type { Picture, PlatformAdapter, PlatformPorts, Slot } from "../../src/platforms/platform.ts";

export interface SimAccount {
  readonly id: string;
  readonly avatar: { readonly sha256: string; readonly changed_at: string | null };
  readonly banner: { readonly sha256: string; readonly changed_at: string | null } | null;
  readonly tokens: readonly { readonly id: string; readonly revoked_at: string | null }[];
}

export interface SimLogEntry {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly effect: string | null;
}

export interface SimFault {
  readonly kind: "429" | "5xx" | "expired" | "revoked" | "413_html" | "lost_answer" | "garbage" | "no_effect";
  /** Substring of `METHOD /path`. */
  readonly match: string;
  readonly retry_after?: number;
}

export interface AdapterWorld {
  readonly adapter: PlatformAdapter;
  readonly ports: PlatformPorts;
  /** The account that consents. */
  readonly name: string;
  readonly typed: { readonly host?: string; readonly handle?: string };
  readonly redirectUri: string;
  /** Secrets of ours that must not be seen anywhere. */
  readonly secrets: readonly string[];
  readonly lines: readonly string[];
  /** Moves the one clock of adapter and platform. */
  readonly advance: (ms: number) => void;
  readonly consent: (authorizeUrl: string, decision: "allow" | "decline") => Promise<URLSearchParams>;
  readonly fault: (fault: SimFault) => Promise<void>;
  readonly account: () => Promise<SimAccount>;
  readonly log: () => Promise<readonly SimLogEntry[]>;
  readonly revokeAll: () => Promise<void>;
  readonly picture: (slot: Slot, seed: number) => Promise<Picture>;
}

export interface ContractSettings {
  readonly make: () => Promise<AdapterWorld>;
  /** The request that writes a slot and the one that reads the profile, as substrings of `METHOD /path`. */
  readonly writes: Readonly<Record<Slot, string>>;
  readonly read: string;
}

/**
 * The language every platform adapter speaks. Facts about a platform are data (`PlatformDescriptor`); what it can do
 * are functions over injected ports (`PlatformAdapter`). An adapter never stores, never retries and never logs a token.
 */
import type { Logger } from "../log.ts";

export const PLATFORM_IDS = ["x", "bluesky", "mastodon"] as const;
export type PlatformId = (typeof PLATFORM_IDS)[number];

export const SLOTS = ["avatar", "banner"] as const;
export type Slot = (typeof SLOTS)[number];

export type PictureFormat = "jpeg" | "png" | "webp";

/** One window of a platform's limits. */
export interface LimitRule {
  /** Names it for people; unique within a platform. */
  readonly what: string;
  /** Calls. */
  readonly max: number;
  readonly windowMs: number;
  /** Whose calls count together: one account's, or all of ours at one host. */
  readonly per: "account" | "app";
  /** `write`: everything but GET. */
  readonly on: "any" | "read" | "write";
}

/** What a platform does with one picture of an account. */
export interface SlotDescriptor {
  readonly write: "api" | "handoff" | "none";
  readonly read: "own_token" | "public" | "none";
  readonly verify: "exact_id" | "fingerprint" | "self_report";
  /** Pixels we render. */
  readonly width: number;
  readonly height: number;
  /** Accepted formats, the one we prefer first. */
  readonly formats: readonly PictureFormat[];
  readonly maxBytes: number;
  readonly mask: "circle" | "rounded" | "none";
  readonly animation: boolean;
  readonly altText: boolean;
  /** True when the platform tells followers about the change. */
  readonly announces: boolean;
  /** After a lost answer, how long until an unchanged read-back proves that the write did not happen. */
  readonly settlesAfterMs: number;
}

export interface PlatformDescriptor {
  readonly id: PlatformId;
  readonly name: string;
  readonly baseUrl: string;
  readonly apiVersion: string;
  /** What the person types to connect; `none` when the platform has one fixed address. */
  readonly asks: "none" | "host" | "handle";
  readonly auth: "oauth1" | "oauth2" | "atproto";
  /** Scopes by capability, each explained in plain words on the scope sheet. */
  readonly scopes: readonly { readonly scope: string; readonly why: string }[];
  readonly token: {
    readonly lifetimeMs: number | null;
    readonly rotates: boolean;
    readonly revocable: boolean;
  };
  /** Calls that one change of a picture takes at most when all goes well, with the first look back. */
  readonly callsPerChange: { readonly reads: number; readonly writes: number };
  readonly limits: readonly LimitRule[];
  readonly slots: Readonly<Record<Slot, SlotDescriptor>>;
  readonly checkedOn: string;
  readonly sources: readonly string[];
}

/** Everything impure an adapter may touch. Tests pass a simulator's `fetch` and a fixed clock. */
export interface PlatformPorts {
  /** Refuses hosts that are neither constants of ours nor safe public names; see `outbound/safe-fetch.ts`. */
  readonly fetch: (url: string | URL, init?: RequestInit) => Promise<Response>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Logger;
}

/** A person's permission to act on one account. Sealed before it is stored; never logged, never queued. */
export interface Grant {
  /** The platform's permanent id of the account: X user id, DID, Mastodon account id. */
  readonly accountId: string;
  readonly handle: string;
  /** The instance or personal data server, null where the platform has one address. */
  readonly host: string | null;
  readonly profileUrl: string;
  readonly accessToken: string;
  /** OAuth 1.0a token secret. */
  readonly tokenSecret?: string;
  readonly refreshToken?: string;
  /** Milliseconds since the epoch; null when the platform states no expiry. */
  readonly expiresAt: number | null;
  readonly scopes: readonly string[];
  /** What only this adapter understands: DPoP key, issuer, per-instance client. */
  readonly extra: Readonly<Record<string, string>>;
}

/** What must survive from `begin` to `finish`; sealed and bound to the browser that started. */
export interface FlowState {
  readonly state: string;
  readonly data: Readonly<Record<string, string>>;
}

export interface PlatformAuth {
  /**
   * Starts a connection. `host` or `handle` is what the person typed, as `descriptor.asks` says.
   * Throws `PlatformError` with kind `input-bad` when that is no usable account or server.
   */
  begin(
    ports: PlatformPorts,
    input: { host?: string; handle?: string; redirectUri: string },
  ): Promise<{ authorizeUrl: string; flow: FlowState }>;
  /** Ends it. Throws `person-must-act` with reason `declined` when the person said no. */
  finish(
    ports: PlatformPorts,
    input: { callback: URLSearchParams; flow: FlowState; redirectUri: string },
  ): Promise<Grant>;
  /** Absent when tokens do not expire. Keeps the old refresh token when the answer brings none. */
  refresh?(ports: PlatformPorts, grant: Grant): Promise<Grant>;
  revoke?(ports: PlatformPorts, grant: Grant): Promise<void>;
}

/** What the platform shows in one slot. */
export interface SlotObservation {
  /** Changes when the picture changes: exact id, versioned URL or ETag. */
  readonly identity: string;
  /** Where the largest version can be fetched; null when nothing is set. */
  readonly url: string | null;
  /** True for the platform's own default picture, or none at all. */
  readonly isDefault: boolean;
  /** Set where a new picture may come under the old identity: then an unchanged identity says nothing. */
  readonly identityMayStay?: true;
}

export interface Observation {
  readonly accountId: string;
  readonly handle: string;
  readonly slots: Readonly<Record<Slot, SlotObservation>>;
  /** What `apply` needs for compare-and-set (Bluesky: the record's CID or null); adapter's own format. */
  readonly revision: string | null;
}

export interface Picture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly format: PictureFormat;
  /** Lower-case hex SHA-256 of `bytes`. */
  readonly sha256: string;
  readonly altText: string | null;
}

/** What the platform answered to a write that it accepted. Acceptance is not proof. */
export interface Receipt {
  /** The platform's exact id of what we sent, where it has one. */
  readonly exactId: string | null;
}

/** What reading back says about one write, before any picture is compared. */
export type Evidence =
  | "exact-match" // the platform names exactly what we sent
  | "exact-mismatch" // the platform names something else
  | "identity-changed" // something new is shown: compare pictures
  | "identity-same"; // nothing new is shown (yet)

export interface PlatformAdapter {
  readonly descriptor: PlatformDescriptor;
  readonly auth: PlatformAuth;
  observe(ports: PlatformPorts, grant: Grant): Promise<Observation>;
  /** Writes one slot. `before` is what `observe` returned a moment ago and is the precondition where one exists. */
  apply(
    ports: PlatformPorts,
    grant: Grant,
    slot: Slot,
    picture: Picture,
    before: Observation,
  ): Promise<Receipt>;
  /** The exact id this platform would give `picture`, where that can be known beforehand (a Bluesky CID). */
  readonly exactIdOf?: (picture: Picture) => Promise<string>;
  /** Pure. `exactId` is known from the receipt or from `exactIdOf`; null where there is none. */
  confirm(exactId: string | null, before: SlotObservation, now: SlotObservation): Evidence;
}

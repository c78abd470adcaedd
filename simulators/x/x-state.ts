/** What the simulated X remembers. Plain JSON; times are milliseconds by the simulators' clock. */
import { createHash, randomBytes } from "node:crypto";

import type { AccountStatus } from "../simulator.ts";
import type { SlotVersion } from "../slots.ts";
import type { Document } from "../store.ts";

export interface XAccount {
  readonly name: string;
  readonly displayName: string;
  /** X's permanent id: decimal digits, too large for a JavaScript number. */
  readonly id: string;
  readonly createdAt: number;
  status: AccountStatus;
  avatar: SlotVersion[];
  banner: SlotVersion[];
}

export interface XRequestToken {
  readonly token: string;
  readonly secret: string;
  /** `oob` for apps without a browser. */
  readonly callback: string;
  readonly createdAt: number;
  /** Set when the person allows. */
  account: string | null;
  verifier: string | null;
}

export interface XAccessToken {
  readonly token: string;
  readonly secret: string;
  readonly account: string;
  /** False when the app was read-only at the moment the person allowed it; the token stays that way. */
  readonly canWrite: boolean;
  readonly createdAt: number;
  revokedAt: number | null;
}

export interface XState {
  accounts: XAccount[];
  requestTokens: XRequestToken[];
  accessTokens: XAccessToken[];
  switches: {
    /** The plan of the app includes the v1.1 profile writes; without it they answer 403 with code 453. */
    profile_writes: boolean;
    /** The app's own permission is read and write. */
    read_write: boolean;
  };
}

export type XDocument = Document<XState>;

export function emptyXState(): XState {
  return {
    accounts: [],
    requestTokens: [],
    accessTokens: [],
    switches: { profile_writes: true, read_write: true },
  };
}

/** The same name always gets the same id, so that seeds of different runs agree. */
export function xIdOf(name: string): string {
  return `1${(createHash("sha256").update(`x:${name}`).digest().readBigUInt64BE() % 10n ** 18n).toString().padStart(18, "0")}`;
}

/** 19 digits, as X numbers uploads. */
export function newXMediaId(): string {
  return `1${(randomBytes(8).readBigUInt64BE() % 10n ** 18n).toString().padStart(18, "0")}`;
}

export function randomWord(bytes: number): string {
  return randomBytes(bytes).toString("base64url").replaceAll(/[-_]/g, "x");
}

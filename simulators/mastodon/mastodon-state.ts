/** What the simulated Mastodon server remembers. Plain JSON; times are milliseconds by the simulators' clock. */
import { createHash, randomBytes } from "node:crypto";

import type { AccountStatus } from "../simulator.ts";
import type { SlotVersion } from "../slots.ts";
import type { Document } from "../store.ts";

/** The server's name in handles and addresses. */
export const MASTODON_HOST = "mastodon.hopfield.social";
export const MASTODON_ORIGIN = `https://${MASTODON_HOST}`;

export interface MastodonAccount {
  readonly name: string;
  displayName: string;
  /** Decimal digits. */
  readonly id: string;
  readonly createdAt: number;
  status: AccountStatus;
  avatar: SlotVersion[];
  banner: SlotVersion[];
}

export interface MastodonApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly scopes: readonly string[];
  readonly website: string | null;
}

interface MastodonCode {
  readonly code: string;
  readonly clientId: string;
  readonly account: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** PKCE S256 challenge; null when the app sent none. */
  readonly challenge: string | null;
  readonly createdAt: number;
}

interface MastodonToken {
  readonly token: string;
  readonly clientId: string;
  /** Null for a token of the app itself. */
  readonly account: string | null;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  revokedAt: number | null;
}

export interface MastodonState {
  accounts: MastodonAccount[];
  apps: MastodonApp[];
  codes: MastodonCode[];
  tokens: MastodonToken[];
  switches: {
    /** Publishes `/.well-known/oauth-authorization-server`, as servers from 4.3 do. */
    discovery: boolean;
    /** Off: answers 200 to pictures and ignores them, as some compatible servers do. */
    stores_pictures: boolean;
  };
}

export type MastodonDocument = Document<MastodonState>;

export function emptyMastodonState(): MastodonState {
  return {
    accounts: [],
    apps: [],
    codes: [],
    tokens: [],
    switches: { discovery: true, stores_pictures: true },
  };
}

/** The same name always gets the same id, so that seeds of different runs agree. */
export function mastodonIdOf(name: string): string {
  return `11${(createHash("sha256").update(`mastodon:${name}`).digest().readBigUInt64BE() % 10n ** 16n).toString().padStart(16, "0")}`;
}

/** 43 characters from 32 random bytes, as the server makes its secrets. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** The name of an uploaded file: 16 hex digits. */
export function newFileName(): string {
  return randomBytes(8).toString("hex");
}

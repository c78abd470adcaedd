/** What the simulated server remembers. Plain JSON; times are milliseconds by the simulators' clock. */
import type { RateWindows } from "../rate-windows.ts";
import type { SimClock } from "../clock.ts";
import type { AccountStatus } from "../simulator.ts";
import type { Document, Store } from "../store.ts";
import { handleOf } from "./names.ts";
import type { ProofChecker } from "./proof.ts";

export interface Blob {
  readonly cid: string;
  /** Key of the bytes in the store. */
  readonly file: string;
  readonly mimeType: string;
  readonly size: number;
  readonly width: number;
  readonly height: number;
  readonly uploadedAt: number;
}

export type ProfileRecord = Readonly<Record<string, unknown>>;

export interface Account {
  readonly name: string;
  readonly did: string;
  readonly displayName: string;
  /** Where the handle names the DID: a file on the web or a DNS record. */
  readonly handleBy: "web" | "dns";
  status: AccountStatus;
  profile: { readonly cid: string; readonly value: ProfileRecord } | null;
  /** Uploaded and not yet named by a record, or named by the profile. */
  blobs: Record<string, Blob>;
  changedAt: { avatar: number | null; banner: number | null };
  /** Number of commits, for the revision in answers. */
  commits: number;
}

/** A pushed authorization request, and later the code that came out of it. */
export interface PushedRequest {
  readonly uri: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly clientKeyId: string | null;
  readonly redirectUri: string;
  readonly scope: string;
  readonly state: string | null;
  readonly challenge: string;
  readonly loginHint: string | null;
  /** Key of the proof it was pushed with; the tokens are bound to it. Null when there was none. */
  readonly jkt: string | null;
  expiresAt: number;
  did: string | null;
  code: string | null;
}

export interface Session {
  readonly id: string;
  readonly did: string;
  readonly clientId: string;
  readonly clientName: string;
  /** Key that authenticated the client; null for a public client. */
  readonly clientKeyId: string | null;
  readonly jkt: string;
  readonly scope: string;
  readonly code: string;
  readonly createdAt: number;
  updatedAt: number;
  accessToken: string;
  accessExpiresAt: number;
  refreshToken: string;
  /** Spent ones: presenting any of them again ends the session. */
  spent: string[];
  revokedAt: number | null;
}

interface BlueskyState {
  accounts: Account[];
  requests: PushedRequest[];
  sessions: Session[];
}

/** What every part of this simulator works on. */
export interface Server {
  readonly clock: SimClock;
  readonly store: Store;
  readonly state: Document<BlueskyState>;
  readonly rates: RateWindows;
  readonly proofs: ProofChecker;
  /** Fetches client metadata and keys of confidential clients. */
  readonly fetchClient: (url: string) => Promise<Response>;
}

export function emptyState(): BlueskyState {
  return { accounts: [], requests: [], sessions: [] };
}

/** By DID or handle. */
export function findAccount(server: Server, actor: string): Account | undefined {
  return server.state.value.accounts.find(
    (account) => account.did === actor || handleOf(account.name) === actor.toLowerCase(),
  );
}

export function accountNamed(server: Server, name: string): Account | undefined {
  return server.state.value.accounts.find((account) => account.name === name);
}

/** What every simulated login provider remembers. Plain JSON; times are milliseconds by the simulators' clock. */
import { createHash, randomBytes } from "node:crypto";

import type { Document } from "../store.ts";

export interface LoginAccount {
  /** The name in the paths of the simulators. */
  readonly name: string;
  displayName: string;
  /** The permanent subject, as digits. */
  readonly id: string;
  readonly createdAt: number;
}

/** An authorisation code. It is kept after its use, so that a second use can be told from an invention. */
export interface LoginCode {
  readonly code: string;
  /** Name of the account whose person allowed it. */
  readonly account: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** PKCE S256 challenge; null when the app sent none. */
  readonly challenge: string | null;
  readonly createdAt: number;
  usedAt: number | null;
}

export interface LoginToken {
  readonly token: string;
  readonly account: string;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  /** Null for tokens that live until they are taken back. */
  readonly expiresAt: number | null;
  revokedAt: number | null;
}

/** `Asked` is what a provider keeps of a request beside the code, such as a nonce. */
export interface LoginState<Account extends LoginAccount, Asked extends object = object> {
  accounts: Account[];
  codes: (LoginCode & Asked)[];
  tokens: LoginToken[];
  switches: Record<string, boolean>;
}

export type LoginDocument<Account extends LoginAccount, Asked extends object = object> = Document<
  LoginState<Account, Asked>
>;

export function emptyLoginState<Switches extends Record<string, boolean>>(switches: Switches) {
  return { accounts: [], codes: [], tokens: [], switches };
}

/** `length` digits that do not start with 0. The same text always gives the same ones, so that seeds of different runs agree. */
export function digitsOf(text: string, length: number): string {
  const hash = BigInt(`0x${createHash("sha256").update(text).digest("hex")}`);
  return `1${(hash % 10n ** BigInt(length - 1)).toString().padStart(length - 1, "0")}`;
}

/** Random letters and digits, as providers make codes and tokens. */
export function randomLetters(length: number): string {
  return randomBytes(length * 2)
    .toString("base64")
    .replaceAll(/[+/=]/g, "")
    .slice(0, length);
}

/** A short mark of a token that names it in the control API without giving it away. */
export function markOf(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 12);
}

/** What the simulated Facebook remembers of people who sign in with it, beside what every login provider does. */
import { digitsOf, type LoginAccount, type LoginDocument, type LoginState } from "../login/login-state.ts";
import type { Document } from "../store.ts";

/** Its id is app-scoped: another app would see another one. */
export interface FacebookAccount extends LoginAccount {
  /** Null for people who registered with a telephone number. */
  readonly email: string | null;
}

/** What one person allowed the app and what they declined; gone when the app is taken off. */
export interface FacebookPermissions {
  readonly account: string;
  readonly granted: readonly string[];
  readonly declined: readonly string[];
}

export interface FacebookState extends LoginState<FacebookAccount> {
  permissions: FacebookPermissions[];
}

export const FACEBOOK_SWITCHES = {
  /** The app's setting "Require app secret": calls without `appsecret_proof` are refused. A wrong proof always is. */
  requires_appsecret_proof: true,
};

export type FacebookDocument = Document<FacebookState> & LoginDocument<FacebookAccount>;

/** 16 digits. */
export function facebookIdOf(name: string): string {
  return digitsOf(`facebook:${name}`, 16);
}

/** Nothing allowed and nothing declined before the first time. */
export function permissionsOf(document: FacebookDocument, account: string): FacebookPermissions {
  const kept = document.value.permissions.find((each) => each.account === account);
  return kept ?? { account, granted: [], declined: [] };
}

/** Null forgets that the app was ever let in. */
export function setPermissions(
  document: FacebookDocument,
  account: string,
  permissions: Omit<FacebookPermissions, "account"> | null,
): void {
  const { value } = document;
  value.permissions = value.permissions.filter((each) => each.account !== account);
  if (permissions !== null) value.permissions.push({ account, ...permissions });
  document.save();
}

/** What the simulated GitHub remembers beside what every login provider does. */
import { digitsOf, type LoginAccount, type LoginDocument, type LoginState } from "../login/login-state.ts";

export interface GitHubEmail {
  readonly email: string;
  readonly primary: boolean;
  readonly verified: boolean;
  /** Of the primary address: whether the profile shows it. Null for every other one. */
  readonly visibility: "public" | "private" | null;
}

/** Its name is its login. */
export interface GitHubAccount extends LoginAccount {
  readonly emails: readonly GitHubEmail[];
}

export type GitHubState = LoginState<GitHubAccount>;
export type GitHubDocument = LoginDocument<GitHubAccount>;

/** Eight digits: a number in the API. */
export function githubIdOf(name: string): string {
  return digitsOf(`github:${name}`, 8);
}

/** The address GitHub gives everybody, so that commits need not show a real one. */
export function noreplyOf({ id, name }: LoginAccount): GitHubEmail {
  const email = `${id}+${name}@users.noreply.github.com`;
  return { email, primary: false, verified: true, visibility: null };
}

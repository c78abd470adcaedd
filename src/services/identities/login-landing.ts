import type { LoginProviderReason } from "../../auth/login-providers/login-provider.ts";
import type { SignInOutcome } from "../sessions/complete-sign-in.ts";
import type { LoginPurpose } from "./login-flow.ts";

/** Why a flow ended badly, for sentences on our pages. What a provider wrote is not among it. */
export type LoginProblem =
  | LoginProviderReason
  | "login_flow_unknown"
  | "account_exists"
  | "identity_taken"
  | "identity_not_linked"
  | "not_fresh"
  | "proof_not_possible";

/** Where a flow at a login provider ends. `next` is a path of ours, or null for the usual place. */
export type LoginLanding =
  | { readonly to: "signed_in"; readonly outcome: SignInOutcome; readonly next: string | null }
  | { readonly to: "confirm_address" }
  | { readonly to: "linked" }
  | { readonly to: "proved"; readonly sessionSecret: string; readonly next: string | null }
  | {
      readonly to: "problem";
      readonly problem: LoginProblem;
      readonly purpose: LoginPurpose;
      readonly next: string | null;
    };

import { ForbiddenError } from "../../errors.ts";
import { MINUTE_MS } from "../../limits.ts";
import type { SessionUser } from "./read-session.ts";

/** How old the newest proof of who somebody is may be for actions that change who gets in (OWASP ASVS 5.0, 7.5.1). */
export const RECENT_PROOF_MS = 15 * MINUTE_MS;

/** True when this session's person proved who they are lately enough. `now` in milliseconds. */
export function hasRecentProof(session: Pick<SessionUser, "authenticatedAt">, now: number): boolean {
  return now - session.authenticatedAt < RECENT_PROOF_MS;
}

/** 403: the person is signed in, but for this they have to show again who they are. */
export class ReauthenticationNeededError extends ForbiddenError {
  constructor() {
    super(
      "reauthentication_needed",
      "This changes who can get in to your account, so show first that it is you: your last proof is older than 15 minutes.",
    );
  }
}

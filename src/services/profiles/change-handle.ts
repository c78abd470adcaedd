import type { AppContext } from "../../context.ts";
import { claimHandleStatement, findProfile, isHandleTaken } from "../../db/profiles.ts";
import { AppError } from "../../errors.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { auditOf } from "../audit/record-audit.ts";
import { passGate, passSubjectGate } from "../gates/pass-gate.ts";
import type { SessionUser } from "../sessions/read-session.ts";
import { checkHandle } from "./handle-rules.ts";
import { type ProfileResource, toProfileResource } from "./profile-resource.ts";

/**
 * Gives the person this handle; the one they had is free again. Throws `handle_not_accepted` or `handle_reserved` before
 * anything is counted, `rate_limited`, or `handle_taken`: one answer for a name somebody has and one that looks like it.
 */
export async function changeHandle(
  app: AppContext,
  session: Pick<SessionUser, "userId" | "sessionId">,
  typed: string,
  client: ClientInfo,
): Promise<ProfileResource> {
  const { userId, sessionId } = session;
  const { handle, skeleton } = checkHandle(typed);
  const before = await findProfile(app.db, userId);
  if (before?.handle === handle) return toProfileResource(before);
  await passGate(app, "handle", client);
  await passSubjectGate(app, "handle", userId);
  try {
    await app.db.batch([
      claimHandleStatement(app.db, { userId, handle, skeleton, now: app.now() }),
      auditOf(app, { userId, action: "handle_changed", sessionId, target: handle, client }),
    ]);
  } catch (error) {
    if (isHandleTaken(error)) throw taken(handle);
    throw error;
  }
  return { handle };
}

function taken(handle: string): AppError {
  const detail = `The name ${handle}, or one that looks like it, belongs to somebody else. Choose another one.`;
  return new AppError(409, "handle_taken", detail, {
    errors: [{ pointer: "/handle", code: "handle_taken", detail }],
  });
}

import type { AppContext } from "../../context.ts";
import { findUser } from "../../db/users.ts";
import { NotFoundError } from "../../errors.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { auditOf } from "../audit/record-audit.ts";
import type { SessionUser } from "../sessions/read-session.ts";

declare const recorded: unique symbol;

/**
 * What an administrator looks at, written down. What reads for administrators asks for one, and only `recordView` makes
 * any: so nothing is shown that was not recorded first.
 */
export interface AdminView {
  readonly [recorded]: true;
}

/**
 * Writes down that an administrator is about to look at `page` (such as `users` or `users:usr_…`), in their own history and,
 * for a page about one person, in that person's too. Throws 404 when there is no such person; when the record cannot be
 * written, nothing is shown.
 */
export async function recordView(
  app: AppContext,
  admin: SessionUser,
  looked: { readonly page: string; readonly personId?: string },
  client: ClientInfo,
): Promise<AdminView> {
  const { userId: actorId, sessionId } = admin;
  const { page, personId = null } = looked;
  if (personId !== null && (await findUser(app.db, personId)) === null) throw new NotFoundError();
  const entry = { action: "admin_viewed", actorId, sessionId, client } as const;
  const own = auditOf(app, { ...entry, userId: actorId, target: page });
  const theirs =
    personId === null || personId === actorId ? [] : [auditOf(app, { ...entry, userId: personId })];
  await app.db.batch([own, ...theirs]);
  return {} as AdminView;
}

import type { AppConfig } from "../../config.ts";
import type { AppContext } from "../../context.ts";
import { findAccount } from "../../db/users.ts";
import { ConflictError, NotFoundError } from "../../errors.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { type StartedSession, startSession } from "./start-session.ts";

/** The person `npm start` seeds. */
const DEMO_EMAIL = "ada@example.test";

/** True when the one-click sign-in may exist at all: development and tests. Its route is mounted only then. */
export function demoSignInAvailable(config: Pick<AppConfig, "simulated">): boolean {
  return SIMULATORS && config.simulated;
}

/** Signs the demo person in without a password. Refused, as if there were no such page, anywhere but in development. */
export async function demoSignIn(app: AppContext, client: ClientInfo): Promise<StartedSession> {
  if (!demoSignInAvailable(app.config)) throw new NotFoundError();
  const account = await findAccount(app.db, DEMO_EMAIL);
  if (account === null || account.user.emailVerifiedAt === null) {
    throw new ConflictError(
      "demo_person_missing",
      "The demo person is not there. Run npm start, which adds her.",
    );
  }
  return startSession(app, { user: account.user, method: "demo", twoFactor: false, client });
}

import type { AppContext } from "../context.ts";
import type { SessionUser } from "../services/sessions/read-session.ts";

/** Hono's types for every app and router of this project. */
export interface HonoEnv {
  readonly Bindings: AppEnv;
  readonly Variables: {
    app: AppContext;
    requestId: string;
    session: SessionUser | null;
  };
}

import type { AppContext } from "../context.ts";

/** The signed-in person of a request. */
export interface SessionUser {
  readonly sessionId: string;
  readonly userId: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly firstName: string | null;
}

/** Hono's types for every app and router of this project. */
export interface HonoEnv {
  readonly Bindings: AppEnv;
  readonly Variables: {
    app: AppContext;
    requestId: string;
    session: SessionUser | null;
  };
}

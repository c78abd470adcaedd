/** The table of contents of the app Worker: middleware in order, then every router. */
import { Hono } from "hono";

import type { AppContext } from "./context.ts";
import { notFound } from "./http/not-found.ts";
import { renderError } from "./http/render-error.tsx";
import { appContext } from "./middleware/app-context.ts";
import { canonicalHost } from "./middleware/canonical-host.ts";
import { formLimit } from "./middleware/form-limit.ts";
import { jsonOnly } from "./middleware/json-only.ts";
import { requestId } from "./middleware/request-id.ts";
import { sameOrigin } from "./middleware/same-origin.ts";
import { securityHeaders } from "./middleware/security-headers.ts";
import { session } from "./middleware/session.ts";
import { adminRoutes } from "./routes/admin.tsx";
import { createAuthRoutes } from "./routes/api/auth.ts";
import { createConnectionRoutes } from "./routes/api/connections.ts";
import { createApi } from "./routes/api/create-api.ts";
import { createImageRoutes } from "./routes/api/images.ts";
import { createMeRoutes } from "./routes/api/me.ts";
import { createPlatformRoutes } from "./routes/api/platforms.ts";
import { createProfileRoutes } from "./routes/api/profile.ts";
import { createSessionRoutes } from "./routes/api/sessions.ts";
import { createSyncRoutes } from "./routes/api/syncs.ts";
import type { HonoEnv } from "./routes/app-env.ts";
import { blueskyClientRoutes } from "./routes/bluesky-client.ts";
import { connectionsRoutes } from "./routes/connections.tsx";
import { createCspReportRoutes } from "./routes/csp-reports.ts";
import { createDemoRoutes } from "./routes/demo.tsx";
import { createHealthRoutes } from "./routes/health.ts";
import { homeRoutes } from "./routes/home.tsx";
import { mediaRoutes } from "./routes/media.ts";
import { problemsRoutes } from "./routes/problems.tsx";
import { reauthenticateRoutes } from "./routes/reauthenticate.tsx";
import { picturesRoutes } from "./routes/pictures.tsx";
import { settingsRoutes } from "./routes/settings.tsx";
import { settingsHandleRoutes } from "./routes/settings-handle.tsx";
import { settingsSignInRoutes } from "./routes/settings-sign-in.tsx";
import { signInRoutes } from "./routes/sign-in.tsx";
import { signUpRoutes } from "./routes/sign-up.tsx";
import { syncsRoutes } from "./routes/syncs.tsx";
import { verifyEmailRoutes } from "./routes/verify-email.tsx";

/** The app. Tests pass `overrides` for the context of every request. */
export function createApp(overrides: Partial<AppContext> = {}): Hono<HonoEnv> {
  const app = new Hono<HonoEnv>();
  app.onError(renderError);
  app.notFound(notFound(app));

  app.use(requestId);
  app.use(securityHeaders);
  app.use(appContext(overrides));
  // Before anything that reads a store: whether the Worker runs must not depend on one.
  app.route("/", createHealthRoutes());
  app.use(canonicalHost);
  app.use(sameOrigin);
  app.route("/", createCspReportRoutes());
  app.use(formLimit);
  app.route("/", mediaRoutes);
  app.use(session);

  const api = createApi();
  api.use("/auth/*", jsonOnly);
  api.route("/auth", createAuthRoutes());
  api.route("/auth", createSessionRoutes());
  api.route("/me", createMeRoutes());
  api.route("/me", createProfileRoutes());
  api.route("/images", createImageRoutes());
  api.route("/platforms", createPlatformRoutes());
  api.route("/connections", createConnectionRoutes());
  api.route("/syncs", createSyncRoutes());
  app.route("/", api);

  app.route("/", homeRoutes);
  app.route("/", adminRoutes);
  app.route("/", signUpRoutes);
  app.route("/", signInRoutes);
  app.route("/", verifyEmailRoutes);
  app.route("/", reauthenticateRoutes);
  app.route("/", settingsRoutes);
  app.route("/", settingsHandleRoutes);
  app.route("/", settingsSignInRoutes);
  app.route("/", picturesRoutes);
  app.route("/", connectionsRoutes);
  app.route("/", syncsRoutes);
  app.route("/", problemsRoutes);
  app.route("/", blueskyClientRoutes);
  if (SIMULATORS) app.route("/", createDemoRoutes());
  return app;
}

import { Hono, type Context } from "hono";

import { LOGIN_PROVIDER_IDS } from "../auth/login-providers/login-provider.ts";
import { cameFromUs } from "../http/came-from-us.ts";
import { clientInfo } from "../http/client-info.ts";
import { nextPath } from "../http/next-path.ts";
import { beginLogin } from "../services/identities/begin-login.ts";
import { finishLogin } from "../services/identities/finish-login.ts";
import type { LoginPurpose } from "../services/identities/login-flow.ts";
import type { LoginLanding } from "../services/identities/login-landing.ts";
import { requireLoginProvider } from "../services/identities/require-login-provider.ts";
import { hasRecentProof } from "../services/sessions/recent-proof.ts";
import { renderDocument } from "../views/document.ts";
import { ProviderStepPage } from "../views/pages/provider-step.tsx";
import type { HonoEnv } from "./app-env.ts";
import { viewerOf } from "./page-props.ts";
import { keepCookie, keepOutcome } from "./sign-in-cookies.ts";
import { codePath } from "./sign-in.tsx";

const PATH = `/auth/:provider{(?:${LOGIN_PROVIDER_IDS.join("|")})}`;

/**
 * `/auth/{provider}` begins a flow at a login provider, its callback ends it. Signed in, it links; with
 * `purpose=reauthenticate` it proves again who it is. Those two never begin because another site says so.
 */
export const loginProviderRoutes = new Hono<HonoEnv>()
  .get(PATH, async (c) => {
    const [app, session] = [c.get("app"), c.get("session")];
    const provider = requireLoginProvider(app, c.req.param("provider") ?? "");
    const purpose = purposeOf(c);
    const { pathname, search } = new URL(c.req.url);
    const here = encodeURIComponent(`${pathname}${search}`);
    if (purpose !== "sign_in") {
      if (session === null) return c.redirect(`/sign-in?next=${here}`, 303);
      if (purpose === "link" && !hasRecentProof(session, app.now())) {
        return c.redirect(`/reauthenticate?next=${here}`, 303);
      }
      if (c.req.query("ask") !== undefined || !cameFromUs(c)) {
        const props = { viewer: viewerOf(session), provider: provider.name, purpose, href: withoutAsk(c) };
        return c.html(renderDocument(<ProviderStepPage {...props} />));
      }
    }
    const { authorizeUrl, browserSecret } = await beginLogin(app, {
      provider: provider.id,
      purpose,
      session,
      next: wantedPath(c.req.query("next")),
      client: clientInfo(c),
    });
    keepCookie(c, "login", browserSecret);
    return c.redirect(authorizeUrl, 303);
  })
  .get(`${PATH}/callback`, async (c) => {
    const provider = c.req.param("provider") ?? "";
    const landing = await finishLogin(c.get("app"), {
      provider,
      callback: new URL(c.req.url).searchParams,
      session: c.get("session"),
      client: clientInfo(c),
    });
    if (landing.to === "signed_in") keepOutcome(c, landing.outcome);
    if (landing.to === "proved") keepCookie(c, "session", landing.sessionSecret);
    return c.redirect(pathOf(landing, provider), 303);
  });

/** What a visit is for: signed in, nobody signs in again. */
function purposeOf(c: Context<HonoEnv>): LoginPurpose {
  const asked = c.req.query("purpose");
  if (asked === "reauthenticate" || asked === "link") return asked;
  return c.get("session") === null ? "sign_in" : "link";
}

/** This address without what made it ask first. */
function withoutAsk(c: Context<HonoEnv>): string {
  const url = new URL(c.req.url);
  url.searchParams.delete("ask");
  return `${url.pathname}${url.search}`;
}

function wantedPath(next: string | undefined): string | null {
  return next === undefined ? null : nextPath(next);
}

function pathOf(landing: LoginLanding, provider: string): string {
  switch (landing.to) {
    case "signed_in":
      return landing.outcome.next === null ? (landing.next ?? "/") : codePath(landing.next);
    case "confirm_address":
      return "/auth/confirm-address";
    case "linked":
      return "/settings/sign-in?done=identity_linked";
    case "proved":
      return landing.next ?? "/settings";
    case "problem":
      return problemPath(landing, provider);
  }
}

const PROBLEM_PAGES: Readonly<Record<LoginPurpose, string>> = {
  sign_in: "/sign-in",
  link: "/settings/sign-in",
  reauthenticate: "/reauthenticate",
};

function problemPath(landing: LoginLanding & { to: "problem" }, provider: string): string {
  const { problem, purpose } = landing;
  // Where to link it, once signed in.
  const next = problem === "account_exists" ? "/settings/sign-in" : landing.next;
  const query = new URLSearchParams({ problem, provider });
  if (next !== null && purpose !== "link") query.set("next", next);
  return `${PROBLEM_PAGES[purpose]}?${query.toString()}`;
}

import type { Context } from "hono";

import type { AppContext } from "../context.ts";
import { type AppError, SignInRequiredError } from "../errors.ts";
import { createLogger, type Logger } from "../log.ts";
import type { HonoEnv } from "../routes/app-env.ts";
import { ReauthenticationNeededError } from "../services/sessions/recent-proof.ts";
import { renderDocument } from "../views/document.ts";
import { ErrorPage } from "../views/pages/error-page.tsx";
import { isMediaHost } from "./is-media-host.ts";
import { problemTitle, toProblem } from "./problem.ts";
import { toAppError } from "./to-app-error.ts";

/**
 * The one place where errors become answers: problem+json for programs, a page for people, each with the request id.
 * Logs what happened, once. Headers a route had prepared are dropped with it: a failed request sets no cookie.
 * `extraHeaders` is for what belongs to the error itself, such as `Allow`.
 */
export function renderError(
  thrown: unknown,
  c: Context<HonoEnv>,
  extraHeaders: Readonly<Record<string, string>> = {},
): Response {
  // The context is missing when making it is what failed.
  const app: AppContext | undefined = c.get("app");
  const error = toAppError(thrown, app?.now() ?? Date.now());
  note(app?.log ?? createLogger({ request_id: c.get("requestId") }), c, error);
  const isHtml = wantsHtml(c, app);
  if (isHtml && error instanceof SignInRequiredError && c.req.method === "GET") return toSignIn(c);
  if (isHtml && error instanceof ReauthenticationNeededError) return toReauthentication(c);
  const headers = new Headers({ ...extraHeaders, Vary: "Accept" });
  if (error.retryAfterSeconds !== null) headers.set("Retry-After", String(error.retryAfterSeconds));
  headers.set("Content-Type", isHtml ? "text/html; charset=utf-8" : "application/problem+json");
  const body = isHtml ? page(c, error) : problem(c, app, error);
  return new Response(c.req.method === "HEAD" ? null : body, { status: error.status, headers });
}

function problem(c: Context<HonoEnv>, app: AppContext | undefined, error: AppError): string {
  const origin = app?.config.appOrigin ?? new URL(c.req.url).origin;
  return JSON.stringify(toProblem(error, { origin, path: c.req.path, requestId: c.get("requestId") }));
}

function page(c: Context<HonoEnv>, error: AppError): string {
  return renderDocument(
    <ErrorPage
      status={error.status}
      code={error.code}
      title={problemTitle(error.status)}
      detail={error.message}
      requestId={c.get("requestId")}
      signedIn={c.get("session") !== null}
    />,
  );
}

/** The API and the host of rendered files have no pages; elsewhere a browser says that it wants one. */
function wantsHtml(c: Context<HonoEnv>, app: AppContext | undefined): boolean {
  if (c.req.path.startsWith("/api/")) return false;
  if (app !== undefined && isMediaHost(new URL(c.req.url), app.config.mediaOrigin)) return false;
  return (c.req.header("accept") ?? "").includes("text/html");
}

function toSignIn(c: Context<HonoEnv>): Response {
  const { pathname, search } = new URL(c.req.url);
  // A callback's query carries a code: it must not travel on, and would be of no use after a new sign-in.
  const next = pathname.startsWith("/connect/") ? "/connections" : `${pathname}${search}`;
  const location = `/sign-in?next=${encodeURIComponent(next)}`;
  return new Response(null, { status: 303, headers: { Location: location } });
}

/** A form that came too late is asked for again from the page it stands on: nothing of it is carried along. */
function toReauthentication(c: Context<HonoEnv>): Response {
  const { pathname, search, origin } = new URL(c.req.url);
  const from = c.req.method === "GET" ? null : URL.parse(c.req.header("referer") ?? "");
  const page = from?.origin === origin ? from : { pathname: "/settings", search: "" };
  const next = c.req.method === "GET" ? `${pathname}${search}` : `${page.pathname}${page.search}`;
  return new Response(null, {
    status: 303,
    headers: { Location: `/reauthenticate?next=${encodeURIComponent(next)}` },
  });
}

function note(log: Logger, c: Context<HonoEnv>, error: AppError): void {
  const fields = { method: c.req.method, path: c.req.path, status: error.status, code: error.code };
  if (error.status === 500) log.error("request_failed", { ...fields, error: error.cause ?? error });
  else if (error.status > 500) log.warn("request_failed", { ...fields, error: error.cause ?? error });
  else log.info("request_refused", fields);
}

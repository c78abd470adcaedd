import type { MiddlewareHandler } from "hono";

import type { AppConfig } from "../config.ts";
import type { AppContext } from "../context.ts";
import type { HonoEnv } from "../routes/app-env.ts";

/** Where browsers tell us what the policy stopped. */
export const CSP_REPORTS_PATH = "/csp-reports";

/**
 * The same in development and production. No inline script or style anywhere, and no script made from text. Pictures come
 * from us, and from the origin of rendered files when they have one.
 */
function contentSecurityPolicy(mediaOrigin: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self'${mediaOrigin === "" ? "" : ` ${mediaOrigin}`} blob: data:`,
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    `report-uri ${CSP_REPORTS_PATH}`,
  ].join("; ");
}

const PERMISSIONS_POLICY = [
  "accelerometer=()",
  "browsing-topics=()",
  "camera=()",
  "display-capture=()",
  "geolocation=()",
  "gyroscope=()",
  "magnetometer=()",
  "microphone=()",
  "midi=()",
  "payment=()",
  "usb=()",
].join(", ");

/** What every answer carries unless its route says otherwise. `no-store` is the default: what may be kept says so. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": contentSecurityPolicy(""),
  "Strict-Transport-Security": "max-age=31536000; includeSubDomains", // a year: OWASP ASVS 5.0, 3.4.1
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  // Not `no-referrer`: with it browsers send `Origin: null` with our own forms.
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": PERMISSIONS_POLICY,
  "Cache-Control": "no-store",
};

/** The headers of a deployment. */
function headersFor({ appOrigin, mediaOrigin }: Pick<AppConfig, "appOrigin" | "mediaOrigin">) {
  const policy = contentSecurityPolicy(mediaOrigin);
  // Over https the newer way of reporting as well. Not over http: there Chromium sends nothing by it, and where a policy
  // names it, ignores `report-uri`.
  return appOrigin.startsWith("https:")
    ? {
        ...SECURITY_HEADERS,
        "Content-Security-Policy": `${policy}; report-to csp`,
        "Reporting-Endpoints": `csp="${CSP_REPORTS_PATH}"`,
      }
    : { ...SECURITY_HEADERS, "Content-Security-Policy": policy };
}

/** Adds the headers that a route has not set itself, to errors too. */
export const securityHeaders: MiddlewareHandler<HonoEnv> = async (c, next) => {
  await next();
  if (c.res.status === 101) return; // the answer to a WebSocket: no document, and it must not be copied
  // The context is missing when making it is what failed.
  const app: AppContext | undefined = c.get("app");
  const headers = app === undefined ? SECURITY_HEADERS : headersFor(app.config);
  for (const [name, value] of Object.entries(headers)) {
    if (!c.res.headers.has(name)) c.header(name, value);
  }
};

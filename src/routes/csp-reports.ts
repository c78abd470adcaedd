import { Hono, type HonoRequest } from "hono";
import { bodyLimit } from "hono/body-limit";

import { clientInfo } from "../http/client-info.ts";
import { CSP_REPORTS_PATH } from "../middleware/security-headers.ts";
import { takeCspReport } from "../services/reports/take-csp-report.ts";
import type { HonoEnv } from "./app-env.ts";

/** A report names one address and repeats the policy; a page with many violations sends several bodies. */
const MAX_REPORT_BYTES = 16 * 1024;
const TYPES: ReadonlySet<string> = new Set(["application/csp-report", "application/reports+json"]);

/** Whoever reports learns nothing: not even whether the report was read. */
const silent = bodyLimit({ maxSize: MAX_REPORT_BYTES, onError: (c) => c.body(null, 204) });

/**
 * `/csp-reports`: what browsers say our content security policy stopped. Always 204. They send reports as our own pages:
 * Chromium with `Sec-Fetch-Site: same-origin` by `report-uri`, with our `Origin` alone by `report-to`; so they pass the
 * check for foreign requests like any form.
 */
export function createCspReportRoutes(random?: () => number): Hono<HonoEnv> {
  return new Hono<HonoEnv>().post(CSP_REPORTS_PATH, silent, async (c) => {
    const app = c.get("app");
    const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
    if (!TYPES.has(type)) return c.body(null, 204);
    try {
      await takeCspReport(app, { client: clientInfo(c), readBody: () => readText(c.req) }, random);
    } catch (error) {
      app.log.warn("csp_report_lost", { error });
    }
    return c.body(null, 204);
  });
}

/** Not by `text()`: the runtime would warn about each report that its type is no text. */
async function readText(request: HonoRequest): Promise<string> {
  return new TextDecoder().decode(await request.arrayBuffer());
}

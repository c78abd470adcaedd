import type { AppContext } from "../../context.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { gateIsOpen } from "../gates/pass-gate.ts";
import { readCspReports } from "./read-csp-reports.ts";

/** In production one report of ten is looked at: a broken release shows just as clearly, at a tenth of the lines. */
const SAMPLED_IN_PRODUCTION = 0.1;

/**
 * Writes what a browser reports about our content security policy into the log, a line a violation. Reports come from
 * anybody and are believed by nobody: they have no other effect. `readBody` is called only for those that are looked at.
 * `random` gives numbers from 0 up to 1.
 */
export async function takeCspReport(
  app: AppContext,
  report: { readonly client: ClientInfo; readonly readBody: () => Promise<string> },
  random: () => number = Math.random,
): Promise<void> {
  const { environment, appOrigin } = app.config;
  if (environment === "production" && random() >= SAMPLED_IN_PRODUCTION) return;
  if (!(await gateIsOpen(app, "csp-report", report.client))) return;
  for (const violation of readCspReports(await report.readBody(), appOrigin)) {
    app.log.warn("csp_violation", { ...violation });
  }
}

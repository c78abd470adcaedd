import * as z from "zod";

/** What may be written down about a violation: nothing a person typed, no query, no sample. */
export interface CspViolation {
  /** The directive that stopped it, `unknown` when the report names none of that form. */
  readonly directive: string;
  /** Origin of what was stopped, or a word such as `inline`. */
  readonly blocked: string;
  /** Path of our page, without query and fragment. */
  readonly page: string;
}

/** One body may carry the reports of a whole page. */
const MAX_VIOLATIONS = 10;
const MAX_PAGE_CHARS = 200;

const text = z.string().max(8_192).catch("");

/** `report-uri` (CSP level 2): one report, `application/csp-report`. */
const former = z.object({
  "csp-report": z.object({
    "document-uri": text,
    "effective-directive": text,
    "violated-directive": text,
    "blocked-uri": text,
  }),
});

/** `report-to` (Reporting API): a list of reports of any kind, `application/reports+json`. */
const present = z.array(z.looseObject({ type: text, body: z.unknown() }));
const violation = z.object({ documentURL: text, effectiveDirective: text, blockedURL: text });

interface Reported {
  readonly document: string;
  readonly directive: string;
  readonly blocked: string;
}

/** The violations in the body of a report about pages of `appOrigin`; empty when it is no report, or about other pages. */
export function readCspReports(body: string, appOrigin: string): CspViolation[] {
  return parse(body)
    .filter(({ document }) => URL.parse(document)?.origin === appOrigin)
    .slice(0, MAX_VIOLATIONS)
    .map(({ document, directive, blocked }) => ({
      directive: /^[a-z-]{3,40}$/.exec(directive.split(" ", 1)[0] ?? "")?.[0] ?? "unknown",
      blocked: originOf(blocked),
      page: (URL.parse(document)?.pathname ?? "").slice(0, MAX_PAGE_CHARS),
    }));
}

function parse(body: string): Reported[] {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return [];
  }
  const one = former.safeParse(json).data?.["csp-report"];
  if (one !== undefined) {
    const directive = one["effective-directive"] || one["violated-directive"];
    return [{ document: one["document-uri"], directive, blocked: one["blocked-uri"] }];
  }
  return (present.safeParse(json).data ?? []).flatMap((report) => {
    const read = violation.safeParse(report.type === "csp-violation" ? report.body : undefined).data;
    if (read === undefined) return [];
    return [{ document: read.documentURL, directive: read.effectiveDirective, blocked: read.blockedURL }];
  });
}

/** `https://evil.example` of an address, `chrome-extension:` where a scheme has no origin, a word of the standard as it is. */
function originOf(blocked: string): string {
  if (/^[a-z-]{1,40}$/.test(blocked)) return blocked;
  const url = URL.parse(blocked);
  if (url === null) return "unknown";
  return url.origin === "null" ? url.protocol.slice(0, 40) : url.origin;
}

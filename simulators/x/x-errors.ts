/** Refusals in X's words. */

/** v1.1: one numbered error. */
export function legacyError(
  status: number,
  code: number,
  message: string,
  headers: HeadersInit = {},
): Response {
  return Response.json({ errors: [{ code, message }] }, { status, headers });
}

/** v2: a problem. `type` is `about:blank` unless X names one. */
export function problem(
  status: number,
  title: string,
  detail: string,
  type = "about:blank",
  headers: HeadersInit = {},
): Response {
  return Response.json({ title, detail, type, status }, { status, headers });
}

/** Each error in the words of v1.1 and v2. */
const X_ERRORS = {
  badAuthData: [400, 215, "Bad Authentication data."],
  notAuthenticated: [401, 32, "Could not authenticate you."],
  invalidToken: [401, 89, "Invalid or expired token."],
  timestamp: [401, 135, "Timestamp out of bounds."],
  rateLimit: [429, 88, "Rate limit exceeded"],
  overCapacity: [503, 130, "Over capacity"],
  internal: [500, 131, "Internal error"],
  suspended: [403, 64, "Your account is suspended and is not permitted to access this feature."],
  locked: [
    403,
    326,
    "To protect our users from spam and other malicious activity, this account is temporarily locked.",
  ],
  readOnlyApp: [403, 261, "Application cannot perform write actions."],
  callback: [403, 415, "Callback URL not approved for this client application."],
  plan: [
    403,
    453,
    "You currently have access to a subset of X API V2 endpoints and limited v1.1 endpoints (e.g. media post, oauth) only.",
  ],
  noPage: [404, 34, "Sorry, that page does not exist."],
} as const satisfies Record<string, readonly [status: number, code: number, message: string]>;

export type XErrorName = keyof typeof X_ERRORS;

const V2_TITLES: Readonly<Record<number, string>> = {
  400: "Invalid Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found Error",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** The named error as the version of the API in `path` writes it. v2 has no numbers: missing credentials are 401 there. */
export function xError(name: XErrorName, path: string, headers: HeadersInit = {}): Response {
  const [status, code, message] = X_ERRORS[name];
  if (!path.startsWith("/2/")) return legacyError(status, code, message, headers);
  const v2Status = name === "badAuthData" ? 401 : status;
  const title = V2_TITLES[v2Status] ?? "Error";
  return problem(v2Status, title, v2Status === 401 ? "Unauthorized" : message, "about:blank", headers);
}

/** The dialog of the simulated Facebook in which a person signs in to an app. */
import { Hono } from "hono";

import type { SimClock } from "../clock.ts";
import { consentPage, refusalPage } from "../consent-page.ts";
import { keepCode } from "../login/codes.ts";
import { randomLetters } from "../login/login-state.ts";
import { isS256Challenge } from "../login/pkce.ts";
import { backTo, isRegisteredRedirect } from "../login/redirect-uris.ts";
import type { SimEnv } from "../simulator.ts";
import { isLiveVersion } from "./api-version.ts";
import { SIM_FACEBOOK_APP_ID, SIM_FACEBOOK_APP_NAME } from "./credentials.ts";
import { permissionsOf, setPermissions, type FacebookDocument } from "./facebook-state.ts";

/** What people read, by permission. `public_profile` is always given; every other one has a box to leave it out. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  public_profile: "See your name and profile picture",
  email: "See your email address",
};

/** Facebook puts it behind every answer. */
const FRAGMENT = "_=_";

interface Asked {
  readonly redirectUri: string;
  readonly state: string | null;
  readonly scopes: readonly string[];
  readonly challenge: string | null;
  readonly authTypes: readonly string[];
}

export function facebookDialog(document: FacebookDocument, clock: SimClock): Hono<SimEnv> {
  const app = new Hono<SimEnv>();

  app.get("/:version/dialog/oauth", (c) => {
    const asked = read(c.req.param("version"), new URL(c.req.url).searchParams);
    if (!("redirectUri" in asked)) return asked;
    const { scopes, authTypes } = asked;
    return consentPage({
      platform: "Facebook",
      app: SIM_FACEBOOK_APP_NAME,
      asks: [PERMISSIONS["public_profile"] ?? ""],
      accounts: document.value.accounts.map(({ name, displayName }) => ({ name, handle: displayName })),
      choices: scopes
        .filter((scope) => scope !== "public_profile")
        .map((scope) => ({ name: scope, label: PERMISSIONS[scope] ?? scope })),
      note: authTypes.includes("reauthenticate")
        ? "Facebook asks you to enter your password again."
        : authTypes.includes("rerequest")
          ? undefined
          : "What you declined before stays declined until the app asks for it again (auth_type=rerequest).",
      hidden: {},
    });
  });

  // The form posts to its own address, so what was asked for is still in the query.
  app.post("/:version/dialog/oauth", async (c) => {
    const asked = read(c.req.param("version"), new URL(c.req.url).searchParams);
    if (!("redirectUri" in asked)) return asked;
    const fields = await c.req.parseBody({ all: true });
    const { redirectUri, state, challenge } = asked;
    if (fields["decision"] !== "allow") {
      const error = { error: "access_denied", error_code: "200", error_description: "Permissions error" };
      return backTo(redirectUri, { ...error, error_reason: "user_denied", state }, FRAGMENT);
    }
    const account = document.value.accounts.find((each) => each.name === fields["account"]);
    if (account === undefined) return refusalPage("Facebook", 400, "Choose an account first.");
    const before = permissionsOf(document, account.name);
    const offered = [fields["asked"] ?? []].flat();
    const leftOut = asked.scopes.filter(
      (scope) =>
        (offered.includes(scope) && fields[scope] !== "yes") ||
        // Facebook does not ask twice about what was declined.
        (before.declined.includes(scope) && !asked.authTypes.includes("rerequest")),
    );
    const granted = asked.scopes.filter((scope) => !leftOut.includes(scope));
    const merge = (old: readonly string[], more: readonly string[], less: readonly string[]) =>
      [...new Set([...old, ...more])].filter((scope) => !less.includes(scope));
    const permissions = {
      granted: merge(before.granted, granted, leftOut),
      declined: merge(before.declined, leftOut, granted),
    };
    setPermissions(document, account.name, permissions);
    const code = `AQ${randomLetters(200)}`;
    const scopes = permissions.granted;
    keepCode(document, { code, account: account.name, redirectUri, scopes, challenge }, clock);
    c.env.call.account = account.name;
    return backTo(redirectUri, { code, state }, FRAGMENT);
  });
  return app;
}

/** Facebook shows every mistake of the app on its own page. */
function read(version: string, query: URLSearchParams): Asked | Response | Promise<Response> {
  const refuse = (why: string) => refusalPage("Facebook", 400, why);
  if (!isLiveVersion(version)) return refuse(`There is no version ${version} any more.`);
  if (query.get("client_id") !== SIM_FACEBOOK_APP_ID)
    return refuse("Invalid App ID: The provided app ID does not look like a valid app ID.");
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!isRegisteredRedirect("facebook", redirectUri)) {
    return refuse(
      "URL Blocked: This redirect failed because the redirect URI is not white-listed in the app's client OAuth settings.",
    );
  }
  if ((query.get("response_type") ?? "code") !== "code")
    return refuse("Only response_type=code is simulated.");
  const named = (query.get("scope") ?? "").split(/[\s,]+/).filter((scope) => scope !== "");
  const unknown = named.filter((scope) => !Object.hasOwn(PERMISSIONS, scope));
  if (unknown.length > 0) return refuse(`Invalid Scopes: ${unknown.join(", ")}.`);
  const challenge = query.get("code_challenge");
  const method = query.get("code_challenge_method");
  if (challenge === null ? method !== null : method !== "S256" || !isS256Challenge(challenge))
    return refuse("The code challenge must be an S256 one.");
  const authTypes = (query.get("auth_type") ?? "").split(",").filter((type) => type !== "");
  if (authTypes.some((type) => !["rerequest", "reauthenticate", "reauthorize"].includes(type)))
    return refuse(`Invalid auth_type: ${authTypes.join(",")}.`);
  const scopes = [...new Set(["public_profile", ...named])];
  return { redirectUri, state: query.get("state"), scopes, challenge, authTypes };
}

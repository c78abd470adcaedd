/** Tokens at the Graph API: for a code, and what one is worth. Exchange for long-lived tokens is not simulated. */
import { Hono, type Context } from "hono";

import type { SimClock } from "../clock.ts";
import { checkClient } from "../login/client-credentials.ts";
import { redeemCode, type CodeRefusal } from "../login/codes.ts";
import { formFields } from "../login/form-fields.ts";
import { randomLetters } from "../login/login-state.ts";
import { sameSecret } from "../login/same-secret.ts";
import { findToken, keepToken, newToken } from "../login/tokens.ts";
import type { SimEnv } from "../simulator.ts";
import { FACEBOOK_CLIENT, SIM_FACEBOOK_APP_NAME } from "./credentials.ts";
import type { FacebookDocument } from "./facebook-state.ts";
import { graphError, TOKEN_ERRORS } from "./graph-errors.ts";

/** Meta promises an hour or two for a token of a sign-in; this is the shorter. */
const TOKEN_MS = 3_600_000;

/** Access to data ends this long after the person last used the app. */
const DATA_ACCESS_MS = 90 * 86_400_000;

const CODE_ERRORS: Readonly<Record<CodeRefusal, readonly [message: string, subcode?: number]>> = {
  unknown: ["Invalid verification code format."],
  used: ["This authorization code has been used.", 36_009],
  expired: ["This authorization code has expired.", 36_007],
  redirect_uri: [
    "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request",
    36_008,
  ],
  verifier_missing: ["Missing code_verifier parameter."],
  verifier_wrong: ["Invalid code_verifier parameter."],
  verifier_unasked: ["Invalid code_verifier parameter."],
};

export function graphToken(document: FacebookDocument, clock: SimClock): Hono<SimEnv> {
  const app = new Hono<SimEnv>();

  app.on(["GET", "POST"], "/graph/:version/oauth/access_token", async (c) => {
    const params = await readParams(c);
    const client = checkClient(FACEBOOK_CLIENT, null, params);
    if (client === "none") return graphError(101, "Missing client_id parameter.");
    if (client === "unknown")
      return graphError(
        101,
        "Error validating application. Cannot get application info due to a system error.",
      );
    if (client !== "ok") return graphError(1, "Error validating client secret.");
    if ((params["grant_type"] ?? "authorization_code") !== "authorization_code")
      return graphError(100, `The grant_type ${params["grant_type"]} is not simulated.`);
    if (params["redirect_uri"] === undefined) return graphError(191, "Missing redirect_uri parameter.");
    if (params["code"] === undefined) return graphError(1, "Missing authorization code");
    const sent = { redirectUri: params["redirect_uri"], verifier: params["code_verifier"] ?? null };
    const code = redeemCode(document, params["code"], sent, clock);
    if (typeof code === "string") {
      const [message, subcode] = CODE_ERRORS[code];
      return graphError(100, message, subcode === undefined ? {} : { subcode });
    }
    const token = newToken(`EAA${randomLetters(180)}`, code, TOKEN_MS, clock);
    c.env.call.account = code.account;
    c.env.call.commit("signed_in", () => keepToken(document, token));
    return c.json({ access_token: token.token, token_type: "bearer", expires_in: TOKEN_MS / 1_000 });
  });

  app.get("/graph/:version/debug_token", (c) => {
    const appToken = `${FACEBOOK_CLIENT.id}|${FACEBOOK_CLIENT.secret}`;
    if (!sameSecret(c.req.query("access_token") ?? "", appToken)) {
      return graphError(
        100,
        "(#100) You must provide an app access token, or a user access token that is an owner or developer of the app",
      );
    }
    const presented = c.req.query("input_token");
    if (presented === undefined) return graphError(100, "(#100) The parameter input_token is required");
    const fate = findToken(document, presented, clock);
    const token = document.value.tokens.find((each) => each.token === presented);
    const account = document.value.accounts.find((each) => each.name === token?.account);
    const seconds = (moment: number) => Math.floor(clock.toWall(moment) / 1_000);
    const dead = typeof fate === "string" ? TOKEN_ERRORS[fate] : null;
    return c.json({
      data: {
        ...(token === undefined || account === undefined
          ? {}
          : {
              app_id: FACEBOOK_CLIENT.id,
              type: "USER",
              application: SIM_FACEBOOK_APP_NAME,
              data_access_expires_at: seconds(token.createdAt + DATA_ACCESS_MS),
              expires_at: seconds(token.expiresAt ?? 0),
              issued_at: seconds(token.createdAt),
              user_id: account.id,
            }),
        ...(dead === null
          ? {}
          : {
              error: {
                code: 190,
                message: dead.message,
                ...(dead.subcode === null ? {} : { subcode: dead.subcode }),
              },
            }),
        is_valid: dead === null,
        scopes: dead === null ? (token?.scopes ?? []) : [],
      },
    });
  });
  return app;
}

/** Graph takes parameters in the query and in the form alike. */
async function readParams(c: Context<SimEnv>): Promise<Record<string, string>> {
  return { ...c.req.query(), ...(await formFields(c.req.raw)) };
}

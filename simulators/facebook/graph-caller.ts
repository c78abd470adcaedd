/** Whom a call of the Graph API acts for. */
import { createHmac } from "node:crypto";

import type { SimClock } from "../clock.ts";
import { sameSecret } from "../login/same-secret.ts";
import { bearerOf, findToken } from "../login/tokens.ts";
import { SIM_FACEBOOK_APP_SECRET } from "./credentials.ts";
import type { FacebookAccount, FacebookDocument } from "./facebook-state.ts";
import { graphError, tokenError } from "./graph-errors.ts";

export interface GraphCaller {
  readonly account: FacebookAccount;
  readonly scopes: readonly string[];
}

/** In the query, or as `Authorization: Bearer` or `OAuth`. */
export function graphTokenOf(request: Request): string | null {
  const inQuery = new URL(request.url).searchParams.get("access_token");
  return inQuery ?? bearerOf(request, /^(?:Bearer|OAuth)$/i);
}

/** Checks token and `appsecret_proof`: hex HMAC-SHA256 of the token under the app's secret. */
export function graphCaller(
  document: FacebookDocument,
  request: Request,
  clock: SimClock,
): GraphCaller | Response {
  const presented = graphTokenOf(request);
  if (presented === null) {
    return graphError(
      2_500,
      "An active access token must be used to query information about the current user.",
    );
  }
  const token = findToken(document, presented, clock);
  if (typeof token === "string") return tokenError(token);
  const account = document.value.accounts.find((each) => each.name === token.account);
  if (account === undefined) return tokenError("unknown");
  const proof = new URL(request.url).searchParams.get("appsecret_proof");
  if (proof === null && document.value.switches["requires_appsecret_proof"] === true) {
    return graphError(100, "API calls from the server require an appsecret_proof argument", {
      type: "GraphMethodException",
    });
  }
  const expected = createHmac("sha256", SIM_FACEBOOK_APP_SECRET).update(presented).digest("hex");
  if (proof !== null && !sameSecret(proof, expected)) {
    return graphError(100, "Invalid appsecret_proof provided in the API argument", {
      type: "GraphMethodException",
    });
  }
  return { account, scopes: token.scopes };
}

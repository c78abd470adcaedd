/** The three legs of OAuth 1.0a at X, and taking a token back. */
import { Hono, type Context } from "hono";

import type { SimClock } from "../clock.ts";
import { consentPage, refusalPage } from "../consent-page.ts";
import type { SimEnv } from "../simulator.ts";
import type { XRequestChecker } from "./check-request.ts";
import { isRegisteredCallback, SIM_X_APP_NAME } from "./credentials.ts";
import { xError, type XErrorName } from "./x-errors.ts";
import { randomWord, xIdOf, type XAccessToken, type XDocument } from "./x-state.ts";

/** A request token that nobody allowed is forgotten after this. */
const REQUEST_TOKEN_MS = 15 * 60_000;

export function xOAuth(state: XDocument, checker: XRequestChecker, clock: SimClock): Hono<SimEnv> {
  const app = new Hono<SimEnv>();
  const refuse = (c: Context<SimEnv>, name: XErrorName) => xError(name, c.req.path);
  const pending = (token: string | undefined) => {
    const found = state.value.requestTokens.find((each) => each.token === token);
    return found === undefined || clock.now() - found.createdAt > REQUEST_TOKEN_MS ? null : found;
  };

  app.post("/oauth/request_token", async (c) => {
    const signed = await checker.check(c.req.raw, c.env.call.url);
    if (typeof signed === "string") return refuse(c, signed);
    const callback = signed.params.get("oauth_callback") ?? "";
    if (callback !== "oob" && !isRegisteredCallback(callback)) return refuse(c, "callback");
    const made = {
      token: randomWord(20),
      secret: randomWord(24),
      callback,
      createdAt: clock.now(),
      account: null,
      verifier: null,
    };
    state.value.requestTokens = state.value.requestTokens.filter((each) => pending(each.token) !== null);
    state.value.requestTokens.push(made);
    state.save();
    return form({
      oauth_token: made.token,
      oauth_token_secret: made.secret,
      oauth_callback_confirmed: "true",
    });
  });

  app.on("GET", ["/oauth/authorize", "/oauth/authenticate"], (c) => {
    const token = pending(c.req.query("oauth_token"));
    if (token === null || token.verifier !== null) return noLongerValid();
    return consentPage({
      platform: "X",
      app: SIM_X_APP_NAME,
      asks: [
        "See your profile",
        ...(state.value.switches.read_write ? ["Change your profile, and post for you"] : []),
      ],
      accounts: state.value.accounts.map(({ name }) => ({ name, handle: `@${name}` })),
      selected: c.req.query("screen_name"),
      hidden: { oauth_token: token.token },
    });
  });

  app.on("POST", ["/oauth/authorize", "/oauth/authenticate"], async (c) => {
    const { oauth_token: posted, ...fields } = await c.req.parseBody();
    const token = pending(typeof posted === "string" ? posted : undefined);
    if (token === null || token.verifier !== null) return noLongerValid();
    const allowed = fields["decision"] === "allow";
    const account = state.value.accounts.find((each) => each.name === fields["account"]);
    if (allowed && account === undefined) return refusalPage("X", 400, "Choose an account first.");
    if (allowed && account !== undefined) {
      token.account = account.name;
      token.verifier =
        token.callback === "oob" ? String(1_000_000 + Math.floor(Math.random() * 9_000_000)) : randomWord(20);
      c.env.call.account = account.name;
    } else {
      state.value.requestTokens = state.value.requestTokens.filter((each) => each !== token);
    }
    state.save();
    if (token.callback === "oob")
      return refusalPage(
        "X",
        200,
        token.verifier === null ? "You declined." : `Your code is ${token.verifier}.`,
      );
    const back = new URL(token.callback);
    if (token.verifier === null) back.searchParams.set("denied", token.token);
    else {
      back.searchParams.set("oauth_token", token.token);
      back.searchParams.set("oauth_verifier", token.verifier);
    }
    return c.redirect(back.href, 302);
  });

  app.post("/oauth/access_token", async (c) => {
    const signed = await checker.check(c.req.raw, c.env.call.url);
    if (typeof signed === "string") return refuse(c, signed);
    const request = signed.requestToken;
    const verifier = signed.params.get("oauth_verifier");
    if (request === null || pending(request.token) === null || request.account === null)
      return refuse(c, "invalidToken");
    if (verifier === undefined || verifier !== request.verifier) return refuse(c, "notAuthenticated");
    const name = request.account;
    state.value.requestTokens = state.value.requestTokens.filter((each) => each !== request);
    const token = tokenFor(name);
    state.save();
    c.env.call.account = name;
    c.env.call.commit("connected", () => {});
    return form({
      oauth_token: token.token,
      oauth_token_secret: token.secret,
      user_id: xIdOf(name),
      screen_name: name,
    });
  });

  app.on("POST", ["/1.1/oauth/invalidate_token.json", "/1.1/oauth/invalidate_token"], async (c) => {
    const signed = await checker.check(c.req.raw, c.env.call.url);
    if (typeof signed === "string") return refuse(c, signed);
    const token = signed.accessToken;
    if (token === null) return refuse(c, "badAuthData");
    c.env.call.account = token.account;
    c.env.call.commit("revoked", () => {
      token.revokedAt = clock.now();
      state.save();
    });
    return c.json({ access_token: token.token });
  });

  /** X gives the same token again while it lives, unless the app's permission has changed since. */
  function tokenFor(account: string): XAccessToken {
    const canWrite = state.value.switches.read_write;
    const alive = state.value.accessTokens.find(
      (each) => each.account === account && each.revokedAt === null && each.canWrite === canWrite,
    );
    if (alive !== undefined) return alive;
    const token = `${xIdOf(account)}-${randomWord(24)}`;
    const made = {
      token,
      secret: randomWord(32),
      account,
      canWrite,
      createdAt: clock.now(),
      revokedAt: null,
    };
    state.value.accessTokens.push(made);
    return made;
  }

  return app;
}

function form(fields: Record<string, string>): Response {
  return new Response(new URLSearchParams(fields).toString(), {
    headers: { "content-type": "text/html;charset=utf-8" },
  });
}

function noLongerValid(): Promise<Response> {
  return refusalPage("X", 403, "This page is no longer valid. Go back to the app and start again.");
}

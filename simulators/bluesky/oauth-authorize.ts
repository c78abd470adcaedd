/** Pushed requests and the page on which a person says yes or no. */
import { randomBytes } from "node:crypto";

import { Hono } from "hono";

import { consentPage, refusalPage } from "../consent-page.ts";
import type { SimEnv } from "../simulator.ts";
import { allowsRedirect, type Client } from "./clients.ts";
import { OAuthError } from "./errors.ts";
import { handleOf, ISSUER } from "./names.ts";
import { type OAuthCaller, readForm } from "./oauth-caller.ts";
import { isKnownScope } from "./scopes.ts";
import { accountNamed, findAccount, type PushedRequest, type Server } from "./state.ts";

const REQUEST_LIFETIME_MS = 5 * 60_000;
const URI_PREFIX = "urn:ietf:params:oauth:request_uri:";
const PLATFORM = "Bluesky";

export function oauthAuthorize(server: Server, callerOf: OAuthCaller): Hono<SimEnv> {
  const app = new Hono<SimEnv>();

  app.post("/oauth/par", async (c) => {
    const form = await readForm(c.req.raw);
    const { client, keyId, jkt } = await callerOf(c, form);
    const request = pushedRequest(server, client, form, jkt, keyId);
    const { value } = server.state;
    const now = server.clock.now();
    value.requests = [...value.requests.filter((each) => each.expiresAt > now), request];
    server.state.save();
    return c.json({ request_uri: request.uri, expires_in: REQUEST_LIFETIME_MS / 1_000 }, 201);
  });
  app.all("/oauth/par", (c) => c.body(null, 405));

  app.get("/oauth/authorize", (c) => {
    const request = openRequest(server, c.req.query("request_uri"), c.req.query("client_id"));
    if (typeof request === "string") return refusalPage(PLATFORM, 400, request);
    const hinted = request.loginHint === null ? undefined : findAccount(server, request.loginHint);
    return consentPage({
      platform: PLATFORM,
      app: request.clientName,
      asks: request.scope.split(" "),
      accounts: server.state.value.accounts
        .filter((account) => account.status !== "suspended")
        .map(({ name }) => ({ name, handle: `@${handleOf(name)}` })),
      selected: hinted?.name,
      hidden: { client_id: request.clientId, request_uri: request.uri },
      action: `${c.env.call.base}/oauth/authorize`,
    });
  });

  app.post("/oauth/authorize", async (c) => {
    const form = await readForm(c.req.raw);
    const request = openRequest(server, form.get("request_uri") ?? "", form.get("client_id") ?? "");
    if (typeof request === "string") return refusalPage(PLATFORM, 400, request);
    if (form.get("decision") !== "allow") {
      request.expiresAt = 0;
      server.state.save();
      return c.redirect(
        answerUrl(request, { error: "access_denied", error_description: "The user rejected the request" }),
        303,
      );
    }
    const account = accountNamed(server, form.get("account") ?? "");
    if (account === undefined) return refusalPage(PLATFORM, 400, "There is no such account here.");
    c.env.call.account = account.name;
    request.did = account.did;
    request.code = `cod-${randomBytes(32).toString("hex")}`;
    request.expiresAt = server.clock.now() + REQUEST_LIFETIME_MS;
    server.state.save();
    return c.redirect(answerUrl(request, { code: request.code }), 303);
  });
  return app;
}

function pushedRequest(
  server: Server,
  client: Client,
  form: URLSearchParams,
  jkt: string | null,
  keyId: string | null,
): PushedRequest {
  const refuse = (description: string, code = "invalid_request") => new OAuthError(code, description);
  if (form.get("response_type") !== "code")
    throw refuse("Unsupported response_type", "unsupported_response_type");
  const wanted = (form.get("scope") ?? "").split(" ");
  for (const scope of wanted) {
    if (!client.scope.split(" ").includes(scope)) {
      throw refuse(`Scope "${scope}" is not declared in the client metadata`, "invalid_scope");
    }
  }
  if (!wanted.includes("atproto")) throw refuse('The "atproto" scope is required', "invalid_scope");
  const redirectUri = form.get("redirect_uri") ?? "";
  if (!allowsRedirect(client, redirectUri)) throw refuse(`Invalid redirect_uri ${redirectUri}`);
  const challenge = form.get("code_challenge") ?? "";
  if (challenge === "") throw refuse("Use of PKCE is required");
  if (form.get("code_challenge_method") !== "S256") {
    throw refuse('atproto requires use of "S256" code_challenge_method');
  }
  const hint = form.get("login_hint")?.toLowerCase() ?? null;
  if (hint !== null && !/^did:[a-z]+:.+$|^([a-z0-9-]+\.)+[a-z]+$/.test(hint)) {
    throw refuse(`Invalid login_hint "${hint}"`);
  }
  return {
    uri: `${URI_PREFIX}req-${randomBytes(16).toString("hex")}`,
    clientId: client.id,
    clientName: client.name,
    clientKeyId: keyId,
    redirectUri,
    scope: [...new Set(wanted)].filter(isKnownScope).join(" "),
    state: form.get("state"),
    challenge,
    loginHint: hint,
    jkt,
    expiresAt: server.clock.now() + REQUEST_LIFETIME_MS,
    did: null,
    code: null,
  };
}

/** A request a person may still decide, or the sentence that says why not. */
function openRequest(server: Server, uri = "", clientId = ""): PushedRequest | string {
  const request = server.state.value.requests.find((each) => each.uri === uri);
  if (request === undefined) return "Unknown request_uri. Start again in the app.";
  if (request.clientId !== clientId) return "This request was initiated for another client.";
  if (request.code !== null) return "This request was already authorized.";
  if (request.expiresAt <= server.clock.now()) return "This request has expired. Start again in the app.";
  return request;
}

function answerUrl(request: PushedRequest, answer: Readonly<Record<string, string>>): string {
  const url = new URL(request.redirectUri);
  url.searchParams.set("iss", ISSUER);
  if (request.state !== null) url.searchParams.set("state", request.state);
  for (const [key, value] of Object.entries(answer)) url.searchParams.set(key, value);
  return url.href;
}

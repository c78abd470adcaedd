/** Who a token belongs to, and the picture of that account. */
import { Hono } from "hono";

import type { SimClock } from "../clock.ts";
import { drawPicture } from "../drawings.ts";
import { bearerOf, findToken } from "../login/tokens.ts";
import { pictureAnswer } from "../picture-answer.ts";
import type { SimEnv } from "../simulator.ts";
import type { GoogleDocument } from "./google-state.ts";
import { personClaims } from "./id-token.ts";

export function googleUserinfo(document: GoogleDocument, clock: SimClock): Hono<SimEnv> {
  const app = new Hono<SimEnv>();

  app.on(["GET", "POST"], "/openidconnect/v1/userinfo", (c) => {
    const token = findToken(document, bearerOf(c.req.raw), clock);
    if (typeof token === "string") return invalidCredentials();
    const account = document.value.accounts.find((each) => each.name === token.account);
    if (account === undefined) return invalidCredentials();
    return c.json(personClaims(account, token.scopes));
  });

  app.get("/photos/a/:file", async (c) => {
    const id = /^(\d+)=s96-c$/.exec(c.req.param("file"))?.[1];
    const account = document.value.accounts.find((each) => each.id === id);
    if (account === undefined) return pictureAnswer(null, c.req.raw);
    const bytes = await drawPicture("avatar", `google:${account.name}`);
    return pictureAnswer({ bytes, contentType: "image/png" }, c.req.raw);
  });
  return app;
}

export function invalidCredentials(): Response {
  const body = { error: "invalid_request", error_description: "Invalid Credentials" };
  const challenge = 'Bearer realm="https://accounts.google.com/", error="invalid_token"';
  return Response.json(body, { status: 401, headers: { "www-authenticate": challenge } });
}

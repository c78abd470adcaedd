/** The simulated X. */
import { Hono } from "hono";

import { createPeople } from "../people.ts";
import { SimulatorError, type SimEnv, type Simulator, type SimulatorPorts } from "../simulator.ts";
import { createRequestChecker, NONCES_KEPT } from "./check-request.ts";
import { readAuthorization } from "./oauth1.ts";
import { rateHeaders } from "./rate-headers.ts";
import { xApi } from "./x-api.ts";
import { problem, xError } from "./x-errors.ts";
import { xMedia } from "./x-media.ts";
import { xOAuth } from "./x-oauth.ts";
import { prepareXPicture } from "./x-pictures.ts";
import { emptyXState, xIdOf, type XState } from "./x-state.ts";
import { xView } from "./x-view.ts";

/** Builds the simulated X over its ports. */
export function createX({ clock, store }: SimulatorPorts): Simulator {
  const state = store.document<XState>("x", emptyXState);
  const checker = createRequestChecker(state, store.journal("x-nonces", NONCES_KEPT), clock);
  const api = xApi({ state, store, clock, checker });
  const app = new Hono<SimEnv>();
  app.route("/media", xMedia(state, store, clock));
  app.route("/", xOAuth(state, checker, clock));
  app.route("/", api.app);
  app.notFound((c) => xError("noPage", c.req.path));

  const tokenOf = (request: Request) => {
    const token = readAuthorization(request.headers.get("authorization"))?.get("oauth_token");
    return state.value.accessTokens.find((each) => each.token === token);
  };

  const people = createPeople({
    platform: "x",
    title: "X",
    state,
    clock,
    maxNameChars: 15,
    idOf: xIdOf,
    tokens: ({ accessTokens }) => accessTokens,
    async prepare(account, slot, bytes) {
      const version = await prepareXPicture(slot, bytes, account, { clock, store });
      if (version === "too_large") throw new SimulatorError(413, "X does not take a file this large.");
      if (version === "unreadable") throw new SimulatorError(422, "X takes JPG, PNG and GIF.");
      // The person sees the result at once; only the API has to wait.
      return { ...version, visibleAt: version.changedAt };
    },
  });

  return {
    id: "x",
    name: "X",
    app,
    kindOf: (_method, path) =>
      path.startsWith("/media/")
        ? "media"
        : /^\/oauth\/(authorize|authenticate)$/.test(path)
          ? "page"
          : "api",
    accountOf: (request) => tokenOf(request)?.account ?? null,
    refuse({ kind, retryAfter, status }, request) {
      const path = new URL(request.url).pathname;
      switch (kind) {
        case "429": {
          const resetAt = clock.now() + retryAfter * 1_000;
          return xError("rateLimit", path, rateHeaders({ limit: 75, remaining: 0, resetAt }, clock));
        }
        case "5xx":
          return status === 500 || status === 503
            ? xError(status === 503 ? "overCapacity" : "internal", path)
            : new Response("<html><body>Something is technically wrong.</body></html>", {
                status,
                headers: { "content-type": "text/html" },
              });
        case "402":
          return problem(
            402,
            "CreditsDepleted",
            "Your enrolled account does not have any credits to fulfill this request.",
            "https://api.twitter.com/2/problems/credits",
          );
        case "revoked": {
          const token = tokenOf(request);
          if (token !== undefined) token.revokedAt ??= clock.now();
          state.save();
          return xError("invalidToken", path);
        }
        case "expired":
          return xError("invalidToken", path);
      }
    },
    accounts: () =>
      Promise.all(state.value.accounts.map((account) => xView(account, state.value, clock.now()))),
    ...people,
    reset() {
      state.reset();
      checker.reset();
      api.reset();
    },
  };
}

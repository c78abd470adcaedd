/** The simulated Mastodon server. */
import { Hono } from "hono";

import { createPeople } from "../people.ts";
import { SimulatorError, type SimEnv, type Simulator, type SimulatorPorts } from "../simulator.ts";
import { mastodonApi } from "./mastodon-api.ts";
import { mastodonAuthorize } from "./mastodon-authorize.ts";
import { mastodonError, rateHeaders } from "./mastodon-errors.ts";
import { mastodonInstance } from "./mastodon-instance.ts";
import { isMastodonMedia, mastodonMedia } from "./mastodon-media.ts";
import { mastodonOAuth } from "./mastodon-oauth.ts";
import { prepareMastodonPicture } from "./mastodon-pictures.ts";
import { emptyMastodonState, mastodonIdOf, type MastodonState } from "./mastodon-state.ts";
import { mastodonView } from "./mastodon-view.ts";

/** Builds the simulated Mastodon server over its ports. */
export function createMastodon({ clock, store }: SimulatorPorts): Simulator {
  const state = store.document<MastodonState>("mastodon", emptyMastodonState);
  const api = mastodonApi({ state, store, clock });
  const app = new Hono<SimEnv>();
  app.route("/", mastodonMedia(state, store));
  app.route("/", mastodonOAuth(state, clock));
  app.route("/", mastodonAuthorize(state, clock));
  app.route("/", mastodonInstance());
  app.route("/", api.app);
  app.notFound(() => mastodonError(404, "Not Found"));

  const tokenOf = (request: Request) => {
    const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    return state.value.tokens.find((each) => each.token === bearer);
  };

  const people = createPeople({
    platform: "mastodon",
    title: "Mastodon",
    state,
    clock,
    maxNameChars: 30,
    idOf: mastodonIdOf,
    tokens: ({ tokens }) => tokens,
    async prepare(_account, slot, bytes) {
      const version = await prepareMastodonPicture(slot, bytes, { clock, store });
      if (typeof version === "string") throw new SimulatorError(422, version);
      return version;
    },
  });

  return {
    id: "mastodon",
    name: "Mastodon",
    app,
    kindOf: (_method, path) =>
      isMastodonMedia(path) ? "media" : path === "/oauth/authorize" ? "page" : "api",
    accountOf: (request) => tokenOf(request)?.account ?? null,
    refuse({ kind, retryAfter, status }, request) {
      switch (kind) {
        case "429": {
          const resetAt = clock.now() + retryAfter * 1_000;
          return mastodonError(
            429,
            "Too many requests",
            rateHeaders({ limit: 300, remaining: 0, resetAt }, clock),
          );
        }
        case "5xx":
          return mastodonError(
            status,
            status === 503 ? "Service temporarily unavailable" : "Internal server error",
          );
        case "402":
          return mastodonError(402, "Payment required");
        case "expired":
          return mastodonError(401, "The access token expired");
        case "revoked": {
          const token = tokenOf(request);
          if (token !== undefined) token.revokedAt ??= clock.now();
          state.save();
          return mastodonError(401, "The access token was revoked");
        }
      }
    },
    accounts: () => Promise.all(state.value.accounts.map((account) => mastodonView(account, state.value))),
    ...people,
    reset() {
      state.reset();
      api.reset();
    },
  };
}

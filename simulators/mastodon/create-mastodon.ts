/** The simulated Mastodon server. */
import { Hono } from "hono";

import { drawPicture } from "../drawings.ts";
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

  const accountNamed = (name: string) => {
    const account = state.value.accounts.find((each) => each.name === name);
    if (account === undefined) throw new SimulatorError(404, `Mastodon has no account ${name}.`);
    return account;
  };
  const tokenOf = (request: Request) => {
    const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    return state.value.tokens.find((each) => each.token === bearer);
  };

  async function createAccount({ name, displayName }: { name: string; displayName: string }) {
    if (!/^[a-z0-9_]{1,30}$/.test(name))
      throw new SimulatorError(422, "A name is 1 to 30 letters, digits or _.");
    if (state.value.accounts.some((each) => each.name === name))
      throw new SimulatorError(409, `@${name} is taken.`);
    state.value.accounts.push({
      name,
      displayName,
      id: mastodonIdOf(name),
      createdAt: clock.now(),
      status: "active",
      avatar: [],
      banner: [],
    });
    state.save();
  }

  async function edit(name: string, slot: "avatar" | "banner", bytes: Uint8Array | null) {
    const account = accountNamed(name);
    const changedAt = clock.now();
    const version =
      bytes === null
        ? { id: `removed-${changedAt}`, picture: null, changedAt, visibleAt: changedAt }
        : await prepareMastodonPicture(slot, bytes, { clock, store });
    if (typeof version === "string") throw new SimulatorError(422, version);
    account[slot].push(version);
    state.save();
  }

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
    createAccount,
    edit,
    setStatus(name, status) {
      accountNamed(name).status = status;
      state.save();
    },
    revokeAll(name) {
      const alive = state.value.tokens.filter((each) => each.account === name && each.revokedAt === null);
      for (const token of alive) token.revokedAt = clock.now();
      state.save();
      return alive.length;
    },
    switches: () => state.value.switches,
    setSwitch(name, on) {
      if (name !== "discovery" && name !== "stores_pictures")
        throw new SimulatorError(404, `Mastodon has no switch ${name}.`);
      state.value.switches[name] = on;
      state.save();
    },
    async seed() {
      const has = (name: string) => state.value.accounts.some((each) => each.name === name);
      if (!has("ada")) {
        await createAccount({ name: "ada", displayName: "Ada Hopper" });
        await edit("ada", "avatar", await drawPicture("avatar", "mastodon:ada"));
        await edit("ada", "banner", await drawPicture("banner", "mastodon:ada"));
      }
      // Never chose a picture: the server's own are shown.
      if (!has("ben")) await createAccount({ name: "ben", displayName: "Ben Fresh" });
    },
    reset() {
      state.reset();
      api.reset();
    },
  };
}

/** The simulated X. */
import { Hono } from "hono";

import { drawPicture } from "../drawings.ts";
import { SimulatorError, type SimEnv, type Simulator, type SimulatorPorts } from "../simulator.ts";
import { createRequestChecker, NONCES_KEPT } from "./check-request.ts";
import { readAuthorization } from "./oauth1.ts";
import { rateHeaders } from "./rate-headers.ts";
import { xApi } from "./x-api.ts";
import { problem, xError } from "./x-errors.ts";
import { xMedia } from "./x-media.ts";
import { xOAuth } from "./x-oauth.ts";
import { addVersion, prepareXPicture } from "./x-pictures.ts";
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

  const accountNamed = (name: string) => {
    const account = state.value.accounts.find((each) => each.name === name);
    if (account === undefined) throw new SimulatorError(404, `X has no account ${name}.`);
    return account;
  };
  const tokenOf = (request: Request) => {
    const token = readAuthorization(request.headers.get("authorization"))?.get("oauth_token");
    return state.value.accessTokens.find((each) => each.token === token);
  };

  async function createAccount({ name, displayName }: { name: string; displayName: string }) {
    if (!/^[a-z0-9_]{1,15}$/.test(name))
      throw new SimulatorError(422, "A name on X is 1 to 15 letters, digits or _.");
    if (state.value.accounts.some((each) => each.name === name))
      throw new SimulatorError(409, `@${name} is taken on X.`);
    state.value.accounts.push({
      name,
      displayName,
      id: xIdOf(name),
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
        ? { id: `removed/${changedAt}`, picture: null, changedAt, visibleAt: changedAt }
        : await prepareXPicture(slot, bytes, account, { clock, store });
    if (version === "too_large") throw new SimulatorError(413, "X does not take a file this large.");
    if (version === "unreadable") throw new SimulatorError(422, "X takes JPG, PNG and GIF.");
    // The person sees the result at once; only the API has to wait.
    addVersion(account, slot, { ...version, visibleAt: changedAt });
    state.save();
  }

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
    createAccount,
    edit,
    setStatus(name, status) {
      accountNamed(name).status = status;
      state.save();
    },
    revokeAll(name) {
      const alive = state.value.accessTokens.filter(
        (each) => each.account === name && each.revokedAt === null,
      );
      for (const token of alive) token.revokedAt = clock.now();
      state.save();
      return alive.length;
    },
    switches: () => state.value.switches,
    setSwitch(name, on) {
      if (name !== "profile_writes" && name !== "read_write")
        throw new SimulatorError(404, `X has no switch ${name}.`);
      state.value.switches[name] = on;
      state.save();
    },
    async seed() {
      const has = (name: string) => state.value.accounts.some((each) => each.name === name);
      if (!has("ada")) {
        await createAccount({ name: "ada", displayName: "Ada Hopper" });
        await edit("ada", "avatar", await drawPicture("avatar", "x:ada"));
        await edit("ada", "banner", await drawPicture("banner", "x:ada"));
      }
      // Never chose a picture: the platform's own are shown.
      if (!has("ben")) await createAccount({ name: "ben", displayName: "Ben Fresh" });
    },
    reset() {
      state.reset();
      checker.reset();
      api.reset();
    },
  };
}

import { createHash } from "node:crypto";

import { Hono } from "hono";

import { drawDefaultAvatar } from "../drawings.ts";
import { pictureAnswer } from "../picture-answer.ts";
import { createRateWindows } from "../rate-windows.ts";
import { type SimEnv, type Simulator, SimulatorError, type SimulatorPorts } from "../simulator.ts";
import { accountView } from "./account-views.ts";
import { errorAnswer, XrpcError } from "./errors.ts";
import { identity } from "./identity.ts";
import { countCall } from "./limits.ts";
import { oauthAuthorize } from "./oauth-authorize.ts";
import { createOAuthCaller } from "./oauth-caller.ts";
import { oauthMetadata } from "./oauth-metadata.ts";
import { oauthToken } from "./oauth-token.ts";
import { changePicture, seedPeople, signUp, withdrawAll } from "./people.ts";
import { createProofChecker } from "./proof.ts";
import { refuseRequest, tokenOf } from "./refusals.ts";
import { sessionByAccess } from "./sessions.ts";
import { type Account, accountNamed, emptyState, findAccount, type Server } from "./state.ts";
import { xrpcAccount } from "./xrpc-account.ts";
import { xrpcRepo } from "./xrpc-repo.ts";

const DEFAULT_AVATAR = { path: "/img/default-avatar.png", side: 400 };

/**
 * A personal data server, authorization server, directory and resolver in one. `fetchClient` reads the metadata of
 * clients whose id is an https URL.
 */
export function createBluesky(
  ports: SimulatorPorts,
  fetchClient: (url: string) => Promise<Response> = (url) => fetch(url, { redirect: "error" }),
): Simulator {
  const { clock, store } = ports;
  const server: Server = {
    clock,
    store,
    state: store.document("bluesky", emptyState),
    rates: createRateWindows(() => clock.now()),
    proofs: createProofChecker(clock),
    fetchClient,
  };
  const defaultAvatar = drawDefaultAvatar();

  function named(name: string): Account {
    const account = accountNamed(server, name);
    if (account === undefined) throw new SimulatorError(404, `Bluesky has no account ${name}.`);
    return account;
  }

  return {
    id: "bluesky",
    name: "Bluesky",
    app: createApp(server, defaultAvatar),
    kindOf(_method, path) {
      if (path === "/oauth/authorize" || path.startsWith("/app/")) return "page";
      return path === "/xrpc/com.atproto.sync.getBlob" || path.startsWith("/img/") ? "media" : "api";
    },
    accountOf(request) {
      const session = sessionByAccess(server, tokenOf(request));
      return session === undefined ? null : (findAccount(server, session.did)?.name ?? null);
    },
    refuse: (refusal, request) => refuseRequest(server, refusal, request),
    async accounts() {
      const sha256 = createHash("sha256")
        .update(await defaultAvatar)
        .digest("hex");
      return server.state.value.accounts.map((account) =>
        accountView(server, account, { ...DEFAULT_AVATAR, sha256 }),
      );
    },
    createAccount: async (input) => void signUp(server, input),
    edit: (name, slot, bytes) => changePicture(server, named(name), slot, bytes),
    setStatus(name, status) {
      named(name).status = status;
      server.state.save();
    },
    revokeAll: (name) => withdrawAll(server, named(name)),
    switches: () => ({}),
    setSwitch(name) {
      throw new SimulatorError(404, `Bluesky has no switch ${name}.`);
    },
    seed: () => seedPeople(server),
    reset() {
      server.state.reset();
      server.rates.clear();
    },
  };
}

function createApp(server: Server, defaultAvatar: Promise<Uint8Array<ArrayBuffer>>): Hono<SimEnv> {
  const app = new Hono<SimEnv>();
  const callerOf = createOAuthCaller(server);
  app.onError(errorAnswer);
  app.use("/oauth/*", async (c, next) => {
    await next();
    c.header("cache-control", "no-store");
    if (c.req.method === "POST" && c.req.path !== "/oauth/authorize")
      c.header("dpop-nonce", server.proofs.nextNonce());
  });
  app.use("/xrpc/*", async (c, next) => {
    await next();
    if (c.req.header("authorization")?.startsWith("DPoP ")) c.header("dpop-nonce", server.proofs.nextNonce());
  });
  app.get(DEFAULT_AVATAR.path, async (c) =>
    pictureAnswer({ bytes: await defaultAvatar, contentType: "image/png" }, c.req.raw),
  );
  const parts = [
    identity(server),
    oauthMetadata(),
    oauthAuthorize(server, callerOf),
    oauthToken(server, callerOf),
  ];
  for (const part of [...parts, xrpcAccount(server), xrpcRepo(server)]) app.route("/", part);
  // The real one would pass unknown methods on to another service, and has none configured here.
  app.all("/xrpc/:method", (c) => {
    countCall(server, c, "nobody");
    throw new XrpcError(400, "InvalidRequest", `No service configured for ${c.req.param("method")}`);
  });
  return app;
}

/** The simulated Facebook, as far as people sign in with it. */
import { Hono } from "hono";
import * as z from "zod";

import { createLoginPeople } from "../login/login-people.ts";
import { endToken, presentedToken } from "../login/tokens.ts";
import { emptyLoginState } from "../login/login-state.ts";
import type { LoginProvider, SimEnv, SimulatorPorts } from "../simulator.ts";
import { isLiveVersion } from "./api-version.ts";
import { SIM_FACEBOOK_APP_NAME } from "./credentials.ts";
import { facebookDialog } from "./facebook-dialog.ts";
import {
  FACEBOOK_SWITCHES,
  facebookIdOf,
  setPermissions,
  type FacebookAccount,
  type FacebookState,
} from "./facebook-state.ts";
import { graphTokenOf } from "./graph-caller.ts";
import { graphError } from "./graph-errors.ts";
import { graphToken } from "./graph-token.ts";
import { graphUser } from "./graph-user.ts";
import { refuseAtFacebook } from "./refusals.ts";

/** Facebook says of no address whether it is confirmed. Left out or null: there is none. */
const fields = z.strictObject({ email: z.email().nullable().optional() });

/** One with an address, and one who registered with a telephone number. */
const SEEDS = [
  { name: "ada", display_name: "Ada Hopfield", email: "ada.hopfield@mail.example" },
  { name: "phoebe", display_name: "Phoebe Hopfield" },
];

/** Builds the simulated Facebook over its ports. */
export function createFacebook({ clock, store }: SimulatorPorts): LoginProvider {
  const state = store.document<FacebookState>("facebook", () => ({
    ...emptyLoginState({ ...FACEBOOK_SWITCHES }),
    permissions: [],
  }));
  const app = new Hono<SimEnv>();
  app.route("/", facebookDialog(state, clock));
  app.use("/graph/:version/*", async (c, next) => {
    if (isLiveVersion(c.req.param("version"))) return next();
    return unknownPath(c.req.path);
  });
  app.route("/", graphToken(state, clock));
  app.route("/", graphUser(state, clock));
  app.all("/graph/*", (c) => unknownPath(c.req.path));

  const tokenOf = (request: Request) => presentedToken(state, graphTokenOf(request));
  const people = createLoginPeople({
    document: state,
    clock,
    title: "Facebook",
    app: SIM_FACEBOOK_APP_NAME,
    idOf: facebookIdOf,
    fields,
    apply: (base, { email }): FacebookAccount => {
      const before = "email" in base ? base.email : null;
      return { ...base, email: email === undefined ? before : email };
    },
    handleOf: ({ email }) => email ?? "no address",
    factsOf: ({ email }) => ({ email }),
    seeds: SEEDS,
  });

  return {
    id: "facebook",
    name: "Facebook",
    app,
    kindOf: (_method, path) => (/^\/[^/]+\/dialog\/oauth$/.test(path) ? "page" : "api"),
    accountOf: (request) => tokenOf(request)?.account ?? null,
    refuse(refusal, request) {
      if (refusal.kind === "revoked") endToken(state, tokenOf(request), clock);
      return refuseAtFacebook(refusal, request);
    },
    ...people,
    revokeAll(name) {
      const died = people.revokeAll(name);
      setPermissions(state, name, null);
      return died;
    },
    reset: () => state.reset(),
  };
}

function unknownPath(path: string): Response {
  return graphError(2_500, `Unknown path components: ${path.replace(/^\/graph(?:\/v[^/]*)?/, "")}`);
}

/** The simulated Google, as far as people sign in with it. */
import { Hono } from "hono";
import * as z from "zod";

import { createLoginPeople } from "../login/login-people.ts";
import { emptyLoginState } from "../login/login-state.ts";
import { bearerOf, endToken, presentedToken } from "../login/tokens.ts";
import type { LoginProvider, SimEnv, SimulatorPorts } from "../simulator.ts";
import { SIM_GOOGLE_APP_NAME } from "./credentials.ts";
import { googleAuthorize } from "./google-authorize.ts";
import { createGoogleKeys, emptyKeyRing } from "./google-keys.ts";
import { googleMetadata } from "./google-metadata.ts";
import { GOOGLE_SWITCHES, googleIdOf, type GoogleAccount, type GoogleState } from "./google-state.ts";
import { googleToken } from "./google-token.ts";
import { googleUserinfo } from "./google-userinfo.ts";
import { refuseAtGoogle } from "./refusals.ts";

/** Left out, an address is verified and personal. */
const fields = z.strictObject({
  email: z.email().optional(),
  email_verified: z.boolean().optional(),
  hd: z.hostname().nullable().optional(),
});

/** A personal account, one of a workspace, and one whose address nobody has confirmed. */
const SEEDS = [
  { name: "ada", display_name: "Ada Hopfield", email: "ada.hopfield@gmail.com" },
  { name: "grace", display_name: "Grace Hopfield", email: "grace@hopfield.example", hd: "hopfield.example" },
  { name: "mallory", display_name: "Mallory", email: "mallory@example.test", email_verified: false },
];

/** Builds the simulated Google over its ports. */
export function createGoogle({ clock, store }: SimulatorPorts): LoginProvider {
  const state = store.document<GoogleState>("google", () => emptyLoginState({ ...GOOGLE_SWITCHES }));
  const keys = createGoogleKeys(store.document("google-keys", emptyKeyRing));
  const app = new Hono<SimEnv>();
  app.route("/", googleAuthorize(state, clock));
  app.route("/", googleToken(state, keys, clock));
  app.route("/", googleMetadata(state, keys));
  app.route("/", googleUserinfo(state, clock));

  const tokenOf = (request: Request) => presentedToken(state, bearerOf(request));

  return {
    id: "google",
    name: "Google",
    app,
    kindOf: (_method, path) =>
      path.startsWith("/photos/") ? "media" : path === "/o/oauth2/v2/auth" ? "page" : "api",
    accountOf: (request) => tokenOf(request)?.account ?? null,
    refuse(refusal, request) {
      if (refusal.kind === "revoked") endToken(state, tokenOf(request), clock);
      return refuseAtGoogle(refusal, request);
    },
    ...createLoginPeople({
      document: state,
      clock,
      title: "Google",
      app: SIM_GOOGLE_APP_NAME,
      idOf: googleIdOf,
      fields,
      apply: (base, { email, email_verified: verified, hd }): GoogleAccount => {
        const before =
          "email" in base ? base : { email: `${base.name}@gmail.com`, emailVerified: true, hd: null };
        return {
          ...base,
          email: email ?? before.email,
          emailVerified: verified ?? before.emailVerified,
          hd: hd === undefined ? before.hd : hd,
        };
      },
      handleOf: ({ email }) => email,
      factsOf: ({ email, emailVerified, hd }) => ({ email, email_verified: emailVerified, hd }),
      seeds: SEEDS,
    }),
    reset: () => state.reset(),
  };
}

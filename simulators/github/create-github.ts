/** The simulated GitHub, as far as people sign in with it. */
import { Hono } from "hono";
import * as z from "zod";

import { drawPicture } from "../drawings.ts";
import { createLoginPeople } from "../login/login-people.ts";
import { endToken, presentedToken } from "../login/tokens.ts";
import { emptyLoginState, type LoginAccount } from "../login/login-state.ts";
import { pictureAnswer } from "../picture-answer.ts";
import type { LoginProvider, SimEnv, SimulatorPorts } from "../simulator.ts";
import { SIM_GITHUB_APP_NAME } from "./credentials.ts";
import { githubApi, githubTokenOf } from "./github-api.ts";
import { githubAuthorize } from "./github-authorize.ts";
import { githubIdOf, noreplyOf, type GitHubAccount, type GitHubState } from "./github-state.ts";
import { githubToken } from "./github-token.ts";
import { refuseAtGitHub } from "./refusals.ts";

const email = z.strictObject({
  email: z.email(),
  primary: z.boolean().default(false),
  verified: z.boolean().default(true),
  visibility: z.enum(["public", "private"]).nullable().default(null),
});
/** `emails` lists all of them, the first one primary if none says so; `email` and `email_verified` are short for a single one. */
const fields = z
  .strictObject({
    emails: z
      .array(email)
      .min(1)
      .refine((all) => all.filter(({ primary }) => primary).length < 2, "only one address is primary")
      .optional(),
    email: z.email().optional(),
    email_verified: z.boolean().optional(),
  })
  .refine((all) => all.emails === undefined || all.email === undefined, "send either email or emails");

/** One who keeps a confirmed address private, and one who has confirmed none. */
const SEEDS = [
  { name: "ada", display_name: "Ada Hopfield", email: "ada@hopfield.example" },
  { name: "mallory", display_name: "Mallory", email: "mallory@example.test", email_verified: false },
];

/** Builds the simulated GitHub over its ports. */
export function createGitHub({ clock, store }: SimulatorPorts): LoginProvider {
  const state = store.document<GitHubState>("github", () => emptyLoginState({}));
  const api = githubApi(state, clock);
  const app = new Hono<SimEnv>();
  app.route("/", githubAuthorize(state, clock));
  app.route("/", githubToken(state, clock));
  app.get("/avatars/u/:id", async (c) => {
    const account = state.value.accounts.find((each) => each.id === c.req.param("id"));
    if (account === undefined) return pictureAnswer(null, c.req.raw);
    const bytes = await drawPicture("avatar", `github:${account.name}`);
    return pictureAnswer({ bytes, contentType: "image/png" }, c.req.raw);
  });
  app.route("/", api.app);

  const tokenOf = (request: Request) => presentedToken(state, githubTokenOf(request));

  return {
    id: "github",
    name: "GitHub",
    app,
    kindOf: (_method, path) =>
      path.startsWith("/avatars/") ? "media" : path === "/login/oauth/authorize" ? "page" : "api",
    accountOf: (request) => tokenOf(request)?.account ?? null,
    refuse(refusal, request) {
      if (refusal.kind === "revoked") endToken(state, tokenOf(request), clock);
      return refuseAtGitHub(refusal, request, clock);
    },
    ...createLoginPeople({
      document: state,
      clock,
      title: "GitHub",
      app: SIM_GITHUB_APP_NAME,
      idOf: githubIdOf,
      fields,
      apply: (base, sent): GitHubAccount => ({ ...base, emails: emailsOf(base, sent) }),
      handleOf: ({ name }) => name,
      factsOf: ({ emails }) => ({ emails }),
      seeds: SEEDS,
    }),
    reset() {
      state.reset();
      api.reset();
    },
  };
}

/** As GitHub keeps them: the primary address is private unless said otherwise, the others have no visibility. */
function emailsOf(
  base: LoginAccount | GitHubAccount,
  sent: z.output<typeof fields>,
): GitHubAccount["emails"] {
  if (sent.emails !== undefined) {
    const primary = sent.emails.find((each) => each.primary) ?? sent.emails[0];
    return sent.emails.map((each) =>
      each === primary
        ? { ...each, primary: true, visibility: each.visibility ?? "private" }
        : { ...each, visibility: null },
    );
  }
  const before = "emails" in base ? base.emails : null;
  if (before !== null && sent.email === undefined && sent.email_verified === undefined) return before;
  const primary = before?.find((each) => each.primary);
  const single = {
    email: sent.email ?? primary?.email ?? `${base.name}@example.test`,
    primary: true,
    verified: sent.email_verified ?? primary?.verified ?? true,
    visibility: primary?.visibility ?? ("private" as const),
  };
  // The no-reply address comes with a confirmed one.
  return single.verified ? [single, noreplyOf(base)] : [single];
}

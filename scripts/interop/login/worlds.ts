/** The foreign login servers an app is pointed at, one set at a time. */
import { randomBytes } from "node:crypto";
import { resolve } from "node:path";

import { freePort } from "../../stack/free-port.ts";
import { startChildServer } from "../child-server.ts";
import { installPackages, plainEnvironment } from "../install-packages.ts";

const EMULATE = { emulate: "0.12.2" };
const OIDC = { "oidc-provider": "9.13.3" };

export interface LoginWorld {
  readonly name: string;
  /** Which of our providers it plays, and the forms a person fills in there, in order. */
  readonly providers: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  /** Variables of the app that lead it there. */
  readonly variables: Readonly<Record<string, string>>;
  /** Made-up host → where it is. */
  readonly hosts: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Google and GitHub as package `emulate` sees them. */
export async function emulateWorld(): Promise<LoginWorld> {
  const cwd = await installPackages("emulate", EMULATE, "it needs Node 20");
  const { line, stop } = await startChildServer<{ githubPort: number; googlePort: number }>(
    resolve("scripts/interop/login/emulate-process.mjs"),
    { cwd, env: plainEnvironment() },
  );
  const google = "https://google-emulate.hopfield.social";
  const github = "https://github-emulate.hopfield.social";
  const endpoints = {
    google: {
      issuer: `http://localhost:${line.googlePort}`,
      authorize: `${google}/o/oauth2/v2/auth`,
      token: `${google}/oauth2/token`,
      jwks: `${google}/oauth2/v3/certs`,
    },
    github: {
      authorize: `${github}/login/oauth/authorize`,
      token: `${github}/login/oauth/access_token`,
      api: github,
    },
  };
  return {
    name: "emulate 0.12.2",
    // It asks who one is; the first person of its list is taken.
    providers: { google: [{}], github: [{}] },
    variables: { LOGIN_ENDPOINTS: JSON.stringify(endpoints) },
    hosts: {
      "google-emulate.hopfield.social": `http://localhost:${line.googlePort}`,
      "github-emulate.hopfield.social": `http://localhost:${line.githubPort}`,
    },
    stop,
  };
}

/** A certified OpenID provider in Google's place: PKCE required, its own keys, issuer and `iss` parameter. */
export async function oidcWorld(redirectUri: string): Promise<LoginWorld> {
  const cwd = await installPackages("oidc-provider", OIDC, "it needs Node 20");
  const port = await freePort(0);
  const secret = randomBytes(24).toString("hex");
  const issuer = `http://127.0.0.1:${port}`;
  const { stop } = await startChildServer(resolve("scripts/interop/login/oidc-process.mjs"), {
    cwd,
    env: {
      ...plainEnvironment(),
      OIDC_ISSUER: issuer,
      OIDC_PORT: String(port),
      OIDC_CLIENT_ID: "linkarooie-interop",
      OIDC_CLIENT_SECRET: secret,
      OIDC_REDIRECT_URI: redirectUri,
    },
  });
  const base = "https://oidc.hopfield.social";
  const google = { issuer, authorize: `${base}/auth`, token: `${base}/token`, jwks: `${base}/jwks` };
  return {
    name: "oidc-provider 9.13.3",
    providers: { google: [{ login: "grace", password: "any" }, {}] },
    variables: {
      LOGIN_ENDPOINTS: JSON.stringify({ google }),
      GOOGLE_CLIENT_ID: "linkarooie-interop",
      GOOGLE_CLIENT_SECRET: secret,
    },
    hosts: { "oidc.hopfield.social": issuer },
    stop,
  };
}

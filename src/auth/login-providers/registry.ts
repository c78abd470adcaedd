/** The login providers we hold credentials for. */
import type { AppConfig, AppSecrets } from "../../config.ts";
import { loginEndpoints } from "./endpoints.ts";
import { createFacebook } from "./facebook.ts";
import { createGitHub } from "./github.ts";
import { createGoogle } from "./google.ts";
import { createKeySets } from "./key-sets.ts";
import type { LoginProvider, LoginProviderId } from "./login-provider.ts";

/** One store an isolate: keys are public, and asking for them with every sign-in would be rude. */
const keySets = createKeySets();

export type LoginProviders = Readonly<Partial<Record<LoginProviderId, LoginProvider>>>;

/** A provider without both halves of its credentials is off. */
export function createLoginProviders(settings: {
  readonly config: Pick<AppConfig, "loginEndpoints">;
  readonly secrets: Pick<AppSecrets, "login">;
}): LoginProviders {
  const endpoints = loginEndpoints(settings.config.loginEndpoints);
  const { google, facebook, github } = settings.secrets.login;
  return {
    ...(google === null
      ? {}
      : { google: createGoogle({ client: google, endpoints: endpoints.google, keySets }) }),
    ...(facebook === null
      ? {}
      : { facebook: createFacebook({ client: facebook, endpoints: endpoints.facebook }) }),
    ...(github === null ? {} : { github: createGitHub({ client: github, endpoints: endpoints.github }) }),
  };
}

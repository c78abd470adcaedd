import type { LoginEndpointOverrides } from "../../config.ts";

/** Where the providers are. Read on 2026-11-20 in their own documentation. */
export const LOGIN_ENDPOINTS = {
  google: {
    issuer: "https://accounts.google.com",
    authorize: "https://accounts.google.com/o/oauth2/v2/auth",
    token: "https://oauth2.googleapis.com/token",
    jwks: "https://www.googleapis.com/oauth2/v3/certs",
  },
  facebook: {
    dialog: "https://www.facebook.com/v25.0/dialog/oauth",
    graph: "https://graph.facebook.com/v25.0",
  },
  github: {
    authorize: "https://github.com/login/oauth/authorize",
    token: "https://github.com/login/oauth/access_token",
    api: "https://api.github.com",
  },
} as const;

type BuiltIn = typeof LOGIN_ENDPOINTS;
export type LoginEndpoints = {
  readonly [Provider in keyof BuiltIn]: { readonly [Name in keyof BuiltIn[Provider]]: string };
};

/** The built-in addresses with those of the configuration over them. */
export function loginEndpoints(overrides: LoginEndpointOverrides): LoginEndpoints {
  return {
    google: merged(LOGIN_ENDPOINTS.google, overrides.google),
    facebook: merged(LOGIN_ENDPOINTS.facebook, overrides.facebook),
    github: merged(LOGIN_ENDPOINTS.github, overrides.github),
  };
}

function merged<Name extends string>(
  builtIn: Readonly<Record<Name, string>>,
  over: { readonly [Key in Name]?: string | undefined } = {},
): Readonly<Record<Name, string>> {
  const named = Object.entries(over).filter(([, url]) => url !== undefined);
  return { ...builtIn, ...(Object.fromEntries(named) as Partial<Record<Name, string>>) };
}

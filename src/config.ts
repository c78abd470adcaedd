/** Reads and checks every variable once. Only this file and `context.ts` touch `env`. */
import * as z from "zod";

import { AppError } from "./errors.ts";

const origin = z.string().transform((value, ctx) => {
  const url = URL.parse(value);
  if (url !== null && url.origin === value && /^https?:$/.test(url.protocol)) return value;
  ctx.addIssue({
    code: "custom",
    message: "must be an origin such as https://linkarooie.example, without path or slash",
  });
  return z.NEVER;
});

const hostMap = z.string().transform((value, ctx) => {
  const parsed = z.record(z.string(), z.url()).safeParse(parseJson(value));
  if (parsed.success) return parsed.data;
  ctx.addIssue({
    code: "custom",
    message: 'must be JSON such as {"mastodon.hopfield.social":"http://127.0.0.1:8788/mastodon"}',
  });
  return z.NEVER;
});

const endpoint = z.url({ protocol: /^https?$/ });
const endpointOverrides = z.strictObject({
  google: z
    .strictObject({ issuer: endpoint, authorize: endpoint, token: endpoint, jwks: endpoint })
    .partial()
    .default({}),
  facebook: z.strictObject({ dialog: endpoint, graph: endpoint }).partial().default({}),
  github: z.strictObject({ authorize: endpoint, token: endpoint, api: endpoint }).partial().default({}),
});

const loginEndpoints = z.string().transform((value, ctx) => {
  const parsed = endpointOverrides.safeParse(parseJson(value));
  if (parsed.success) return parsed.data;
  ctx.addIssue({
    code: "custom",
    message: 'must be JSON such as {"github":{"authorize":"https://github.example/login/oauth/authorize"}}',
  });
  return z.NEVER;
});

const configSchema = z
  .object({
    ENVIRONMENT: z.enum(["development", "test", "staging", "production"]),
    APP_ORIGIN: origin,
    MEDIA_ORIGIN: z.union([z.literal(""), origin]).default(""),
    TIME_SCALE: z.coerce.number().min(1).max(1_000).default(1),
    GATE_SCALE: z.coerce.number().int().min(1).max(1_000).default(1),
    SIMULATED_HOSTS: hostMap.default({}),
    MAIL_SINK: z.union([z.literal(""), z.url()]).default(""),
    MAIL_FROM: z.email().default("hello@linkarooie.example"),
    CLIENT_NAME: z.string().default("Linkarooie"),
    BREACH_CHECK: z.enum(["on", "off"]).optional(),
    LOGIN_ENDPOINTS: loginEndpoints.default({ google: {}, facebook: {}, github: {} }),
  })
  .superRefine((value, ctx) => {
    const refuse = (path: string, message: string) => ctx.addIssue({ code: "custom", path: [path], message });
    // Hosts and not origins: cookies know no ports.
    const mediaHost = URL.parse(value.MEDIA_ORIGIN)?.hostname;
    if (mediaHost !== undefined && mediaHost === URL.parse(value.APP_ORIGIN)?.hostname)
      refuse("MEDIA_ORIGIN", "must have another host than APP_ORIGIN, or be empty");
    const live = value.ENVIRONMENT === "staging" || value.ENVIRONMENT === "production";
    if (!live) return;
    if (value.TIME_SCALE !== 1) refuse("TIME_SCALE", "must be 1 outside development and tests");
    if (value.GATE_SCALE !== 1) refuse("GATE_SCALE", "must be 1 outside development and tests");
    if (Object.keys(value.SIMULATED_HOSTS).length > 0)
      refuse("SIMULATED_HOSTS", "must be {} outside development and tests");
    const endpoints = Object.values(value.LOGIN_ENDPOINTS).flatMap((each) => Object.values(each));
    if (endpoints.some((url) => url?.startsWith("https://") === false))
      refuse("LOGIN_ENDPOINTS", "must hold https:// addresses outside development and tests");
    if (value.MAIL_SINK !== "") refuse("MAIL_SINK", "must be empty outside development and tests");
    if (!value.APP_ORIGIN.startsWith("https://"))
      refuse("APP_ORIGIN", "must start with https:// outside development and tests");
    if (!/^(https:|$)/.test(value.MEDIA_ORIGIN))
      refuse("MEDIA_ORIGIN", "must start with https:// outside development and tests");
  });

const vaultKeys = z.string().transform((value, ctx) => {
  const ring = z
    .object({ primary: z.string(), keys: z.record(z.string().regex(/^[a-z0-9]{1,16}$/), z.string()) })
    .safeParse(parseJson(value));
  const bytes = ring.success
    ? Object.entries(ring.data.keys).map(([id, key]) => [id, decodeBase64(key)] as const)
    : [];
  if (ring.success && ring.data.primary in ring.data.keys && bytes.every(([, key]) => key?.length === 32)) {
    return { primary: ring.data.primary, keys: new Map(bytes as [string, Uint8Array<ArrayBuffer>][]) };
  }
  ctx.addIssue({
    code: "custom",
    message:
      'must be JSON {"primary":"k1","keys":{"k1":"<32 random bytes in base64>"}}; make a key with: openssl rand -base64 32',
  });
  return z.NEVER;
});

const secretsSchema = z.object({
  VAULT_KEYS: vaultKeys,
  X_CONSUMER_KEY: z.string().min(1).optional(),
  X_CONSUMER_SECRET: z.string().min(1).optional(),
  /** ES256 private key as JWK: makes us a confidential client at Bluesky. Absent in development (loopback client). */
  BLUESKY_CLIENT_JWK: z.string().min(1).optional(),
  GOOGLE_CLIENT_ID: z.string().min(1).optional(),
  GOOGLE_CLIENT_SECRET: z.string().min(1).optional(),
  FACEBOOK_APP_ID: z.string().min(1).optional(),
  FACEBOOK_APP_SECRET: z.string().min(1).optional(),
  GITHUB_CLIENT_ID: z.string().min(1).optional(),
  GITHUB_CLIENT_SECRET: z.string().min(1).optional(),
  PURGE_ZONE_ID: z
    .string()
    .regex(/^[0-9a-f]{32}$/, "must be the id of the zone, 32 hex digits")
    .optional(),
  PURGE_TOKEN: z.string().min(1).optional(),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

export interface AppConfig {
  readonly environment: "development" | "test" | "staging" | "production";
  /** True only in development and tests: simulators, the demo sign-in, a shorter clock. */
  readonly simulated: boolean;
  readonly appOrigin: string;
  /** Where rendered files are served when that is not where the app is; empty: at `appOrigin`. */
  readonly mediaOrigin: string;
  /** Divides ladders, confirm delays and settling times. 1 in production. */
  readonly timeScale: number;
  /** Multiplies what one network may do: in development all requests come from one. 1 in production. */
  readonly gateScale: number;
  readonly simulatedHosts: Readonly<Record<string, string>>;
  readonly mailSink: string;
  readonly mailFrom: string;
  /** What Mastodon and Bluesky call us where they ask people for consent. */
  readonly clientName: string;
  /** True when a new password's hash prefix is looked up at Have I Been Pwned. */
  readonly breachCheck: boolean;
  /** Addresses of login providers that differ from the built-in ones. */
  readonly loginEndpoints: LoginEndpointOverrides;
}

/** By provider and name of the address; see `auth/login-providers/endpoints.ts`. */
export type LoginEndpointOverrides = z.output<typeof endpointOverrides>;

export interface VaultKeys {
  readonly primary: string;
  readonly keys: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** Apart from the config, so that the config may be logged. */
export interface AppSecrets {
  readonly vaultKeys: VaultKeys;
  readonly x: { readonly consumerKey: string; readonly consumerSecret: string } | null;
  readonly blueskyClientJwk: string | null;
  /** Our apps at the login providers; null where one is off. */
  readonly login: Readonly<Record<"google" | "facebook" | "github", ClientCredentials | null>>;
  /** The right to remove copies from the edge caches of our zone; null: the deployment has none. */
  readonly purge: { readonly zoneId: string; readonly token: string } | null;
}

/** What an app is known by at an authorization server. */
export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

function explain(error: z.ZodError): AppError {
  const lines = error.issues.map((issue) => `${issue.path.join(".") || "environment"}: ${issue.message}`);
  return new AppError(500, "misconfigured", `The configuration is wrong. ${lines.join("; ")}`);
}

/** Checked variables. Throws one `misconfigured` error that names each wrong variable and what a right one looks like. */
export function readConfig(env: object): AppConfig {
  const parsed = configSchema.safeParse(env);
  if (!parsed.success) throw explain(parsed.error);
  const value = parsed.data;
  const simulated = value.ENVIRONMENT === "development" || value.ENVIRONMENT === "test";
  return {
    environment: value.ENVIRONMENT,
    simulated,
    appOrigin: value.APP_ORIGIN,
    mediaOrigin: value.MEDIA_ORIGIN,
    timeScale: value.TIME_SCALE,
    gateScale: value.GATE_SCALE,
    simulatedHosts: value.SIMULATED_HOSTS,
    mailSink: value.MAIL_SINK,
    mailFrom: value.MAIL_FROM,
    clientName: value.CLIENT_NAME,
    // Off where nothing may leave the machine unless somebody asks for it.
    breachCheck: value.BREACH_CHECK === undefined ? !simulated : value.BREACH_CHECK === "on",
    loginEndpoints: value.LOGIN_ENDPOINTS,
  };
}

/** Checked secrets; a platform or login provider without credentials is off. */
export function readSecrets(env: object): AppSecrets {
  const parsed = secretsSchema.safeParse(env);
  if (!parsed.success) throw explain(parsed.error);
  const { data } = parsed;
  const x = pair(data.X_CONSUMER_KEY, data.X_CONSUMER_SECRET);
  const purge = pair(data.PURGE_ZONE_ID, data.PURGE_TOKEN);
  return {
    vaultKeys: data.VAULT_KEYS,
    x: x === null ? null : { consumerKey: x.id, consumerSecret: x.secret },
    blueskyClientJwk: data.BLUESKY_CLIENT_JWK ?? null,
    login: {
      google: pair(data.GOOGLE_CLIENT_ID, data.GOOGLE_CLIENT_SECRET),
      facebook: pair(data.FACEBOOK_APP_ID, data.FACEBOOK_APP_SECRET),
      github: pair(data.GITHUB_CLIENT_ID, data.GITHUB_CLIENT_SECRET),
    },
    purge: purge === null ? null : { zoneId: purge.id, token: purge.secret },
  };
}

function pair(id: string | undefined, secret: string | undefined): ClientCredentials | null {
  return id !== undefined && secret !== undefined ? { id, secret } : null;
}

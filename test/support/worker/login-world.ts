/** The app with Google, Facebook and GitHub as scripts: who signs in there, and what they then say of them. */
import { exportJWK, generateKeyPair, SignJWT } from "jose";

import type { LoginProviderId } from "../../../src/auth/login-providers/login-provider.ts";
import type { AppContext } from "../../../src/context.ts";
import { type AccountsApp, createAccountsApp, ORIGIN } from "./accounts-app.ts";
import { scriptedPorts } from "./scripted-ports.ts";
import type { LoginBrowser } from "./login-browser.ts";

/** Who somebody is at a provider; what one of them does not know is left alone. */
export interface ProviderPerson {
  readonly subject: string;
  readonly name?: string;
  readonly email?: string;
  /** Google: `email_verified`. GitHub: of the primary address. */
  readonly verified?: boolean;
  /** Google: the domain that owns the account. */
  readonly hd?: string;
  /** Google: milliseconds since the epoch. */
  readonly authTime?: number;
}

export interface LoginWorld extends AccountsApp {
  readonly ports: ReturnType<typeof scriptedPorts>;
  /** Begins at our page; returns where the provider is. Throws when we lead elsewhere. */
  begin(browser: LoginBrowser, provider: LoginProviderId, query?: string): Promise<URL>;
  /** The person allows it: the path the provider sends the browser back to. */
  allow(at: URL, person: ProviderPerson): string;
  /** Both halves, and our last answer. */
  through(
    browser: LoginBrowser,
    provider: LoginProviderId,
    person: ProviderPerson,
    query?: string,
  ): Promise<Response>;
}

const KEY_ID = "world-key";
const pair = generateKeyPair("RS256");

/** Numbers, as Facebook and GitHub give them out. */
export const ADA = { subject: "1001", name: "Ada Lovelace", email: "ada@gmail.com", verified: true };

export function createLoginWorld(overrides: Partial<AppContext> = {}): LoginWorld {
  const codes = new Map<string, { person: ProviderPerson; nonce: string }>();
  const clock = { read: () => 0 };
  const ports = scriptedPorts(
    answersOf(codes, () => clock.read()),
    () => clock.read(),
  );
  const t = createAccountsApp({ ports, ...overrides });
  clock.read = () => t.clock.now;

  const world: LoginWorld = {
    ...t,
    ports,
    async begin(browser, provider, query = "") {
      const answer = await browser.open(`/auth/${provider}${query}`);
      const at = URL.parse(answer.headers.get("location") ?? "");
      if (at === null || at.origin === ORIGIN) {
        throw new Error(`${provider} was not begun: ${answer.status} ${answer.headers.get("location")}`);
      }
      return at;
    },
    allow(at, person) {
      const code = `code-${codes.size + 1}`;
      codes.set(code, { person, nonce: at.searchParams.get("nonce") ?? "" });
      const back = new URL(at.searchParams.get("redirect_uri") ?? "");
      back.searchParams.set("code", code);
      back.searchParams.set("state", at.searchParams.get("state") ?? "");
      return `${back.pathname}${back.search}`;
    },
    async through(browser, provider, person, query = "") {
      return browser.arrive(world.allow(await world.begin(browser, provider, query), person));
    },
  };
  return world;
}

function answersOf(
  codes: ReadonlyMap<string, { person: ProviderPerson; nonce: string }>,
  now: () => number,
): Record<string, unknown> {
  type Sent = { body: BodyInit | null; headers: Headers };
  const redeem = ({ body }: Sent) => codes.get((body as URLSearchParams).get("code") ?? "");
  const bearer = ({ headers }: Sent) =>
    codes.get((headers.get("authorization") ?? "").replace("Bearer ", ""));
  return {
    "POST oauth2.googleapis.com/token": async (sent: Sent) => {
      const found = redeem(sent);
      if (found === undefined) return Response.json({ error: "invalid_grant" }, { status: 400 });
      return Response.json({ id_token: await idTokenOf(found.person, found.nonce, sent, now()) });
    },
    "GET www.googleapis.com/oauth2/v3/certs": async () => {
      const key = await exportJWK((await pair).publicKey);
      return Response.json({ keys: [{ ...key, kid: KEY_ID, alg: "RS256", use: "sig" }] });
    },
    "POST graph.facebook.com/v25.0/oauth/access_token": (sent: Sent) =>
      Response.json({ access_token: (sent.body as URLSearchParams).get("code") }),
    "GET graph.facebook.com/v25.0/me": (sent: Sent) => {
      const { subject, name, email } = bearer(sent)?.person ?? { subject: "" };
      return Response.json({ id: subject, name, email });
    },
    "POST github.com/login/oauth/access_token": (sent: Sent) =>
      Response.json({ access_token: (sent.body as URLSearchParams).get("code") }),
    "GET api.github.com/user": (sent: Sent) => {
      const { subject, name } = bearer(sent)?.person ?? { subject: "0" };
      return Response.json({ id: Number(subject), login: "someone", name, email: null });
    },
    "GET api.github.com/user/emails": (sent: Sent) => {
      const { email, verified = false } = bearer(sent)?.person ?? {};
      return Response.json(email === undefined ? [] : [{ email, primary: true, verified }]);
    },
  };
}

async function idTokenOf(
  { subject, name, email, verified, hd, authTime }: ProviderPerson,
  nonce: string,
  sent: { body: BodyInit | null },
  now: number,
): Promise<string> {
  const issuedAt = Math.floor(now / 1_000);
  const claims = { name, email, email_verified: verified, hd, nonce };
  return new SignJWT({
    ...claims,
    ...(authTime === undefined ? {} : { auth_time: Math.floor(authTime / 1_000) }),
  })
    .setProtectedHeader({ alg: "RS256", kid: KEY_ID, typ: "JWT" })
    .setIssuer("https://accounts.google.com")
    .setAudience((sent.body as URLSearchParams).get("client_id") ?? "")
    .setSubject(subject)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + 3_600)
    .sign((await pair).privateKey);
}

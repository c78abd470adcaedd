import { createHash, randomBytes } from "node:crypto";

import { createOAuthAPIClient, createRestAPIClient } from "masto";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { createSimulators } from "../create-simulators.ts";
import { control, decide, largePicture, startServer, testPicture, type ShownAccount } from "../test-kit.ts";

const REDIRECT = "http://localhost:8787/connect/mastodon/callback";
const SCOPES = "profile write:accounts";

let now = Date.now();
const origin = "http://127.0.0.1:1";
const simulators = createSimulators({ stateDir: null, now: () => now, origin });
let server: Awaited<ReturnType<typeof startServer>>;
let url = "";

beforeAll(async () => {
  server = await startServer((request) => simulators.platform("mastodon").fetch(request), "http://127.0.0.1");
  url = `http://127.0.0.1:${server.port}`;
});
afterAll(() => server.stop());
beforeEach(async () => {
  now = Date.now();
  simulators.reset();
  await simulators.seed();
});

const shown = () => control<ShownAccount>(simulators, "/mastodon/accounts/ada");
const pictures = async () => {
  const { avatar, banner } = await shown();
  return { avatar, banner };
};
const effects = async () =>
  (await control<{ effect: string | null }[]>(simulators, "/log?platform=mastodon")).flatMap(
    ({ effect }) => effect ?? [],
  );
const api = (accessToken?: string) =>
  createRestAPIClient({ url, ...(accessToken === undefined ? {} : { accessToken }) });

async function register(scopes = SCOPES) {
  const app = await api().v1.apps.create({ clientName: "Linkarooie", redirectUris: REDIRECT, scopes });
  return { clientId: app.clientId ?? "", clientSecret: app.clientSecret ?? "" };
}

function authorizePage(clientId: string, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: REDIRECT,
    scope: SCOPES,
    state: "s1",
    ...more,
  });
  return `${origin}/mastodon/oauth/authorize?${query}`;
}

async function signIn(scope = SCOPES) {
  const app = await register();
  const codeVerifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(codeVerifier).digest("base64url");
  const page = authorizePage(app.clientId, {
    scope,
    code_challenge: challenge,
    code_challenge_method: "S256",
  });
  const back = await decide(simulators, page, "ada", "allow");
  const code = back.searchParams.get("code") ?? "";
  const exchange = (verifier: string) => {
    // The client's types do not know `codeVerifier`; what it sends does.
    const params = {
      grantType: "authorization_code" as const,
      code,
      codeVerifier: verifier,
      redirectUri: REDIRECT,
      ...app,
    };
    return createOAuthAPIClient({ url }).token.create(params);
  };
  return { app, back, codeVerifier, exchange };
}

async function signedIn(scope = SCOPES) {
  const { app, codeVerifier, exchange } = await signIn(scope);
  const { accessToken } = await exchange(codeVerifier);
  return { app, accessToken, masto: api(accessToken) };
}

const failure = async (promise: Promise<unknown>): Promise<{ statusCode: number; message: string }> => {
  const error: unknown = await promise.then(
    () => new Error("it was accepted"),
    (reason: unknown) => reason,
  );
  if (error instanceof Error && "statusCode" in error) return error as never;
  throw error;
};

test("masto registers, signs a person in with PKCE, changes both pictures and reads them back", async () => {
  const { masto } = await signedIn();
  const before = await pictures();
  const account = await masto.v1.accounts.updateCredentials({
    avatar: new File([new Uint8Array(await testPicture(800, 500, "webp"))], "a.webp", { type: "image/webp" }),
    header: new File([new Uint8Array(await testPicture(3_000, 1_000))], "h.jpg", { type: "image/jpeg" }),
  });
  const read = await masto.v1.accounts.verifyCredentials();
  expect(read.avatar).toBe(account.avatar);
  expect(read.avatar).toMatch(
    /^https:\/\/mastodon\.hopfield\.social\/system\/accounts\/avatars\/[\d/]+\/original\/[0-9a-f]{16}\.jpg$/,
  );

  const after = await pictures();
  expect([after.avatar.logical_url, after.banner?.logical_url]).toEqual([read.avatar, read.header]);
  expect(after.avatar.logical_url).not.toBe(before.avatar.logical_url);
  expect(after.avatar).toMatchObject({ width: 400, height: 400 });
  expect(after.banner).toMatchObject({ width: 1_500, height: 500 });
  const file = await simulators.fetch(new Request(after.avatar.url));
  expect(await sharp(new Uint8Array(await file.arrayBuffer())).metadata()).toMatchObject({
    width: 400,
    format: "jpeg",
  });
  // The server deletes what was replaced.
  expect((await simulators.fetch(new Request(before.avatar.url))).status).toBe(404);
  expect(await effects()).toEqual(["app_registered", "connected", "avatar_set+banner_set"]);
});

test("a code works once, with its own verifier, client and redirect address only", async () => {
  const wrong = await signIn();
  expect((await failure(wrong.exchange("not the verifier"))).statusCode).toBe(400);
  expect((await failure(wrong.exchange(wrong.codeVerifier))).statusCode).toBe(400);
  const twice = await signIn();
  await twice.exchange(twice.codeVerifier);
  expect((await failure(twice.exchange(twice.codeVerifier))).statusCode).toBe(400);
  const late = await signIn();
  now += 10 * 60_000 + 1;
  expect((await failure(late.exchange(late.codeVerifier))).statusCode).toBe(400);
  expect((await shown()).tokens).toHaveLength(1);
});

test("declining, wider scopes and plain PKCE are told to the app; a foreign address never is", async () => {
  const { clientId } = await register();
  const declined = await decide(simulators, authorizePage(clientId), "ada", "decline");
  expect(Object.fromEntries(declined.searchParams)).toMatchObject({ error: "access_denied", state: "s1" });
  const open = (more: Record<string, string>) => simulators.fetch(new Request(authorizePage(clientId, more)));
  for (const [more, error] of [
    [{ scope: "write" }, "invalid_scope"],
    [{ code_challenge: "x", code_challenge_method: "plain" }, "invalid_code_challenge_method"],
  ] as const) {
    const answer = await open(more);
    expect(new URL(answer.headers.get("location") ?? "").searchParams.get("error")).toBe(error);
  }
  const foreign = await open({ redirect_uri: "https://evil.example/" });
  expect([foreign.status, foreign.headers.get("location")]).toEqual([400, null]);
});

test("a file too large or of a wrong type refuses the whole call and changes nothing", async () => {
  const { masto } = await signedIn();
  const before = await pictures();
  const good = new File([new Uint8Array(await testPicture(400, 400))], "a.jpg");
  const bad = [
    [{ avatar: new File([new Uint8Array(await largePicture(2_000_001))], "a.png") }, /Avatar/],
    [
      { avatar: good, header: new File([new Uint8Array(await testPicture(900, 300, "tiff"))], "h.jpg") },
      /Header/,
    ],
    [{ avatar: new File(["<svg/>"], "a.png", { type: "image/png" }) }, /Avatar/],
  ] as const;
  for (const [change, text] of bad) {
    const error = await failure(masto.v1.accounts.updateCredentials(change));
    expect([error.statusCode, error.message]).toEqual([422, expect.stringMatching(text)]);
  }
  expect(await pictures()).toEqual(before);
  expect(await effects()).toEqual(["app_registered", "connected"]);
});

test("a token without the scope, a revoked one and none at all are refused", async () => {
  const { masto, app, accessToken } = await signedIn("profile");
  const before = await pictures();
  const change = { avatar: new File([new Uint8Array(await testPicture(400, 400))], "a.jpg") };
  expect((await failure(masto.v1.accounts.updateCredentials(change))).statusCode).toBe(403);
  expect((await masto.v1.accounts.verifyCredentials()).username).toBe("ada");
  const strange = { ...app, clientSecret: "wrong" };
  expect(
    (await failure(createOAuthAPIClient({ url }).revoke({ ...strange, token: accessToken }))).statusCode,
  ).toBe(403);
  await createOAuthAPIClient({ url }).revoke({ ...app, token: accessToken });
  expect((await failure(masto.v1.accounts.verifyCredentials())).statusCode).toBe(401);
  expect((await failure(api().v1.accounts.verifyCredentials())).statusCode).toBe(401);
  expect(await pictures()).toEqual(before);
});

test("removal shows the server's own picture", async () => {
  const { masto } = await signedIn();
  await masto.v1.profile.avatar.remove();
  const { avatar } = await shown();
  expect(avatar.logical_url).toBe("https://mastodon.hopfield.social/avatars/original/missing.png");
  const file = await simulators.fetch(new Request(avatar.url));
  expect(
    createHash("sha256")
      .update(new Uint8Array(await file.arrayBuffer()))
      .digest("hex"),
  ).toBe(avatar.sha256);
});

test("limits are told with an ISO time, and nothing else after the last call", async () => {
  const { accessToken } = await signedIn();
  const call = () =>
    fetch(`${url}/api/v1/accounts/verify_credentials`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
  const first = await call();
  const reset = first.headers.get("x-ratelimit-reset") ?? "";
  expect(new Date(reset).toISOString()).toBe(reset);
  expect(first.headers.get("x-ratelimit-remaining")).toBe("299");
  for (let count = 1; count < 300; count += 1) await call();
  const limited = await call();
  expect([limited.status, await limited.json(), limited.headers.get("retry-after")]).toEqual([
    429,
    { error: "Too many requests" },
    null,
  ]);
  now = Date.parse(reset);
  expect((await call()).status).toBe(200);
});

test("an older server has no discovery document, and a careless one ignores pictures while it says yes", async () => {
  const metadata = () => fetch(`${url}/.well-known/oauth-authorization-server`);
  expect(await (await metadata()).json()).toMatchObject({
    app_registration_endpoint: "https://mastodon.hopfield.social/api/v1/apps",
  });
  await control(simulators, "/mastodon/switches", { discovery: false, stores_pictures: false });
  expect((await metadata()).status).toBe(404);
  const { masto } = await signedIn();
  const before = await pictures();
  await masto.v1.accounts.updateCredentials({
    avatar: new File([new Uint8Array(await testPicture(400, 400))], "a.jpg"),
  });
  expect(await pictures()).toEqual(before);
});

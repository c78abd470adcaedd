import { Agent } from "node:https";
import { connect } from "node:net";

import sharp from "sharp";
import { ApiResponseError, TwitterApi } from "twitter-api-v2";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { createSimulators } from "../create-simulators.ts";
import { createInternet } from "../internet.ts";
import { control, decide, largePicture, startServer, testPicture, type ShownAccount } from "../test-kit.ts";
import { SIM_X_CONSUMER_KEY, SIM_X_CONSUMER_SECRET } from "./credentials.ts";

let now = Date.now();
const origin = "http://127.0.0.1:1";
const simulators = createSimulators({ stateDir: null, now: () => now, origin });
const internet = createInternet(simulators);
let server: Awaited<ReturnType<typeof startServer>>;
/** Changes requests on their way, as somebody between client and server would. */
let meddle = (request: Request): Request => request;

beforeAll(async () => {
  server = await startServer((request) => internet(meddle(request)), "https://api.x.com");
});
afterAll(() => server.stop());
beforeEach(async () => {
  meddle = (request) => request;
  now = Date.now();
  simulators.reset();
  await simulators.seed();
});

/** Leads the client's https connections to the simulator, in plain text. */
class ToSimulator extends Agent {
  override createConnection() {
    return connect(server.port, "127.0.0.1");
  }
}

function client(user: { accessToken: string; accessSecret: string } | null = null): TwitterApi {
  const app = { appKey: SIM_X_CONSUMER_KEY, appSecret: SIM_X_CONSUMER_SECRET };
  return new TwitterApi({ ...app, ...user }, { httpAgent: new ToSimulator() });
}

async function signIn(account = "ada") {
  const link = await client().generateAuthLink("http://localhost:8787/connect/x/callback", {
    linkMode: "authorize",
  });
  const page = link.url.replace("https://api.x.com", `${origin}/x`);
  const back = await decide(simulators, page, account, "allow");
  const half = client({ accessToken: link.oauth_token, accessSecret: link.oauth_token_secret });
  const done = await half.login(back.searchParams.get("oauth_verifier") ?? "");
  return {
    ...done,
    client: client({ accessToken: done.accessToken, accessSecret: done.accessSecret }),
    back,
    link,
  };
}

const shown = () => control<ShownAccount>(simulators, "/x/accounts/ada");
const effects = async () =>
  (await control<{ effect: string | null }[]>(simulators, "/log?platform=x")).flatMap(
    ({ effect }) => effect ?? [],
  );
const failure = async (promise: Promise<unknown>): Promise<ApiResponseError> => {
  const error: unknown = await promise.then(
    () => new Error("it was accepted"),
    (reason: unknown) => reason,
  );
  if (error instanceof ApiResponseError) return error;
  throw error;
};

test("a client from npm signs in and changes both pictures, which show after the processing time", async () => {
  const { client: api, userId, screenName } = await signIn();
  expect(screenName).toBe("ada");
  const before = await shown();

  const reply = await api.v1.updateAccountProfileImage(await testPicture(800, 600));
  await api.v1.updateAccountProfileBanner(await testPicture(1_200, 400, "png"));
  expect(reply.id_str).toBe(userId);
  expect(await shown()).toMatchObject({ avatar: before.avatar, banner: before.banner });

  now += 1_200;
  const after = await shown();
  expect(after.avatar.logical_url).not.toBe(before.avatar.logical_url);
  expect(after.avatar).toMatchObject({ width: 400, height: 400 });
  expect(after.banner).toMatchObject({ width: 1_500, height: 500 });
  expect(await effects()).toEqual(["connected", "avatar_set", "banner_set"]);

  const { data } = await api.v2.me({ "user.fields": ["profile_image_url", "profile_banner_url" as never] });
  expect(data.profile_image_url).toMatch(/^https:\/\/pbs\.twimg\.com\/profile_images\/\d+\/\w+_normal\.jpg$/);
  const full = await internet(new Request(data.profile_image_url?.replace("_normal", "") ?? ""));
  expect(full.headers.get("content-type")).toBe("image/jpeg");
  const bytes = new Uint8Array(await full.arrayBuffer());
  const [red = 0, , blue = 255] = await sharp(bytes)
    .extract({ left: 200, top: 50, width: 1, height: 1 })
    .raw()
    .toBuffer();
  expect([red > 180, blue < 80]).toEqual([true, true]);
  const small = await internet(new Request(data.profile_image_url ?? ""));
  expect(await sharp(new Uint8Array(await small.arrayBuffer())).metadata()).toMatchObject({
    width: 48,
    height: 48,
  });
  const again = await internet(
    new Request(data.profile_image_url ?? "", {
      headers: { "if-none-match": small.headers.get("etag") ?? "" },
    }),
  );
  expect(again.status).toBe(304);
});

function rewriteHeader(headers: Headers, what: RegExp, by: string): void {
  const before = headers.get("authorization") ?? "";
  const after = before.replace(what, by);
  if (after === before) throw new Error("nothing was changed");
  headers.set("authorization", after);
}

test("a request changed on its way is refused and changes nothing", async () => {
  const { client: api } = await signIn();
  const before = await shown();
  const rewritten = (request: Request, change: (url: URL, headers: Headers) => void) => {
    const [url, headers] = [new URL(request.url), new Headers(request.headers)];
    change(url, headers);
    return new Request(url, {
      method: request.method,
      headers,
      body: request.body,
      duplex: "half",
    } as RequestInit);
  };
  const changes: ((url: URL, headers: Headers) => void)[] = [
    (url) => url.searchParams.set("skip_status", "true"),
    (url) => (url.pathname = url.pathname.replace("_image", "_banner")),
    // Both always differ from what was sent: a nonce one longer, a signature of zeros.
    (_url, headers) => rewriteHeader(headers, /oauth_nonce="/, 'oauth_nonce="x'),
    (_url, headers) =>
      rewriteHeader(
        headers,
        /oauth_signature="[^"]*"/,
        `oauth_signature="${encodeURIComponent(Buffer.alloc(20).toString("base64"))}"`,
      ),
  ];
  for (const change of changes) {
    meddle = (request) => rewritten(request, change);
    const error = await failure(api.v1.updateAccountProfileImage(await testPicture(400, 400)));
    expect([error.code, error.errors?.[0]]).toEqual([
      401,
      { code: 32, message: "Could not authenticate you." },
    ]);
  }
  now += 60_000;
  expect(await shown()).toMatchObject({ avatar: before.avatar, banner: before.banner });
  expect(await effects()).toEqual(["connected"]);
});

test("the same signed request counts once, and not at all when its clock is off", async () => {
  const { client: api } = await signIn();
  const seen: Request[] = [];
  meddle = (request) => {
    seen.push(request.clone());
    return request;
  };
  await api.v1.verifyCredentials();
  const [first] = seen;
  if (first === undefined) throw new Error("nothing was sent");
  const replay = await internet(first.clone());
  expect([replay.status, await replay.json()]).toEqual([
    401,
    { errors: [{ code: 32, message: expect.any(String) as string }] },
  ]);
  now += 5 * 60_000 + 2_000;
  const late = await internet(first);
  expect([late.status, await late.json()]).toEqual([
    401,
    { errors: [{ code: 135, message: expect.any(String) as string }] },
  ]);
});

test("moving the simulators' clock does not make honest timestamps wrong", async () => {
  const { client: api } = await signIn();
  await control(simulators, "/clock", { advance_seconds: 7_200 });
  const { rateLimit } = await api.v1.get("account/verify_credentials.json", {}, { fullResponse: true });
  expect((rateLimit?.reset ?? Infinity) * 1_000 - now).toBeLessThanOrEqual(15 * 60_000 + 1_000);
});

test("a file too large or of a wrong type is refused and changes nothing", async () => {
  const { client: api } = await signIn();
  const before = await shown();
  const avatar = (bytes: Buffer) => failure(api.v1.updateAccountProfileImage(bytes));
  const banner = (bytes: Buffer) => failure(api.v1.updateAccountProfileBanner(bytes));

  const large = await avatar(await largePicture(700_001));
  expect([large.code, large.errors?.[0]]).toMatchObject([403, { code: 120 }]);
  for (const wrong of [
    await testPicture(400, 400, "webp"),
    Buffer.from("<svg/>"),
    (await testPicture(400, 400)).subarray(0, 900),
  ]) {
    expect((await avatar(wrong)).code).toBe(403);
    expect((await banner(wrong)).code).toBe(400);
  }
  expect((await banner(await largePicture(5_000_001))).code).toBe(422);
  expect((await avatar(Buffer.alloc(0))).errors?.[0]).toMatchObject({ code: 38 });
  now += 60_000;
  expect(await shown()).toMatchObject({ avatar: before.avatar, banner: before.banner });
  expect(await effects()).toEqual(["connected"]);
});

test("declining, a foreign callback and a used verifier lead nowhere", async () => {
  const link = await client().generateAuthLink("http://localhost:8787/connect/x/callback");
  const page = link.url.replace("https://api.x.com", `${origin}/x`);
  const back = await decide(simulators, page, "ada", "decline");
  expect([...back.searchParams]).toEqual([["denied", link.oauth_token]]);
  const foreign = await failure(client().generateAuthLink("https://evil.com/callback"));
  expect([foreign.code, foreign.errors?.[0]]).toMatchObject([403, { code: 415 }]);

  const done = await signIn();
  const half = client({ accessToken: done.link.oauth_token, accessSecret: done.link.oauth_token_secret });
  expect((await failure(half.login(done.back.searchParams.get("oauth_verifier") ?? ""))).code).toBe(401);
  expect((await shown()).tokens).toHaveLength(1);
});

test("revoked tokens, suspended accounts and apps without plan or permission get their own codes", async () => {
  const { client: api } = await signIn();
  const upload = async () =>
    (await failure(api.v1.updateAccountProfileBanner(await testPicture(1_500, 500)))).errors?.[0];
  await control(simulators, "/x/switches", { profile_writes: false });
  expect(await upload()).toMatchObject({ code: 453 });
  await control(simulators, "/x/switches", { profile_writes: true, read_write: false });
  // The permission of a token is the app's at the moment the person allowed it.
  await api.v1.updateAccountProfileBanner(await testPicture(1_500, 500));
  const { client: readOnly } = await signIn();
  expect(
    (await failure(readOnly.v1.updateAccountProfileBanner(await testPicture(1_500, 500)))).errors?.[0],
  ).toMatchObject({ code: 261 });
  await control(simulators, "/x/switches", { read_write: true });

  await simulators.fetch(
    new Request(`${origin}/_sim/x/accounts/ada`, { method: "PATCH", body: '{"status":"suspended"}' }),
  );
  expect(await upload()).toMatchObject({ code: 64 });
  await simulators.fetch(
    new Request(`${origin}/_sim/x/accounts/ada`, { method: "PATCH", body: '{"status":"active"}' }),
  );

  await api.v1.post("oauth/invalidate_token.json");
  expect(await upload()).toMatchObject({ code: 89 });
  expect((await effects()).filter((effect) => effect === "revoked")).toHaveLength(1);
});

test("without a signature nothing is told", async () => {
  const legacy = await internet(new Request("https://api.x.com/1.1/account/verify_credentials.json"));
  expect([legacy.status, await legacy.json()]).toEqual([
    400,
    { errors: [{ code: 215, message: "Bad Authentication data." }] },
  ]);
  const v2 = await internet(new Request("https://api.x.com/2/users/me"));
  expect([v2.status, await v2.json()]).toMatchObject([401, { title: "Unauthorized", status: 401 }]);
});

test("banner sizes, removal, and the limit of reads", async () => {
  const { client: api } = await signIn();
  const { sizes } = await api.v1.userProfileBannerSizes({ screen_name: "ada" } as never);
  expect(sizes["1500x500"].url).toMatch(/^https:\/\/pbs\.twimg\.com\/profile_banners\/\d+\/\d+\/1500x500$/);
  await api.v1.removeAccountProfileBanner();
  expect((await shown()).banner).toBeNull();
  expect((await failure(api.v1.userProfileBannerSizes({ screen_name: "ada" } as never))).code).toBe(404);

  for (let call = 0; call < 75; call += 1) await api.v2.me();
  const limited = await failure(api.v2.me());
  expect(limited.code).toBe(429);
  expect(limited.rateLimit).toMatchObject({ limit: 75, remaining: 0 });
});

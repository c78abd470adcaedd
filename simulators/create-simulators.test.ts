import { beforeEach, expect, test, vi } from "vitest";

import { createSimulators } from "./create-simulators.ts";
import { FAULT_KINDS, type FaultKind } from "./faults.ts";
import { simulatedHosts } from "./hosts.ts";
import { createInternet } from "./internet.ts";
import type { LogEntry } from "./request-log.ts";
import { control, decide, testPicture, type ShownAccount } from "./test-kit.ts";

let now = Date.parse("2026-11-01T12:00:00Z");
const origin = "http://127.0.0.1:8788";
const simulators = createSimulators({ stateDir: null, now: () => now, origin });
const internet = createInternet(simulators);
const host = "https://mastodon.hopfield.social";
let token = "";

beforeEach(async () => {
  vi.useRealTimers();
  simulators.reset();
  await simulators.seed();
  token = await connect();
});

async function connect(): Promise<string> {
  const redirect = "http://localhost:8787/cb";
  const post = async (path: string, form: Record<string, string>) =>
    (await (
      await internet(new Request(`${host}${path}`, { method: "POST", body: new URLSearchParams(form) }))
    ).json()) as Record<string, string>;
  const app = await post("/api/v1/apps", {
    client_name: "Test",
    redirect_uris: redirect,
    scopes: "read write",
  });
  const client = {
    client_id: app["client_id"] ?? "",
    client_secret: app["client_secret"] ?? "",
    redirect_uri: redirect,
  };
  const query = new URLSearchParams({ ...client, response_type: "code", scope: "read write" });
  const back = await decide(simulators, `${origin}/mastodon/oauth/authorize?${query}`, "ada", "allow");
  const code = back.searchParams.get("code") ?? "";
  return (
    (await post("/oauth/token", { ...client, grant_type: "authorization_code", code }))["access_token"] ?? ""
  );
}

async function upload(signal?: AbortSignal): Promise<Response> {
  const body = new FormData();
  body.set("avatar", new File([new Uint8Array(await testPicture(400, 400))], "a.jpg"));
  return internet(
    new Request(`${host}/api/v1/accounts/update_credentials`, {
      method: "PATCH",
      body,
      headers: { authorization: `Bearer ${token}` },
      ...(signal === undefined ? {} : { signal }),
    }),
  );
}

const fault = (kind: FaultKind, more: object = {}) =>
  control(simulators, "/faults", { platform: "mastodon", kind, match: "PATCH /api/v1/accounts", ...more });
const avatar = async () => (await control<ShownAccount>(simulators, "/mastodon/accounts/ada")).avatar;
const lastRequest = async () => (await control<LogEntry[]>(simulators, "/log?platform=mastodon")).at(-1);

const REFUSED: readonly [FaultKind, number][] = [
  ["429", 429],
  ["5xx", 503],
  ["402", 402],
  ["expired", 401],
  ["revoked", 401],
  ["413_html", 413],
];

test.each(REFUSED)("%s is answered with %i, changes nothing and is logged", async (kind, status) => {
  const before = await avatar();
  await fault(kind);
  expect((await upload()).status).toBe(status);
  expect(await avatar()).toEqual(before);
  expect(await lastRequest()).toMatchObject({
    account: "ada",
    method: "PATCH",
    path: "/api/v1/accounts/update_credentials",
    status,
    effect: null,
    fault: kind,
  });
  // Once means once; only a revoked token stays dead.
  expect((await upload()).status).toBe(kind === "revoked" ? 401 : 200);
});

test("429 speaks the platform's own language about time", async () => {
  await fault("429", { retry_after: 90 });
  expect((await upload()).headers.get("x-ratelimit-reset")).toBe("2026-11-01T12:01:30.000Z");
  await control(simulators, "/faults", { platform: "x", kind: "429", retry_after: 90 });
  const x = await internet(new Request("https://api.x.com/2/users/me"));
  expect([x.status, x.headers.get("x-rate-limit-reset")]).toEqual([429, String(now / 1_000 + 90)]);
});

test("a lost answer and a garbled one come after the effect", async () => {
  for (const [kind, status] of [
    ["lost_answer", 599],
    ["garbage", 200],
  ] as const) {
    const before = await avatar();
    await fault(kind);
    const answer = await upload();
    expect(answer.status).toBe(status);
    await expect(answer.json()).rejects.toThrow("JSON");
    expect((await avatar()).logical_url).not.toBe(before.logical_url);
    expect(await lastRequest()).toMatchObject({
      status: status === 599 ? 0 : 200,
      effect: "avatar_set",
      fault: kind,
    });
  }
});

test("a broken connection rejects where that is asked for", async () => {
  await fault("lost_answer", { match: "GET /api/v2/instance" });
  const strict = createInternet(simulators, { broken: "throw" });
  await expect(strict(new Request(`${host}/api/v2/instance`))).rejects.toThrow("lost");
});

test("no_effect answers success and changes nothing", async () => {
  const before = await avatar();
  await fault("no_effect");
  const answer = await upload();
  expect([answer.status, await answer.json()]).toMatchObject([200, { avatar: before.logical_url }]);
  expect(await avatar()).toEqual(before);
  expect(await lastRequest()).toMatchObject({ status: 200, effect: null, fault: "no_effect" });
});

test("timeout never answers, until the client gives up or a minute is over, and changes nothing", async () => {
  const before = await avatar();
  await fault("timeout", { times: 2 });
  const patience = new AbortController();
  const waiting = upload(patience.signal);
  patience.abort();
  expect((await waiting).status).toBe(599);

  vi.useFakeTimers();
  const silent = upload();
  let answered = false;
  void silent.then(() => (answered = true));
  await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
  await vi.advanceTimersByTimeAsync(59_000);
  expect(answered).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect((await silent).status).toBe(599);
  vi.useRealTimers();
  expect(await avatar()).toEqual(before);
  expect(await lastRequest()).toMatchObject({ status: 0, effect: null, fault: "timeout" });
});

test("slow is late and otherwise right", async () => {
  await fault("slow", { delay_ms: 5 });
  expect((await upload()).status).toBe(200);
  expect(await lastRequest()).toMatchObject({ effect: "avatar_set", fault: "slow" });
});

test("every kind is known to a test here", () => {
  const covered = [
    ...REFUSED.map(([kind]) => kind),
    "lost_answer",
    "garbage",
    "no_effect",
    "timeout",
    "slow",
  ];
  expect(covered.toSorted()).toEqual([...FAULT_KINDS].toSorted());
});

test("faults strike by platform, account and path; pictures and pages for people only when named", async () => {
  await control(simulators, "/faults", { platform: "x", kind: "5xx" });
  await control(simulators, "/faults", { platform: "mastodon", kind: "5xx", account: "ben" });
  await control(simulators, "/faults", { platform: "mastodon", kind: "5xx", match: "POST /nowhere" });
  expect((await upload()).status).toBe(200);
  await simulators.fetch(new Request(`${origin}/_sim/faults`, { method: "DELETE" }));
  expect(await control(simulators, "/faults")).toEqual([]);

  await control(simulators, "/faults", { platform: "mastodon", kind: "5xx" });
  const { url } = await avatar();
  expect((await simulators.fetch(new Request(url))).status).toBe(200);
  expect((await upload()).status).toBe(503);
  await control(simulators, "/faults", { platform: "mastodon", kind: "5xx", match: "GET /system/" });
  expect((await simulators.fetch(new Request(url))).status).toBe(503);
});

test("real host names lead to their simulator, unknown ones nowhere", async () => {
  expect((await internet(new Request(`${host}/api/v2/instance`))).status).toBe(200);
  for (const strange of [
    "https://example.com/",
    "https://hopfield.social/",
    "https://a.b.bluesky.hopfield.social/",
  ]) {
    const answer = await internet(new Request(strange));
    expect([answer.status, await answer.text()]).toEqual([599, "no route to host"]);
  }
  expect(simulatedHosts("http://127.0.0.1:8788")).toMatchObject({
    "x.com": "http://127.0.0.1:8788/x",
    "api.x.com": "http://127.0.0.1:8788/x",
    "pbs.twimg.com": "http://127.0.0.1:8788/x/media",
    "*.bluesky.hopfield.social": "http://127.0.0.1:8788/bluesky",
  });
});

test("the log tells what was asked and changed, by platform and time, without queries", async () => {
  await upload();
  now += 60_000;
  const since = new Date(now).toISOString();
  await internet(new Request("https://api.x.com/2/users/me?secret=1"));
  const log = await control<LogEntry[]>(simulators, `/log?since=${since}`);
  expect(log).toEqual([
    {
      at: since,
      platform: "x",
      account: null,
      method: "GET",
      path: "/2/users/me",
      status: 401,
      effect: null,
      fault: null,
    },
  ]);
  expect(
    (await control<LogEntry[]>(simulators, "/log?platform=mastodon")).filter(
      (each) => each.effect === "avatar_set",
    ),
  ).toHaveLength(1);
});

test("mail is kept, newest first, by address", async () => {
  const mail = (to: string, subject: string) => ({
    to,
    from: "hello@linkarooie.example",
    subject,
    text: "t",
    html: "<p>t</p>",
    headers: { "x-a": "b" },
  });
  await control(simulators, "/mail", mail("Ada@example.test", "one"));
  await control(simulators, "/mail", mail("ben@example.test", "two"));
  await control(simulators, "/mail", mail("ada@example.test", "three"));
  const box = await control<{ subject: string; id: string; at: string }[]>(
    simulators,
    "/mail?to=ada@example.test",
  );
  expect(box.map(({ subject }) => subject)).toEqual(["three", "one"]);
  expect(box[0]).toMatchObject({
    html: "<p>t</p>",
    headers: { "x-a": "b" },
    at: new Date(now).toISOString(),
  });
});

test("a browser reads mails as a page with links, and no mail becomes markup", async () => {
  const text =
    'Hello <b>Ada</b>,\n(http://localhost:8787/verify?token=a&b=c).\njavascript:alert(1)\nhttp://x"onclick=1';
  const mail = { from: "hello@linkarooie.example", text, html: "<script>alert(1)</script>" };
  await control(simulators, "/mail", { ...mail, to: "ada@example.test", subject: "<script>first" });
  await control(simulators, "/mail", { ...mail, to: "ben@example.test", subject: "second" });
  const read = async (path: string) => {
    const answer = await simulators.fetch(
      new Request(`${origin}${path}`, { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } }),
    );
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    return answer.text();
  };
  const shown = await read("/_sim/mail");
  expect(shown.indexOf("second")).toBeLessThan(shown.indexOf("&lt;script&gt;first"));
  expect(shown).not.toContain("<script");
  expect(shown).toContain("Hello &lt;b&gt;Ada&lt;/b&gt;,\n(<a href");
  const address = "http://localhost:8787/verify?token=a&amp;b=c";
  const links = [...shown.matchAll(/<a ([^>]*)>([^<]*)/g)].map(([, attributes, words]) => [
    attributes,
    words,
  ]);
  const each = [
    [`href="${address}"`, address],
    [`href="http://x"`, "http://x"],
  ];
  expect(links).toEqual([...each, ...each, [`href="/"`, "All simulated platforms"]]);
  expect(await read("/_sim/mail?to=ben@example.test")).not.toContain("&gt;first");
  const [newest] = await control<{ id: string }[]>(simulators, "/mail");
  expect(await read("/")).toContain(`<a href="/_sim/mail#${newest?.id}">second</a>`);
  expect(shown).toContain(`id="${newest?.id}"`);
});

test("an account can be made and edited by hand, and a foreign page may do neither", async () => {
  await control(simulators, "/x/accounts", { name: "cyd", display_name: "Cyd" });
  const before = await control<ShownAccount>(simulators, "/x/accounts/cyd");
  const file = (await testPicture(500, 500)).toString("base64");
  const after = await control<ShownAccount>(simulators, "/x/accounts/cyd/edit", { slot: "avatar", file });
  expect(after.avatar.sha256).not.toBe(before.avatar.sha256);
  const picture = await simulators.fetch(new Request(after.avatar.url));
  expect(picture.headers.get("content-type")).toBe("image/jpeg");
  const form = new FormData();
  form.set("slot", "banner");
  form.set("file", new File([new Uint8Array(await testPicture(1_500, 500))], "b.jpg"));
  const posted = await simulators.fetch(
    new Request(`${origin}/_sim/x/accounts/cyd/edit`, { method: "POST", body: form }),
  );
  expect(await posted.json()).toMatchObject({ banner: { width: 1_500, height: 500 } });

  const foreign = await simulators.fetch(
    new Request(`${origin}/_sim/reset`, { method: "POST", headers: { origin: "https://evil.example" } }),
  );
  expect(foreign.status).toBe(400);
  expect((await control<ShownAccount>(simulators, "/x/accounts/cyd")).banner?.width).toBe(1_500);
  await expect(control(simulators, "/x/accounts/cyd/edit", { slot: "avatar", file: "bm8=" })).rejects.toThrow(
    "422",
  );
  await expect(control(simulators, "/x/accounts/nobody")).rejects.toThrow("404");
  await expect(control(simulators, "/faults", { platform: "x", kind: "flood" })).rejects.toThrow("422");
});

test("reset forgets everything and seeds again", async () => {
  await upload();
  await fault("429");
  await control(simulators, "/clock", { advance_seconds: 3_600 });
  await control(simulators, "/reset", {});
  expect(await control(simulators, "/log")).toEqual([]);
  expect(await control(simulators, "/faults")).toEqual([]);
  expect(await control(simulators, "/clock")).toEqual({ now: new Date(now).toISOString() });
  expect((await upload()).status).toBe(401);
  for (const platform of ["x", "mastodon", "bluesky"]) {
    const names = await control<{ name: string }[]>(simulators, `/${platform}/accounts`);
    expect(names.map(({ name }) => name)).toContain("ada");
  }
});

test("people see accounts as pages, with text from accounts never as markup", async () => {
  await control(simulators, "/mastodon/accounts", { name: "eve", display_name: "<script>alert(1)</script>" });
  for (const path of ["/", "/mastodon/eve"]) {
    const page = await simulators.fetch(new Request(`${origin}${path}`));
    const text = await page.text();
    expect([page.status, text.includes("&lt;script&gt;alert(1)"), text.includes("<script")]).toEqual([
      200,
      true,
      false,
    ]);
  }
  expect((await simulators.fetch(new Request(`${origin}/mastodon/nobody`))).status).toBe(404);
});

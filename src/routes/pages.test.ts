import { beforeEach, describe, expect, it } from "vitest";

import {
  bindings,
  countRows,
  makePerson,
  ORIGIN,
  type Person,
  testContext,
} from "../../test/support/worker/signed-in.ts";
import { createApp } from "../app.ts";
import type { AppContext } from "../context.ts";
import { images, syncRequests, syncTargets, userPlatforms } from "../db/schema.ts";
import { newId } from "../new-id.ts";
import { PlatformError } from "../platforms/errors.ts";
import type { PlatformAdapter } from "../platforms/platform.ts";
import { descriptors } from "../platforms/registry.ts";

const context = testContext();
let ada: Person;
let typed: unknown[];

/** A platform whose sign-in page is elsewhere, or which refuses what was typed. */
const mastodon = {
  descriptor: descriptors.mastodon,
  auth: {
    begin: (_ports: unknown, input: { host?: string }) => {
      typed.push(input.host);
      if (input.host !== "mastodon.example")
        return Promise.reject(new PlatformError("input-bad", "no_server"));
      const authorizeUrl = "https://mastodon.example/oauth/authorize?state=s1&scope=a%20b";
      return Promise.resolve({ authorizeUrl, flow: { state: newId("evt"), data: {} } });
    },
  },
} as unknown as PlatformAdapter;

const overrides: Partial<AppContext> = {
  log: context.log,
  adapters: { mastodon },
  gate: () => Promise.resolve(true),
};

beforeEach(async () => {
  ada = await makePerson(context);
  typed = [];
});

function open(path: string, init: RequestInit = {}, extra: Partial<AppContext> = {}) {
  const headers = {
    accept: "text/html",
    cookie: ada.cookie,
    "sec-fetch-site": "same-origin",
    ...(init.headers as Record<string, string> | undefined),
  };
  return createApp({ ...overrides, ...extra }).request(`${ORIGIN}${path}`, { ...init, headers }, bindings);
}

function submit(path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) {
  return open(path, { method: "POST", body: new URLSearchParams(fields), headers });
}

async function makeConnection(): Promise<string> {
  const id = newId("con");
  await bindings.DB.prepare(
    "insert or ignore into platforms values ('mastodon', 'Mastodon', 'https://m', 'v1', 0)",
  ).run();
  const row = {
    platformId: "mastodon",
    accountId: id,
    handle: "ada@mastodon.example",
    profileUrl: "https://mastodon.example/@ada",
  };
  const rest = { status: "connected" as const, scopes: "[]", sealedGrant: "", createdAt: 0, updatedAt: 0 };
  await context.db.insert(userPlatforms).values({ id, userId: ada.userId, ...row, ...rest });
  return id;
}

async function makeRun(
  target: Partial<typeof syncTargets.$inferInsert>,
  state: "running" | "finished" = "running",
) {
  const connectionId = await makeConnection();
  const [id, targetId] = [newId("syn"), newId("tgt")];
  await context.db.insert(syncRequests).values({ id, userId: ada.userId, state, createdAt: 1, updatedAt: 1 });
  const row = {
    platformId: "mastodon",
    slot: "avatar" as const,
    state: "checking",
    waitingOn: "platform" as const,
    handle: "ada@mastodon.example",
    profileUrl: "https://mastodon.example/@ada",
  };
  const ids = { id: targetId, syncRequestId: id, userId: ada.userId, connectionId };
  await context.db.insert(syncTargets).values({ ...ids, ...row, createdAt: 1, updatedAt: 1, ...target });
  return { id, targetId };
}

const proof = {
  state: "shown",
  waitingOn: "nobody" as const,
  verifiedBy: "fingerprint",
  checkedAt: Date.UTC(2026, 10, 22, 12, 3),
};

describe("every page", () => {
  it.each([
    "/",
    "/pictures",
    "/connections",
    "/syncs",
    "/check-your-mail",
    "/verify-email?token=x",
    "/no-such-page",
  ])("%s is a whole document without inline scripts or styles", async (path) => {
    const response = await open(path);
    const html = await response.text();
    expect(html).toMatch(/^<!DOCTYPE html><html lang="en">/);
    expect(html).not.toMatch(/\sstyle=|<style|\son\w+=|javascript:/i);
    expect(html.match(/<script(?![^>]*\ssrc="\/build\/)/g)).toBeNull();
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(response.headers.get("content-security-policy")).toContain("script-src 'self'");
  });

  it.each(["/pictures", "/connections", "/syncs?x=1", "/pictures/img_1"])(
    "%s asks strangers to sign in",
    async (path) => {
      const response = await open(path, { headers: { cookie: "" } });
      expect([response.status, response.headers.get("location")]).toEqual([
        303,
        `/sign-in?next=${encodeURIComponent(path)}`,
      ]);
    },
  );
});

describe("sign-up and sign-in forms", () => {
  const outside = { cookie: "" };

  it("come back with what was typed, never with the password", async () => {
    const response = await submit(
      "/sign-up",
      { email: 'ada"><b>', password: "short-secret", first_name: "Ada" },
      outside,
    );
    const html = await response.text();
    expect(response.status).toBe(422);
    expect(html).toContain('value="ada&quot;&gt;&lt;b&gt;"');
    expect(html).toContain('aria-invalid="true"');
    expect(html).not.toContain("short-secret");
  });

  it("refuse to be a way to other sites", async () => {
    const html = await (await open("/sign-in?next=https://evil.example/", { headers: outside })).text();
    expect(html).not.toContain("evil.example");
    const away = await open("/sign-in?next=//evil.example/");
    expect([away.status, away.headers.get("location")]).toEqual([303, "/"]);
  });

  it("say one sentence for a wrong password and keep the address", async () => {
    const response = await submit(
      "/sign-in",
      { email: "nobody@example.test", password: "wrong but long" },
      outside,
    );
    const html = await response.text();
    expect(response.status).toBe(401);
    expect(html).toContain('value="nobody@example.test"');
    expect(html).toContain("do not match");
  });
});

describe("connecting", () => {
  it("shows what we ask for and leaves by a link, never by redirecting a form", async () => {
    const response = await submit("/connections/mastodon", { host: " mastodon.example " });
    const html = await response.text();
    expect([response.status, response.headers.get("location"), typed]).toEqual([
      200,
      null,
      ["mastodon.example"],
    ]);
    expect(html).toContain('href="https://mastodon.example/oauth/authorize?state=s1&amp;scope=a%20b"');
    for (const { scope } of descriptors.mastodon.scopes) expect(html).toContain(`<code>${scope}</code>`);
  });

  it("shows the form again with the reason when what was typed leads nowhere", async () => {
    const response = await submit("/connections/mastodon", { host: "<script>x" });
    const html = await response.text();
    expect(response.status).toBe(422);
    expect(html).toContain("What answers at that address is no Mastodon server.");
    expect(html).toContain('value="&lt;script&gt;x"');
    expect(await countRows("connect_flows")).toBe(0);
  });

  it("tells declined from failed, and does not repeat codes from the address", async () => {
    const declined = await (await open("/connections?problem=declined&platform=mastodon")).text();
    expect(declined).toContain("You didn’t let us in at Mastodon.");
    const made = await (await open("/connections?problem=call+0800+evil&platform=mastodon")).text();
    expect(made).toContain("Connecting Mastodon didn’t work.");
    expect(made).not.toContain("0800");
  });

  it("comes back to the page when the flow is not of this browser", async () => {
    const response = await open("/connect/mastodon/callback?state=stolen&code=1");
    expect(response.headers.get("location")).toBe("/connections?problem=flow_unknown&platform=mastodon");
  });

  it("asks before it disconnects, and only the owner", async () => {
    const id = await makeConnection();
    expect(await (await open(`/connections/${id}/disconnect`)).text()).toContain(
      "Disconnect ada@mastodon.example",
    );
    expect(await countRows("user_platforms")).toBe(1);
    ada = await makePerson(context);
    expect((await open(`/connections/${id}/disconnect`)).status).toBe(404);
    expect((await submit(`/connections/${id}/disconnect`)).status).toBe(404);
    expect(await countRows("user_platforms")).toBe(1);
  });
});

describe("a run", () => {
  it("wears no postmark before there is proof, and reloads by itself without scripts", async () => {
    const { id } = await makeRun({});
    const html = await (await open(`/syncs/${id}`)).text();
    expect(html).toContain('<noscript><meta http-equiv="refresh" content="3"/></noscript>');
    expect(html.replace(/<template>.*?<\/template>/gs, "")).not.toContain("SHOWN ON");
    expect(html).not.toContain("/shown");
  });

  it("wears it once the platform showed the picture, with the time", async () => {
    const { id, targetId } = await makeRun(
      { ...proof, shownUrl: "https://mastodon.example/a.png" },
      "finished",
    );
    const html = await (await open(`/syncs/${id}`)).text();
    expect(html).toContain("Shown on Mastodon, checked 22 Nov 2026, 12:03 UTC");
    expect(html).toContain(`/syncs/${id}/targets/${targetId}/shown`);
    expect(html).not.toContain("http-equiv");
  });

  it("hands out what the platform shows only as a picture", async () => {
    const { id, targetId } = await makeRun(
      { ...proof, shownUrl: "https://mastodon.example/a.png" },
      "finished",
    );
    const answer = (body: BodyInit) => ({
      ports: {
        ...context.ports,
        fetch: () => Promise.resolve(new Response(body, { headers: { "content-type": "image/png" } })),
      },
    });
    const page = await open(
      `/syncs/${id}/targets/${targetId}/shown`,
      {},
      answer("<html><script>alert(1)</script>"),
    );
    expect(page.status).toBe(404);
    expect(await page.text()).not.toContain("alert");
    const other = await makePerson(context);
    const foreign = await open(
      `/syncs/${id}/targets/${targetId}/shown`,
      { headers: { cookie: other.cookie } },
      answer("x"),
    );
    expect(foreign.status).toBe(404);
  });

  it("explains on the home page why none was started", async () => {
    const response = await submit("/syncs");
    expect(response.status).toBe(422);
    expect(await response.text()).toContain("Connect one first.");
    expect(await countRows("sync_requests")).toBe(0);
  });
});

describe("a picture", () => {
  async function makePicture(): Promise<string> {
    const id = newId("img");
    const original = {
      originalKey: "k",
      originalSha256: "s",
      originalFormat: "jpeg" as const,
      originalBytes: 10,
    };
    const size = { width: 4000, height: 3000, createdAt: 1, updatedAt: 1 };
    await context.db
      .insert(images)
      .values({ id, userId: ada.userId, kind: "avatar", status: "ready", ...original, ...size });
    return id;
  }
  const quiet = { queues: { renderImage: () => Promise.resolve(), sendEmail: () => Promise.resolve() } };

  it("is cut by a plain form, with numbers or one of nine places", async () => {
    const id = await makePicture();
    const body = new URLSearchParams({ position: "left" });
    const response = await open(`/pictures/${id}/crop`, { method: "POST", body }, quiet);
    expect(response.headers.get("location")).toBe(`/pictures/${id}?notice=cut`);
    const [row] = await context.db.select().from(images);
    expect([row?.cropX, row?.cropWidth, row?.cropVersion]).toEqual([0, 0.75, 2]);
    const bad = await submit(`/pictures/${id}/crop`, {
      x: "0.9",
      y: "0",
      width: "0.75",
      height: "1",
      rotation: "0",
    });
    expect(bad.status).toBe(422);
    expect(await bad.text()).toContain("This cut does not fit the picture.");
  });

  it("says that a cut could not be made", async () => {
    const id = await makePicture();
    const words = "Your last change could not be made, so what was before it stays.";
    expect(await (await open(`/pictures/${id}`)).text()).not.toContain(words);
    await context.db.update(images).set({ cropRejectedReason: "does_not_fit" });
    expect(await (await open(`/pictures/${id}`)).text()).toContain(words);
  });

  it("stays its owner's: page, original, cut, delete", async () => {
    const id = await makePicture();
    ada = await makePerson(context);
    for (const path of ["", "/original", "/delete", "/replace"])
      expect((await open(`/pictures/${id}${path}`)).status).toBe(404);
    for (const path of [
      "/crop",
      "/reset",
      "/matte",
      "/fix",
      "/description",
      "/current",
      "/delete",
      "/replace",
    ]) {
      expect((await submit(`/pictures/${id}${path}`, { position: "left" })).status).toBe(404);
    }
    expect(await countRows("images")).toBe(1);
  });

  it("is asked for again with the numbers when the file is no picture", async () => {
    const form = new FormData();
    form.set("kind", "banner");
    form.set("file", new File(["not a picture"], "a.jpg", { type: "image/jpeg" }));
    const response = await open("/pictures?kind=banner", { method: "POST", body: form });
    const html = await response.text();
    expect([400, 415, 422]).toContain(response.status);
    expect(html).toMatch(/id="file-banner-problem"[^>]*>[^<]*picture/);
    expect(await countRows("images")).toBe(0);
  });
});

describe("page forms", () => {
  const forms = ["/sign-in", "/sign-up", "/verify-email", "/syncs"];
  const sameOrigin = { "sec-fetch-site": "same-origin" };

  it.each(forms)("refuse a huge body on %s before it is read", async (path) => {
    const body = `email=${"x".repeat(200_000)}`;
    const headers = {
      ...sameOrigin,
      cookie: ada.cookie,
      "content-type": "application/x-www-form-urlencoded",
    };
    const answer = await createApp(overrides).request(
      `${ORIGIN}${path}`,
      { method: "POST", body, headers },
      bindings,
    );
    expect(answer.status).toBe(413);
    expect((await answer.text()).length).toBeLessThan(20_000);
  });

  it.each(forms)("say what is wrong with a broken form on %s", async (path) => {
    for (const [type, status] of [
      ["multipart/form-data; boundary=zz", 400],
      ["multipart/form-data", 400],
      ["text/plain", 415],
    ] as const) {
      const headers = { ...sameOrigin, cookie: ada.cookie, "content-type": type };
      const answer = await createApp(overrides).request(
        `${ORIGIN}${path}`,
        { method: "POST", body: "--q", headers },
        bindings,
      );
      expect({ type, status: answer.status }).toEqual({ type, status });
    }
  });
});

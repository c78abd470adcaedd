import { beforeEach, describe, expect, it, vi } from "vitest";

import { type AccountsApp, createAccountsApp } from "../../test/support/worker/accounts-app.ts";
import { allStores } from "../../test/support/worker/all-stores.ts";
import { makePerson, type Person } from "../../test/support/worker/signed-in.ts";
import { addFile, type StoredFile } from "../../test/support/worker/stored-file.ts";

const APP = "https://linkarooie.app";
const MEDIA = "https://linkarooie-media.app";

let t: AccountsApp;
let ada: Person;
let file: StoredFile;
let path: string;

beforeEach(async () => {
  const { config } = createAccountsApp().app;
  t = createAccountsApp({ config: { ...config, appOrigin: APP, mediaOrigin: MEDIA } });
  ada = await makePerson(t.app);
  file = await addFile(t.app, ada.userId, { platform: "linkarooie" });
  path = `/media/${file.mediaId}.jpg`;
});

describe("with an origin of their own, files", () => {
  it("are served there, without a cookie and with the headers of a file", async () => {
    const answer = await t.request(`${MEDIA}${path}`, { headers: { cookie: ada.cookie } });
    expect([answer.status, new Uint8Array(await answer.arrayBuffer())]).toEqual([200, file.bytes]);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    expect((await t.request(`${MEDIA}${path}`, { method: "HEAD" })).status).toBe(200);
  });

  it("are named there by the API", async () => {
    const answer = await t.request(`${APP}/api/v1/images/${file.imageId}`, {
      headers: { cookie: ada.cookie },
    });
    expect(await answer.json()).toMatchObject({ variants: [{ url: `${MEDIA}${path}` }] });
  });

  it("are named there by pages, whose policy takes pictures from there and nothing else", async () => {
    await t.app.db.run("update image_variants set slot = 'thumbnail'");
    const page = await t.request(`${APP}/pictures`, { headers: { cookie: ada.cookie, accept: "text/html" } });
    expect(await page.text()).toContain(`src="${MEDIA}${path}"`);
    const policy = page.headers.get("content-security-policy")?.split("; ") ?? [];
    expect(policy).toContain(`img-src 'self' ${MEDIA} blob: data:`);
    expect(policy.filter((part) => part.includes(MEDIA))).toHaveLength(1);
  });

  it("lead there from the app, whether they exist or not, and other sites' pages may follow", async () => {
    for (const name of [`${file.mediaId}.jpg`, file.mediaId, `${"0".repeat(26)}.png`]) {
      const answer = await t.request(`${APP}/media/${name}`);
      expect([answer.status, answer.headers.get("location")]).toEqual([308, `${MEDIA}/media/${name}`]);
      expect(answer.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
      // Not for ever: the origin may change.
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
    expect((await t.request(`${APP}/media/..%2f..%2fevil.app`)).status).toBe(404);
  });

  it("are copied and purged under their address there", async () => {
    await (await t.request(`${MEDIA}${path}`)).arrayBuffer();
    const kept = await t.app.edgeCache.match(`${MEDIA}${path}`);
    expect(kept?.size).toBe(1_000);
    await kept?.body.cancel();
    const answer = await t.request(`${APP}/api/v1/images/${file.imageId}?force=true`, {
      method: "DELETE",
      headers: { cookie: ada.cookie, "sec-fetch-site": "same-origin" },
    });
    expect(answer.status).toBe(204);
    expect(await t.app.edgeCache.match(`${MEDIA}${path}`)).toBeNull();
    expect((await t.request(`${MEDIA}${path}`)).status).toBe(404);
  });
});

describe("the host of files", () => {
  it("has nothing else: no page, no API, no health, whatever the method, and nothing changes", async () => {
    const before = await allStores();
    const d1 = vi.fn<() => Promise<unknown>>(() => Promise.reject(new Error("asked")));
    t = createAccountsApp({ config: t.app.config, probes: { d1 } });
    const paths = [
      "/",
      "/sign-in",
      "/pictures",
      "/api/v1/me",
      "/api/v1/platforms",
      "/api/v1/openapi.json",
      "/healthz",
      "/readyz",
      "/media",
      "/mediaX/a",
      "/auth/github",
      "/connect/x/callback?code=1",
      "/oauth/bluesky/client-metadata.json",
      "/csp-reports",
      "/demo/sign-in",
    ];
    for (const each of paths) {
      for (const method of ["GET", "HEAD", "POST", "OPTIONS"]) {
        const headers = { cookie: ada.cookie, accept: "text/html", "sec-fetch-site": "same-origin" };
        const answer = await t.request(`${MEDIA}${each}`, { method, headers });
        expect([each, method, answer.status]).toEqual([each, method, 404]);
        // Not even the page that says so: a page of ours would be one to attack.
        expect(answer.headers.get("content-type")).toBe("application/problem+json");
        expect(answer.headers.getSetCookie()).toEqual([]);
        expect(answer.headers.get("cache-control")).toBe("no-store");
      }
    }
    for (const method of ["POST", "PUT", "DELETE"]) {
      expect((await t.request(`${MEDIA}${path}`, { method })).status).toBe(404);
    }
    expect(d1).not.toHaveBeenCalled();
    expect(await allStores()).toEqual(before);
  });

  it("sends who comes without TLS to itself, files only", async () => {
    const plain = MEDIA.replace("https:", "http:");
    const answer = await t.request(`${plain}${path}`);
    expect([answer.status, answer.headers.get("location")]).toEqual([302, `${MEDIA}${path}`]);
    expect((await t.request(`${plain}/healthz`)).status).toBe(404);
    expect((await t.request(`https://evil.app${path}`)).status).toBe(421);
  });
});

describe("without one", () => {
  it("files are where the app is, and the policy names no other place", async () => {
    t = createAccountsApp();
    const answer = await t.request(`/api/v1/images/${file.imageId}`, { headers: { cookie: ada.cookie } });
    expect(await answer.json()).toMatchObject({ variants: [{ url: path }] });
    expect((await t.request(path)).status).toBe(200);
    const page = await t.request("/sign-in", { headers: { accept: "text/html" } });
    expect(page.headers.get("content-security-policy")).toContain("img-src 'self' blob: data:;");
  });
});

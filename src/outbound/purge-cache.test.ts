import { describe, expect, it } from "vitest";

import { createLogger } from "../log.ts";

import { createCloudFetch, createOutboundFetch } from "./outbound-fetch.ts";
import { createCachePurge } from "./purge-cache.ts";

const ZONE = "0123456789abcdef0123456789abcdef";
const TOKEN = "a-token-that-nobody-may-see";

function purgeWith(answer: (call: number) => Response | Promise<Response>) {
  const sent: { url: string; init: RequestInit }[] = [];
  const fetch = createCloudFetch((url, init) => {
    sent.push({ url, init });
    return Promise.resolve(answer(sent.length));
  });
  return { sent, purge: createCachePurge({ zoneId: ZONE, token: TOKEN }, fetch) };
}

const done = () => Response.json({ success: true, errors: [], result: { id: ZONE } });
const urls = (count: number) => Array.from({ length: count }, (_, at) => `https://a.app/media/${at}.jpg`);

describe("createCachePurge", () => {
  it("names the addresses to our zone, thirty a request", async () => {
    const { sent, purge } = purgeWith(done);
    await purge(urls(70));
    expect(sent.map(({ url }) => url)).toEqual(
      Array(3).fill(`https://api.cloudflare.com/client/v4/zones/${ZONE}/purge_cache`),
    );
    const bodies = sent.map(({ init }) => JSON.parse(init.body as string) as { files: string[] });
    expect(bodies.map(({ files }) => files.length)).toEqual([30, 30, 10]);
    expect(bodies.flatMap(({ files }) => files)).toEqual(urls(70));
    for (const { init } of sent) {
      expect([init.method, init.redirect]).toEqual(["POST", "manual"]);
      expect(new Headers(init.headers).get("authorization")).toBe(`Bearer ${TOKEN}`);
    }
    await purge([]);
    expect(sent).toHaveLength(3);
  });

  it.each([
    ["a refusal", () => Response.json({ success: false, errors: [{ message: TOKEN }] }, { status: 403 })],
    ["a failure in an answer of 200", () => Response.json({ success: false })],
    ["a page", () => new Response("<p>busy</p>")],
    ["a redirect", () => new Response(null, { status: 302, headers: { location: "https://evil.app/" } })],
    ["a flood", () => new Response("x".repeat(70_000))],
    ["no answer", () => Promise.reject(new TypeError(`failed with ${TOKEN}`))],
  ])("throws for %s, says no secret, and asks nothing more", async (_, answer) => {
    const { sent, purge } = purgeWith(answer);
    const thrown: unknown = await purge(urls(40)).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ name: expect.stringMatching(/^(PlatformError|PurgeRefusedError)$/) });
    expect(sent).toHaveLength(1);
    const lines: string[] = [];
    createLogger({}, (_level, line) => lines.push(line)).warn("purge_late", { error: thrown });
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain(TOKEN);
  });
});

describe("the cloud's own control", () => {
  it("is refused to every other request", async () => {
    const config = { appOrigin: "https://linkarooie.app", simulated: false, simulatedHosts: {} };
    const sent: string[] = [];
    const outbound = createOutboundFetch(config, (url) => {
      sent.push(url);
      return Promise.resolve(done());
    });
    await expect(outbound("https://api.cloudflare.com/client/v4/user")).rejects.toMatchObject({
      reason: "host_refused",
    });
    expect(sent).toEqual([]);
  });

  it("is our own host as little as the host of rendered files is", async () => {
    const config = {
      appOrigin: "https://linkarooie.app",
      mediaOrigin: "https://linkarooie-media.app",
      simulated: false,
      simulatedHosts: {},
    };
    const outbound = createOutboundFetch(config, () => Promise.resolve(done()));
    for (const own of ["https://linkarooie.app/x", "https://linkarooie-media.app/media/x.jpg"]) {
      await expect(outbound(own)).rejects.toMatchObject({ platformCode: "own_host" });
    }
  });
});

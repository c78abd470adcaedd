import { describe, expect, it } from "vitest";

import type { PlatformError } from "../platforms/errors.ts";
import { HOSTILE_ADDRESSES } from "./hostile-addresses.fixture.ts";
import { createOutboundFetch } from "./outbound-fetch.ts";
import { createSafeFetch } from "./safe-fetch.ts";
import { USER_AGENT } from "./user-agent.ts";

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
  readonly headers: Headers;
}

/** Records what leaves; answers redirects from the table and 200 elsewhere. */
function recorder(redirects: Readonly<Record<string, string>> = {}, status = 302) {
  const sent: Sent[] = [];
  const send = async (url: string, init: RequestInit) => {
    sent.push({ url, init, headers: new Headers(init.headers) });
    const location = redirects[url];
    return location === undefined
      ? new Response("ok")
      : new Response("moved", { status, headers: { location } });
  };
  return { sent, send };
}

async function refusal(work: Promise<unknown>): Promise<PlatformError> {
  return work.then(
    () => expect.unreachable("was not refused"),
    (error: PlatformError) => error,
  );
}

describe("createSafeFetch", () => {
  it("lets nothing leave for any hostile address, and names the rule but not the address", async () => {
    const { sent, send } = recorder();
    const safeFetch = createSafeFetch({ send, ownHosts: ["linkarooie.app"] });
    for (const [rule, addresses] of HOSTILE_ADDRESSES) {
      for (const address of addresses) {
        const error = await refusal(safeFetch(address, { headers: { authorization: "Bearer hush" } }));
        expect(error).toMatchObject({ kind: "input-bad", reason: "host_refused", platformCode: rule });
        expect(error.message).toBe(`the address breaks the rule ${rule}`);
      }
    }
    expect(sent).toEqual([]);
  });

  it("follows no redirect to a hostile address", async () => {
    // A header carries ASCII only, and a text without a scheme is a path on the same host, as in a browser.
    const locations = HOSTILE_ADDRESSES.flatMap(([, addresses]) => addresses).filter(
      (address) => /^[\x21-\x7e]+$/.test(address) && /^[a-z]+:/i.test(address),
    );
    expect(locations.length).toBeGreaterThan(200);
    for (const location of locations) {
      const { sent, send } = recorder({ "https://start.social/": location });
      const safeFetch = createSafeFetch({ send, ownHosts: ["linkarooie.app"] });
      expect(await refusal(safeFetch("https://start.social/"))).toMatchObject({ reason: "host_refused" });
      expect(sent.map(({ url }) => url)).toEqual(["https://start.social/"]);
    }
  });

  it("follows two hops of GET, relative ones too, and no third", async () => {
    const hops = {
      "https://a.social/": "https://b.social/x",
      "https://b.social/x": "/y#z",
      "https://b.social/y": "/end",
    };
    const { sent, send } = recorder(hops);
    const error = await refusal(createSafeFetch({ send })("https://a.social/"));
    expect(error).toMatchObject({ kind: "unavailable", reason: "too_many_redirects" });
    expect(sent.map(({ url }) => url)).toEqual([
      "https://a.social/",
      "https://b.social/x",
      "https://b.social/y",
    ]);
  });

  it("keeps credentials on their host and drops them for good once another host was reached", async () => {
    const hops = { "https://a.social/": "https://a.social/2", "https://a.social/2": "https://b.social/" };
    const { sent, send } = recorder(hops);
    const secrets = { authorization: "Bearer hush", cookie: "a=hush", dpop: "hush" };
    await createSafeFetch({ send })("https://a.social/", { headers: { ...secrets, accept: "image/*" } });
    expect(sent.map(({ headers }) => headers.get("authorization"))).toEqual([
      "Bearer hush",
      "Bearer hush",
      null,
    ]);
    expect([...(sent[2]?.headers ?? [])].join()).not.toContain("hush");
    expect(sent[2]?.headers.get("accept")).toBe("image/*");
  });

  it.each(["POST", "PATCH", "PUT", "DELETE"])("never follows a redirect of %s", async (method) => {
    const { sent, send } = recorder({ "https://a.social/": "https://b.social/" }, 307);
    const response = await createSafeFetch({ send })("https://a.social/", { method, body: "x" });
    expect(response.status).toBe(307);
    expect(sent).toHaveLength(1);
  });

  it("leaves a redirect alone when the caller asks for that", async () => {
    const { sent, send } = recorder({ "https://a.social/": "https://b.social/" });
    expect((await createSafeFetch({ send })("https://a.social/", { redirect: "manual" })).status).toBe(302);
    expect(sent).toHaveLength(1);
  });

  it("sends its own name, never lets the runtime follow, and sets a time limit unless there is one", async () => {
    const { sent, send } = recorder();
    const { signal } = new AbortController();
    await createSafeFetch({ send })("https://a.social/#f", {
      headers: { "user-agent": "x" },
      redirect: "follow",
      signal,
    });
    await createSafeFetch({ send })("https://a.social/");
    expect(sent[0]?.url).toBe("https://a.social/");
    expect(sent[0]?.headers.get("user-agent")).toBe(USER_AGENT);
    expect(sent.map(({ init }) => init.redirect)).toEqual(["manual", "manual"]);
    expect(sent[0]?.init.signal).toBe(signal);
    expect(sent[1]?.init.signal).toBeInstanceOf(AbortSignal);
  });
});

describe("createOutboundFetch", () => {
  const simulatedHosts = {
    "api.x.com": "http://127.0.0.1:8788/x",
    "start.social": "http://127.0.0.1:8788/s",
    "evil.test": "http://127.0.0.1:1",
  };
  const config = { appOrigin: "https://linkarooie.app", simulated: true, simulatedHosts };

  it("maps simulated hosts after the checks and tells them who was meant", async () => {
    const { sent, send } = recorder();
    const outbound = createOutboundFetch(config, send);
    await outbound("https://api.x.com/2/users/me?a=b", { headers: { authorization: "OAuth x" } });
    expect(sent[0]?.url).toBe("http://127.0.0.1:8788/x/2/users/me?a=b");
    expect(sent[0]?.headers.get("x-forwarded-host")).toBe("api.x.com");
    expect(sent[0]?.headers.get("x-forwarded-proto")).toBe("https");
    expect(sent[0]?.headers.get("authorization")).toBe("OAuth x");
  });

  it("refuses what the rules refuse even when a mapping names it", async () => {
    const { sent, send } = recorder();
    const outbound = createOutboundFetch(config, send);
    for (const address of [
      "https://evil.test/",
      "http://api.x.com/",
      "http://127.0.0.1:8788/x/",
      "https://linkarooie.app/",
    ]) {
      expect(await refusal(outbound(address))).toMatchObject({ reason: "host_refused" });
    }
    expect(sent).toEqual([]);
  });

  it("resolves a simulator's redirect against the host that was meant, and does not carry the mapping's headers on", async () => {
    const { sent, send } = recorder({
      "http://127.0.0.1:8788/s/a": "/b",
      "http://127.0.0.1:8788/s/b": "https://real.social/c",
    });
    await createOutboundFetch(config, send)("https://start.social/a");
    expect(sent.map(({ url }) => url)).toEqual([
      "http://127.0.0.1:8788/s/a",
      "http://127.0.0.1:8788/s/b",
      "https://real.social/c",
    ]);
    expect(sent[2]?.headers.has("x-forwarded-host")).toBe(false);
  });

  it("reaches a login server on this machine in development only, and only the one that is named", async () => {
    const jwks = "http://127.0.0.1:9999/jwks";
    const loginEndpoints = { google: { jwks }, facebook: {}, github: {} };
    const { sent, send } = recorder();
    const outbound = createOutboundFetch({ ...config, loginEndpoints }, send);
    await outbound("http://127.0.0.1:9999/token", { method: "POST" });
    expect(sent.map(({ url, init }) => [url, init.redirect])).toEqual([
      ["http://127.0.0.1:9999/token", "manual"],
    ]);
    for (const address of ["http://127.0.0.1:9998/", "http://127.0.0.1:9999@evil.test/", "nonsense"]) {
      expect(await refusal(outbound(address))).toMatchObject({ reason: "host_refused" });
    }
    const live = createOutboundFetch({ ...config, simulated: false, loginEndpoints }, send);
    expect(await refusal(live(jwks))).toMatchObject({ reason: "host_refused" });
    expect(sent).toHaveLength(1);
  });

  it("maps nothing outside development, whatever the configuration says", async () => {
    const { sent, send } = recorder();
    await createOutboundFetch({ ...config, simulated: false }, send)("https://api.x.com/");
    expect(sent[0]?.url).toBe("https://api.x.com/");
    expect(sent[0]?.headers.has("x-forwarded-host")).toBe(false);
  });
});

/** The simulator refuses what the real server refuses. The comparison with the real one is `npm run interop`. */
import { beforeEach, expect, test } from "vitest";

import { createDpopKey, type NonceCache, sendProven } from "../../src/platforms/bluesky/dpop.ts";
import type { Grant } from "../../src/platforms/platform.ts";
import { createRateWindows } from "../rate-windows.ts";
import { blobCid, recordCid } from "./cids.ts";
import { countCall, UPLOAD } from "./limits.ts";
import { type Bench, createBench } from "./test-bench.ts";

const PDS = "https://bluesky.hopfield.social";
const SESSION = `${PDS}/xrpc/com.atproto.server.getSession`;

let bench: Bench;
let grant: Grant;
beforeEach(async () => {
  bench = await createBench();
  grant = await bench.connect("ada");
});

/** The headers a right call would carry, taken from one. */
async function rightHeaders(): Promise<Record<string, string>> {
  let headers: Record<string, string> = {};
  const ports = bench.through(async (request, next) => {
    headers = Object.fromEntries(request.headers);
    return next(request);
  });
  const reply = await sendProven(ports, new Map(), grant.extra["dpopJwk"] ?? "", {
    method: "GET",
    url: SESSION,
    accessToken: grant.accessToken,
  });
  expect(reply.status).toBe(200);
  return headers;
}

const ask = async (headers: Record<string, string>, url = SESSION, method = "GET") => {
  const reply = await bench.ports.fetch(url, { method, headers });
  return { status: reply.status, ...((await reply.json()) as { error?: string; message?: string }) };
};

test("a proof counts once, for one method and one address", async () => {
  const headers = await rightHeaders();
  expect(await ask(headers)).toMatchObject({ status: 401, message: "DPoP proof replayed" });
  expect(await ask(headers, `${PDS}/xrpc/com.atproto.repo.putRecord`, "POST")).toMatchObject({ status: 401 });
});

test("a token is worth nothing with another key, without a proof, or as a bearer token", async () => {
  const reply = await sendProven(bench.ports, new Map(), await createDpopKey(), {
    method: "GET",
    url: SESSION,
    accessToken: grant.accessToken,
  });
  expect(reply.status).toBe(401);
  expect(reply.text).toContain("Invalid DPoP key binding");
  expect(await ask({ authorization: `DPoP ${grant.accessToken}` })).toMatchObject({ status: 401 });
  expect(await ask({ authorization: `Bearer ${grant.accessToken}` })).toMatchObject({
    status: 400,
    error: "InvalidToken",
  });
});

test("an old proof is refused by the clients' clock, whatever the nonce", async () => {
  const nonces: NonceCache = new Map();
  const late = { ...bench.ports, now: () => bench.time.now - 10 * 60_000 };
  const reply = await sendProven(late, nonces, grant.extra["dpopJwk"] ?? "", {
    method: "GET",
    url: SESSION,
    accessToken: grant.accessToken,
  });
  expect(reply).toMatchObject({ status: 401 });
  expect(reply.text).toContain("invalid_dpop_proof");
});

test("uploads that nobody names are cleared after an hour", async () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const call = (url: string, contentType: string, body: string | Uint8Array<ArrayBuffer>) =>
    sendProven(bench.ports, new Map(), grant.extra["dpopJwk"] ?? "", {
      method: "POST",
      url,
      accessToken: grant.accessToken,
      headers: { "content-type": contentType },
      body,
    });
  const uploaded = await call(`${PDS}/xrpc/com.atproto.repo.uploadBlob`, "image/png", bytes);
  const { blob } = uploaded.json() as { blob: { ref: { $link: string } } };
  expect(blob.ref.$link).toBe(blobCid(bytes));
  bench.time.now += 59 * 60_000 + 59_000;
  const write = JSON.stringify({
    repo: grant.accountId,
    collection: "app.bsky.actor.profile",
    rkey: "self",
    record: { avatar: blob },
  });
  await bench.control("POST", "/clock", { advance_seconds: 2 });
  grant = (await bench.adapter.auth.refresh?.(bench.ports, grant)) ?? grant;
  const put = await call(`${PDS}/xrpc/com.atproto.repo.putRecord`, "application/json", write);
  expect(put.json()).toMatchObject({ error: "BlobNotFound" });
});

test("the thousand-and-first upload of a day is throttled and told when the day ends", () => {
  const now = Date.UTC(2026, 10, 22);
  const headers = new Map<string, string>();
  const context = { header: (name: string, value: string) => void headers.set(name, value) };
  const server = { rates: createRateWindows(() => now), clock: { toWall: (at: number) => at } };
  const upload = () => countCall(server, context, "did:plc:x", UPLOAD);
  for (let count = 0; count < 1_000; count += 1) upload();
  expect(headers.get("ratelimit-remaining")).toBe("0");
  expect(upload).toThrow(
    expect.objectContaining({
      status: 429,
      code: "RateLimitExceeded",
      headers: expect.objectContaining({
        "ratelimit-policy": "1000;w=86400",
        "ratelimit-reset": String(now / 1_000 + 86_400),
      }),
    }),
  );
});

test("record ids are those of DAG-CBOR", () => {
  // The smallest record has one id everywhere: an empty map is the single byte a0.
  expect(recordCid({})).toBe("bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua");
  // Key order of the input does not matter, and undefined is no value.
  expect(recordCid({ bb: 1, a: undefined, c: [true, null, -5] })).toBe(
    recordCid({ c: [true, null, -5], bb: 1 }),
  );
  expect(() => recordCid({ odd: 1.5 })).toThrow(TypeError);
});

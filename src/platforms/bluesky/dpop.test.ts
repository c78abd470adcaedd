import { decodeJwt, EmbeddedJWK, jwtVerify } from "jose";
import { expect, test } from "vitest";

import { createLogger } from "../../log.ts";
import type { PlatformPorts } from "../platform.ts";
import { sha256Base64Url } from "../../auth/hash.ts";
import { createDpopKey, type NonceCache, sendProven } from "./dpop.ts";

const NOW = Date.UTC(2026, 10, 22);
const URL_ = "https://pds.hopfield.social/xrpc/com.example.method?secret=1#part";

/** Answers in turn; keeps the proofs it was sent. */
function server(...answers: (() => Response)[]) {
  const proofs: string[] = [];
  const ports: PlatformPorts = {
    now: () => NOW,
    log: createLogger({}, () => undefined),
    fetch: async (_url, init) => {
      proofs.push(new Headers(init?.headers).get("dpop") ?? "");
      return (answers[proofs.length - 1] ?? answers.at(-1))?.() ?? new Response(null, { status: 500 });
    },
  };
  return { proofs, ports };
}

const ok = () => Response.json({}, { headers: { "dpop-nonce": "n2" } });
const askAs = () =>
  Response.json({ error: "use_dpop_nonce" }, { status: 400, headers: { "dpop-nonce": "n1" } });
const askPds = () =>
  new Response("", {
    status: 401,
    headers: { "dpop-nonce": "n1", "www-authenticate": 'DPoP error="use_dpop_nonce"' },
  });

test("a proof names method and address without query, time, token and key, and verifies", async () => {
  const { proofs, ports } = server(ok);
  const key = await createDpopKey();
  await sendProven(ports, new Map(), key, { method: "GET", url: URL_, accessToken: "token-1" });
  const { payload, protectedHeader } = await jwtVerify(proofs[0] ?? "", EmbeddedJWK, {
    typ: "dpop+jwt",
    currentDate: new Date(NOW),
  });
  expect(payload).toEqual({
    htm: "GET",
    htu: "https://pds.hopfield.social/xrpc/com.example.method",
    jti: expect.any(String),
    iat: NOW / 1_000,
    ath: await sha256Base64Url("token-1"),
  });
  expect(Object.keys(protectedHeader.jwk ?? {}).toSorted()).toEqual(["crv", "kty", "x", "y"]);
});

test.each([
  ["an authorization server", askAs],
  ["a data server", askPds],
])("%s that asks for a nonce is asked once more, with it and a new id", async (_title, ask) => {
  const { proofs, ports } = server(ask, ok);
  const nonces: NonceCache = new Map();
  const reply = await sendProven(ports, nonces, await createDpopKey(), { method: "POST", url: URL_ });
  expect(reply.status).toBe(200);
  const [first, second] = proofs.map((proof) => decodeJwt(proof));
  expect(first).not.toHaveProperty("nonce");
  expect(second).toMatchObject({ nonce: "n1" });
  expect(second?.jti).not.toBe(first?.jti);
  expect(nonces.get("https://pds.hopfield.social")).toBe("n2");
});

test("a server that keeps asking is not asked a third time", async () => {
  const { proofs, ports } = server(askPds);
  const reply = await sendProven(ports, new Map(), await createDpopKey(), { method: "POST", url: URL_ });
  expect(reply.status).toBe(401);
  expect(proofs).toHaveLength(2);
});

test("any other refusal is not repeated, even with a nonce", async () => {
  const { proofs, ports } = server(() =>
    Response.json({ error: "invalid_grant" }, { status: 400, headers: { "dpop-nonce": "n1" } }),
  );
  await sendProven(ports, new Map(), await createDpopKey(), { method: "POST", url: URL_ });
  expect(proofs).toHaveLength(1);
});

test("a nonce is for the origin that gave it", async () => {
  const { proofs, ports } = server(ok);
  const nonces: NonceCache = new Map([["https://other.hopfield.social", "theirs"]]);
  await sendProven(ports, nonces, await createDpopKey(), { method: "GET", url: URL_ });
  expect(decodeJwt(proofs[0] ?? "")).not.toHaveProperty("nonce");
});

test("a key that cannot be read means a dead grant, and its text stays out of the error", async () => {
  const { proofs, ports } = server(ok);
  const failed = sendProven(ports, new Map(), '{"kty":"EC","d":"private-part"}', {
    method: "GET",
    url: URL_,
  });
  await expect(failed).rejects.toMatchObject({ kind: "token-dead", reason: "key_lost" });
  await expect(failed).rejects.not.toThrow(/private-part/);
  expect(proofs).toEqual([]);
});

test("the cache forgets the oldest origin beyond its bound", async () => {
  const { ports } = server(ok);
  const nonces: NonceCache = new Map(
    Array.from({ length: 500 }, (_, index) => [`https://s${index}.social`, "n"]),
  );
  await sendProven(ports, nonces, await createDpopKey(), { method: "GET", url: URL_ });
  expect(nonces.size).toBe(500);
  expect(nonces.has("https://s0.social")).toBe(false);
});

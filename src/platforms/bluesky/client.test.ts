import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from "jose";
import { expect, test } from "vitest";

import { clientJwks, clientMetadata, createClient } from "./client.ts";
import { SCOPE } from "./descriptor.ts";

const ID = "https://linkarooie.example/oauth/bluesky/client-metadata.json";
const REDIRECT = "https://linkarooie.example/connect/bluesky/callback";
const NOW = Date.UTC(2026, 10, 22);

async function newKey(): Promise<string> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return JSON.stringify({ ...(await exportJWK(privateKey)), kid: "k1" });
}

test("in development we are a loopback client that never says localhost in the redirect", async () => {
  const client = createClient({
    clientId: "http://localhost:8787/oauth/bluesky/client-metadata.json",
    redirectUri: "http://localhost:8787/connect/bluesky/callback",
    clientJwk: await newKey(),
  });
  const id = new URL(client.id);
  expect(id.origin + id.pathname).toBe("http://localhost/");
  expect(client.id.startsWith("http://localhost?")).toBe(true);
  expect(Object.fromEntries(id.searchParams)).toEqual({
    redirect_uri: "http://127.0.0.1:8787/connect/bluesky/callback",
    scope: SCOPE,
  });
  expect(client.redirectUri("http://localhost:8787/x")).toBe("http://127.0.0.1:8787/x");
  expect(await client.credentials("https://login.social", NOW)).toEqual({ client_id: client.id });
});

test("with a key we prove who we are: to this server, for a minute, once", async () => {
  const clientJwk = await newKey();
  const client = createClient({ clientId: ID, redirectUri: REDIRECT, clientJwk });
  const one = await client.credentials("https://login.social", NOW);
  const two = await client.credentials("https://login.social", NOW);
  const keys = createLocalJWKSet({ keys: [...clientJwks(clientJwk).keys] });
  const { payload } = await jwtVerify(one["client_assertion"] ?? "", keys, {
    issuer: ID,
    subject: ID,
    audience: "https://login.social",
    currentDate: new Date(NOW),
  });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60);
  expect(one["client_assertion"]).not.toBe(two["client_assertion"]);
  expect(client.redirectUri(REDIRECT)).toBe(REDIRECT);
});

test("the public documents say what servers compare, and hold no private key", async () => {
  const clientJwk = await newKey();
  const settings = {
    clientId: ID,
    redirectUri: REDIRECT,
    clientName: "L",
    clientUri: "https://l.example",
    jwksUri: "https://l.example/j",
  };
  expect(clientMetadata({ ...settings, clientJwk })).toMatchObject({
    client_id: ID,
    redirect_uris: [REDIRECT],
    scope: SCOPE,
    dpop_bound_access_tokens: true,
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: "ES256",
    jwks_uri: "https://l.example/j",
  });
  expect(clientMetadata({ ...settings, clientJwk: null })).toMatchObject({
    token_endpoint_auth_method: "none",
  });
  expect(clientMetadata({ ...settings, clientJwk: null })).not.toHaveProperty("jwks_uri");
  expect(Object.keys(clientJwks(clientJwk).keys[0] ?? {})).not.toContain("d");
  expect(clientJwks(null)).toEqual({ keys: [] });
});

test.each(["", "{}", '{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"private-part"}'])(
  "an unusable key is named without being quoted: %s",
  (clientJwk) => {
    const make = () => createClient({ clientId: ID, redirectUri: REDIRECT, clientJwk });
    expect(make).toThrow(/BLUESKY_CLIENT_JWK/);
    expect(make).not.toThrow(/private-part/);
  },
);

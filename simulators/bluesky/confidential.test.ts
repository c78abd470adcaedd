/** With a key of our own: metadata document, key set and signed assertions, adapter and simulator together. */
import { exportJWK, generateKeyPair } from "jose";
import { afterEach, expect, test, vi } from "vitest";

import { clientJwks, clientMetadata } from "../../src/platforms/bluesky/client.ts";
import { createBench } from "./test-bench.ts";

afterEach(() => vi.unstubAllGlobals());

const clientId = "https://linkarooie.example/oauth/bluesky/client-metadata.json";
const jwksUri = "https://linkarooie.example/oauth/bluesky/jwks.json";
const redirectUri = "https://linkarooie.example/connect/bluesky/callback";
const newKey = async () => {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return JSON.stringify({ ...(await exportJWK(privateKey)), kid: "k1" });
};
const serve = (clientJwk: string) => {
  const settings = {
    clientId,
    redirectUri,
    clientJwk,
    clientName: "Linkarooie",
    clientUri: "https://linkarooie.example",
    jwksUri,
  };
  const pages = new Map<string, unknown>([
    [clientId, clientMetadata(settings)],
    [jwksUri, clientJwks(clientJwk)],
  ]);
  vi.stubGlobal("fetch", async (url: string) => {
    const page = pages.get(url);
    return page === undefined ? new Response(null, { status: 404 }) : Response.json(page);
  });
};

test("the server reads our documents, checks our signature, and keeps us longer", async () => {
  const clientJwk = await newKey();
  serve(clientJwk);
  const bench = await createBench({ clientId, clientJwk });
  let grant = await bench.connect("ada");
  bench.time.now += 30 * 86_400_000;
  grant = (await bench.adapter.auth.refresh?.(bench.ports, grant)) ?? grant;
  expect((await bench.adapter.observe(bench.ports, grant)).handle).toBe("ada.bluesky.hopfield.social");
});

test("another key is refused, and that is not the person's fault", async () => {
  serve(await newKey());
  const bench = await createBench({ clientId, clientJwk: await newKey() });
  await expect(bench.connect("ada")).rejects.toMatchObject({
    kind: "unavailable",
    reason: "client_refused",
  });
});

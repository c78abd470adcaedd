import { exportJWK, generateKeyPair } from "jose";
import { describe, expect, it } from "vitest";

import { scriptedPorts } from "../../../test/support/worker/scripted-ports.ts";
import { HOUR_MS, MINUTE_MS } from "../../limits.ts";
import { createKeySets } from "./key-sets.ts";

const URL_OF_KEYS = "https://keys.example/certs";
const { publicKey } = await generateKeyPair("RS256");
const key = { ...(await exportJWK(publicKey)), alg: "RS256", use: "sig" };
const TOKEN = { payload: "", signature: "" };

function world(cacheControl: string | null) {
  const clock = { now: 1_000_000 };
  const state = { kids: ["k1"], fetched: 0 };
  const ports = scriptedPorts(
    {
      "GET /certs": () => {
        state.fetched += 1;
        const headers: HeadersInit = cacheControl === null ? {} : { "cache-control": cacheControl };
        return Response.json({ keys: state.kids.map((kid) => ({ ...key, kid })) }, { headers });
      },
    },
    () => clock.now,
  );
  const sets = createKeySets();
  const find = async (kid: string) => sets.keysOf(ports, URL_OF_KEYS)({ alg: "RS256", kid }, TOKEN);
  return { clock, state, find };
}

describe("key sets", () => {
  it.each([
    ["as long as the answer says", "public, max-age=1800", 30 * MINUTE_MS],
    ["for an hour when it says nothing", null, HOUR_MS],
    ["for five minutes at least", "max-age=0", 5 * MINUTE_MS],
    ["for a day at most", "max-age=99999999", 24 * HOUR_MS],
  ])("are kept %s", async (_, header, life) => {
    const { clock, state, find } = world(header);
    await find("k1");
    clock.now += life - 1;
    await find("k1");
    expect(state.fetched).toBe(1);
    clock.now += 1;
    await find("k1");
    expect(state.fetched).toBe(2);
  });

  it("are asked for once more, and no more, for an id nobody knows", async () => {
    const { state, find } = world(null);
    await find("k1");
    await expect(find("k2")).rejects.toThrow("no applicable key");
    expect(state.fetched).toBe(2);
    state.kids = ["k2"];
    await find("k2");
    expect(state.fetched).toBe(3);
    await expect(find("k1")).rejects.toThrow("no applicable key");
  });

  it("are asked for once when the very first look finds nothing", async () => {
    const { state, find } = world(null);
    await expect(find("k9")).rejects.toThrow("no applicable key");
    expect(state.fetched).toBe(1);
  });
});

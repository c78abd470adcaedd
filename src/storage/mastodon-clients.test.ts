import { describe, expect, it } from "vitest";

import { oldVault } from "../../test/support/worker/sealed-world.ts";
import { bindings, testContext } from "../../test/support/worker/signed-in.ts";
import { sealedUnder } from "../auth/vault.ts";
import { createMastodonClients } from "./mastodon-clients.ts";

const KV = bindings.CACHE;
const { vault } = testContext();
const clients = createMastodonClients(KV, vault);
const former = createMastodonClients(KV, oldVault());

const client = (name: string) => ({ clientId: `id-${name}`, clientSecret: `secret-${name}` });

async function keyOf(host: string): Promise<string | null> {
  return sealedUnder((await KV.get(`mastodon-client/${host}`)) ?? "");
}

describe("registrations", () => {
  it("are sealed, and open for their own server only", async () => {
    await clients.put("a.example", client("a"));
    const stored = (await KV.get("mastodon-client/a.example")) ?? "";
    expect(stored).not.toContain("secret-a");
    await KV.put("mastodon-client/b.example", stored);
    expect(await clients.get("a.example")).toEqual(client("a"));
    await expect(clients.get("b.example")).rejects.toMatchObject({ code: "unreadable_secret" });
  });

  it("are sealed anew in pieces, those that are current untouched", async () => {
    for (let at = 0; at < 7; at += 1) await former.put(`s${at}.example`, client(String(at)));
    await clients.put("current.example", client("current"));
    // As a version without metadata wrote it.
    const bare = (await KV.get("mastodon-client/s5.example")) ?? "";
    await KV.put("mastodon-client/s5.example", bare);
    const current = await KV.get("mastodon-client/current.example");

    expect(await clients.reseal(4)).toEqual({ resealed: 4, left: 3 });
    expect(await clients.reseal(4)).toEqual({ resealed: 3, left: 0 });
    expect(await clients.reseal(4)).toEqual({ resealed: 0, left: 0 });
    for (const at of [0, 5, 6]) {
      expect(await keyOf(`s${at}.example`)).toBe("t1");
      expect(await clients.get(`s${at}.example`)).toEqual(client(String(at)));
    }
    expect(await KV.get("mastodon-client/current.example")).toBe(current);
  });

  it("stay as they are, and count as left, when they cannot be opened", async () => {
    await former.put("a.example", client("a"));
    const moved = (await KV.get("mastodon-client/a.example")) ?? "";
    await KV.put("mastodon-client/b.example", moved);
    await KV.put("mastodon-client/c.example", "v1.gone.AAAA.AAAA");
    expect(await clients.reseal()).toEqual({ resealed: 1, left: 2 });
    expect(await KV.get("mastodon-client/b.example")).toBe(moved);
  });
});

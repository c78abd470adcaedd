import { readFileSync } from "node:fs";

import { expect, it } from "vitest";

import { SIM_X_CONSUMER_KEY, SIM_X_CONSUMER_SECRET } from "../../simulators/x/credentials.ts";
import { USER_AGENT } from "../../src/outbound/user-agent.ts";
import { createAdapters } from "../../src/platforms/registry.ts";
import type { PlatformId } from "../../src/platforms/platform.ts";
import type { MastodonClient } from "../../src/platforms/mastodon/clients.ts";
import { adapterContract } from "../contract/adapter-contract.ts";
import { createAdapterWorld } from "../support/node/adapter-world.ts";

function adapterOf(id: PlatformId) {
  const stored = new Map<string, MastodonClient>();
  const adapter = createAdapters({
    config: { appOrigin: "http://localhost:8787", clientName: "Linkarooie" },
    secrets: {
      x: { consumerKey: SIM_X_CONSUMER_KEY, consumerSecret: SIM_X_CONSUMER_SECRET },
      blueskyClientJwk: null,
    },
    mastodonClients: {
      get: async (host) => stored.get(host) ?? null,
      put: async (host, client) => void stored.set(host, client),
      forget: async (host) => void stored.delete(host),
    },
  })[id];
  if (adapter === undefined) throw new Error(`${id} is switched off`);
  return adapter;
}

adapterContract("x", {
  make: () =>
    createAdapterWorld({ adapter: adapterOf("x"), typed: () => ({}), secrets: [SIM_X_CONSUMER_SECRET] }),
  writes: {
    avatar: "POST /1.1/account/update_profile_image.json",
    banner: "POST /1.1/account/update_profile_banner.json",
  },
  read: "GET /2/users/me",
});

adapterContract("mastodon", {
  make: () =>
    createAdapterWorld({
      adapter: adapterOf("mastodon"),
      typed: (name) => ({ host: `@${name}@mastodon.hopfield.social` }),
    }),
  writes: {
    avatar: "PATCH /api/v1/accounts/update_credentials",
    banner: "PATCH /api/v1/accounts/update_credentials",
  },
  read: "GET /api/v1/accounts/verify_credentials",
});

adapterContract("bluesky", {
  make: () =>
    createAdapterWorld({
      adapter: adapterOf("bluesky"),
      typed: (name) => ({ handle: `${name}.bluesky.hopfield.social` }),
    }),
  writes: {
    avatar: "POST /xrpc/com.atproto.repo.putRecord",
    banner: "POST /xrpc/com.atproto.repo.putRecord",
  },
  read: "GET /xrpc/com.atproto.repo.getRecord",
});

it("names the package's version to every server", () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  expect(USER_AGENT).toBe(`Linkarooie/${version} (+https://linkarooie.example)`);
});

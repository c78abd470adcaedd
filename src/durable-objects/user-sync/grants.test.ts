import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";

import { bindings, makePerson, testContext } from "../../../test/support/worker/signed-in.ts";
import { openGrant, sealGrant } from "../../auth/grant-seal.ts";
import type { AppContext } from "../../context.ts";
import { findConnection, insertConnection } from "../../db/connections.ts";
import { upsertPlatform } from "../../db/platforms.ts";
import { PlatformError } from "../../platforms/errors.ts";
import type { Grant, PlatformAdapter } from "../../platforms/platform.ts";
import { descriptors } from "../../platforms/registry.ts";
import { createGrants, type Grants } from "./grants.ts";
import { type Journal, openJournal } from "./journal.ts";

const NOW = Date.UTC(2026, 10, 22);
const CONNECTION = "con_test";

function grantNumber(n: number, expiresAt: number | null = NOW + 3_600_000): Grant {
  return {
    accountId: "did:plc:a",
    handle: "ada.example.com",
    host: "pds.example.com",
    profileUrl: "https://bsky.app/profile/ada.example.com",
    accessToken: `access-${n}`,
    refreshToken: `refresh-${n}`,
    expiresAt,
    scopes: ["atproto"],
    extra: {},
  };
}

/** An adapter whose refresh tokens work once each, as Bluesky's do. */
function singleUseAdapter() {
  const used: string[] = [];
  const lost = new Set<string>();
  const adapter = {
    descriptor: descriptors.bluesky,
    auth: {
      refresh: async (_ports: unknown, grant: Grant) => {
        const token = grant.refreshToken ?? "";
        const number = Number(token.split("-")[1]);
        const replayed = used.includes(token);
        used.push(token);
        await Promise.resolve();
        if (replayed) throw new PlatformError("token-dead", "revoked");
        if (lost.has(token)) throw new PlatformError("unknown", "timeout");
        return grantNumber(number + 1);
      },
    },
  } as unknown as PlatformAdapter;
  return { adapter, used, lost };
}

async function withGrants(
  grant: Grant,
  run: (world: {
    app: AppContext;
    grants: Grants;
    journal: Journal;
    userId: string;
    used: string[];
    /** Refresh tokens whose answer gets lost after the platform used them up. */
    lost: Set<string>;
  }) => Promise<void>,
) {
  const { adapter, used, lost } = singleUseAdapter();
  const app = testContext({ adapters: { bluesky: adapter }, now: () => NOW });
  const { userId } = await makePerson(app);
  await upsertPlatform(app.db, descriptors.bluesky, NOW);
  await insertConnection(app.db, {
    id: CONNECTION,
    userId,
    platformId: "bluesky",
    accountId: grant.accountId,
    handle: grant.handle,
    profileUrl: grant.profileUrl,
    status: "connected",
    scopes: "[]",
    sealedGrant: await sealGrant(app.vault, { userId, connectionId: CONNECTION, platform: "bluesky" }, grant),
    grantGeneration: 1,
    createdAt: NOW,
    updatedAt: NOW,
  });
  await runInDurableObject(
    bindings.USER_SYNC.getByName(userId),
    async (_object, state: DurableObjectState) => {
      const journal = openJournal(state.storage.sql);
      await run({ app, grants: createGrants(app, journal, userId), journal, userId, used, lost });
    },
  );
}

describe("grants", () => {
  it("sends one refresh however many callers want one, and everybody gets the new grant", async () => {
    await withGrants(grantNumber(1), async ({ grants, used }) => {
      const stale = await grants.usable(CONNECTION);
      const fresh = await Promise.all(Array.from({ length: 200 }, () => grants.refresh(stale)));
      expect(used).toEqual(["refresh-1"]);
      expect(new Set(fresh.map((held) => held.grant.accessToken))).toEqual(new Set(["access-2"]));
      // A late caller that still holds the old one must not use up the new refresh token.
      expect((await grants.refresh(stale)).grant.accessToken).toBe("access-2");
      expect(used).toEqual(["refresh-1"]);
    });
  });

  it("refreshes early, before an upload could outlive the token", async () => {
    await withGrants(grantNumber(1, NOW + 60_000), async ({ grants, used }) => {
      expect((await grants.usable(CONNECTION)).grant.accessToken).toBe("access-2");
      expect(used).toEqual(["refresh-1"]);
    });
  });

  it("sends one refresh for 200 callers that find the token ended", async () => {
    await withGrants(grantNumber(1, NOW - 1), async ({ app, grants, journal, userId, used }) => {
      const held = await Promise.all(Array.from({ length: 200 }, () => grants.usable(CONNECTION)));
      expect(used).toEqual(["refresh-1"]);
      expect(new Set(held.map(({ grant }) => grant.accessToken))).toEqual(new Set(["access-2"]));
      expect(journal.grant(CONNECTION)).toMatchObject({ generation: 2, mirrored: true });
      expect((await findConnection(app.db, userId, CONNECTION))?.grantGeneration).toBe(2);
    });
  });

  it("asks a person to connect again once, and the platform no more, when the answer of a refresh was lost", async () => {
    await withGrants(grantNumber(1, NOW - 1), async ({ app, grants, journal, userId, used, lost }) => {
      lost.add("refresh-1");
      const all = async () => {
        const results = await Promise.allSettled(
          Array.from({ length: 200 }, () => grants.usable(CONNECTION)),
        );
        return new Set(
          results.map((each) => (each.status === "rejected" ? (each.reason as PlatformError).kind : "fine")),
        );
      };
      // A lost answer is no reason to disconnect: it may not have arrived at all.
      expect(await all()).toEqual(new Set(["unknown"]));
      expect(await all()).toEqual(new Set(["token-dead"]));
      expect(await all()).toEqual(new Set(["token-dead"]));
      expect(used).toEqual(["refresh-1", "refresh-1"]);
      // The refresh token was not replaced by nothing.
      expect(journal.grant(CONNECTION)).toBeNull();
      expect((await findConnection(app.db, userId, CONNECTION))?.grantGeneration).toBe(1);
      const owner = { userId, connectionId: CONNECTION, platform: "bluesky" };
      await grants.put(CONNECTION, await sealGrant(app.vault, owner, grantNumber(7)));
      expect(await all()).toEqual(new Set(["fine"]));
      expect(used).toHaveLength(2);
    });
  });

  it("writes the new grant ahead: a database that fails then loses nothing", async () => {
    await withGrants(grantNumber(1), async ({ app, journal, userId, used }) => {
      let down = true;
      const db = new Proxy(app.db, {
        get(target, name, receiver) {
          if (down && name === "update") throw new Error("D1 is away");
          return Reflect.get(target, name, receiver) as unknown;
        },
      });
      const broken = createGrants({ ...app, db }, journal, userId);
      const stale = await broken.usable(CONNECTION);
      await expect(broken.refresh(stale)).rejects.toThrow("D1 is away");
      down = false;
      // As after a restart: nothing in memory, the journal is all there is.
      const again = createGrants(app, journal, userId);
      expect((await again.usable(CONNECTION)).grant.accessToken).toBe("access-2");
      expect(used).toEqual(["refresh-1"]);
      const row = await findConnection(app.db, userId, CONNECTION);
      expect(row?.grantGeneration).toBe(2);
    });
  });

  it("never goes back to an older grant when the database was restored", async () => {
    await withGrants(grantNumber(1), async ({ app, grants, userId }) => {
      const before = await findConnection(app.db, userId, CONNECTION);
      await grants.refresh(await grants.usable(CONNECTION));
      await bindings.DB.prepare(
        "update user_platforms set sealed_grant = ?, grant_generation = 1 where id = ?",
      )
        .bind(before?.sealedGrant, CONNECTION)
        .run();
      expect((await grants.usable(CONNECTION)).grant.accessToken).toBe("access-2");
    });
  });

  it("takes a grant the person just consented to as the newest, in both homes", async () => {
    await withGrants(grantNumber(1), async ({ app, grants, journal, userId }) => {
      const owner = { userId, connectionId: CONNECTION, platform: "bluesky" };
      await grants.put(CONNECTION, await sealGrant(app.vault, owner, grantNumber(7)));
      const row = await findConnection(app.db, userId, CONNECTION);
      expect(row?.grantGeneration).toBe(2);
      expect((await openGrant(app.vault, owner, row?.sealedGrant ?? "")).accessToken).toBe("access-7");
      expect(journal.grant(CONNECTION)).toMatchObject({ generation: 2, mirrored: true });
    });
  });

  it("cannot be opened for another person, connection or platform", async () => {
    await withGrants(grantNumber(1), async ({ app, userId }) => {
      const row = await findConnection(app.db, userId, CONNECTION);
      const sealed = row?.sealedGrant ?? "";
      for (const owner of [
        { userId: "usr_other", connectionId: CONNECTION, platform: "bluesky" },
        { userId, connectionId: "con_other", platform: "bluesky" },
        { userId, connectionId: CONNECTION, platform: "x" },
      ]) {
        await expect(openGrant(app.vault, owner, sealed)).rejects.toMatchObject({
          code: "unreadable_secret",
        });
      }
    });
  });
});

import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";

import {
  addConnections,
  grantNamed,
  journalGrant,
  oldVault,
} from "../../../test/support/worker/sealed-world.ts";
import { bindings, makePerson, testContext } from "../../../test/support/worker/signed-in.ts";
import { openGrant, sealGrant } from "../../auth/grant-seal.ts";
import { sealedUnder } from "../../auth/vault.ts";
import type { AppContext } from "../../context.ts";
import { findConnection } from "../../db/connections.ts";
import { upsertPlatform } from "../../db/platforms.ts";
import type { Grant, PlatformAdapter } from "../../platforms/platform.ts";
import { descriptors } from "../../platforms/registry.ts";
import { createGrants, type Grants } from "./grants.ts";
import { type Journal, openJournal } from "./journal.ts";
import { resealGrants } from "./reseal-grants.ts";

/** Refreshes give a grant that can be told from the old one. */
const adapter = {
  descriptor: descriptors.mastodon,
  auth: {
    refresh: (_ports: unknown, grant: Grant) =>
      Promise.resolve({ ...grantNamed("fresh"), accountId: grant.accountId }),
  },
} as unknown as PlatformAdapter;

interface World {
  readonly app: AppContext;
  readonly userId: string;
  readonly id: string;
  readonly owner: { userId: string; connectionId: string; platform: string };
  readonly journal: Journal;
  readonly grants: Grants;
  /** Reseals with `during` running between reading a grant and writing it back. */
  reseal(during?: () => Promise<unknown>): Promise<number>;
}

/** One connection whose grant is under the old key in both homes. */
async function inObject(run: (world: World) => Promise<void>): Promise<void> {
  const app = testContext({ adapters: { mastodon: adapter } });
  const { userId } = await makePerson(app);
  await upsertPlatform(app.db, descriptors.mastodon, app.now());
  const [made] = await addConnections(app, oldVault(), userId, 1);
  const id = made?.id ?? "";
  const object = bindings.USER_SYNC.getByName(userId);
  await runInDurableObject(object, async (_object, state: DurableObjectState) => {
    const journal = openJournal(state.storage.sql);
    const reseal = (during: () => Promise<unknown> = () => Promise.resolve()) => {
      const vault = {
        ...app.vault,
        reseal: async (...args: Parameters<AppContext["vault"]["reseal"]>) => {
          const sealed = await app.vault.reseal(...args);
          await during();
          return sealed;
        },
      };
      return resealGrants({ ...app, vault }, journal, userId);
    };
    const owner = { userId, connectionId: id, platform: "mastodon" };
    await run({ app, userId, id, owner, journal, grants: createGrants(app, journal, userId), reseal });
  });
}

/** Token, generation and key of both homes. */
async function homes({ app, userId, id, owner, journal }: World) {
  const row = await findConnection(app.db, userId, id);
  const own = journal.grant(id);
  const describeOne = async (sealed: string, generation: number) => ({
    token: (await openGrant(app.vault, owner, sealed)).accessToken,
    generation,
    key: sealedUnder(sealed),
  });
  return {
    d1: await describeOne(row?.sealedGrant ?? "", row?.grantGeneration ?? -1),
    own: own === null ? null : await describeOne(own.sealed, own.generation),
    mirrored: own?.mirrored ?? null,
  };
}

describe("resealing grants", () => {
  it("brings both homes under the primary key, the generation unchanged, and then does nothing", async () => {
    await inObject(async (world) => {
      const old = { token: `access-${world.id}`, generation: 1, key: "t0" };
      expect(await homes(world)).toEqual({ d1: old, own: old, mirrored: true });
      expect(await world.reseal()).toBe(1);
      const fresh = { ...old, key: "t1" };
      expect(await homes(world)).toEqual({ d1: fresh, own: fresh, mirrored: true });
      const before = await findConnection(world.app.db, world.userId, world.id);
      expect(await world.reseal()).toBe(0);
      expect(await findConnection(world.app.db, world.userId, world.id)).toEqual(before);
    });
  });

  it("never overwrites a grant that was refreshed meanwhile", async () => {
    await inObject(async (world) => {
      const refresh = async () => world.grants.refresh(await world.grants.usable(world.id));
      await world.reseal(refresh);
      const newest = { token: "access-fresh", generation: 2, key: "t1" };
      expect(await homes(world)).toEqual({ d1: newest, own: newest, mirrored: true });
      expect((await world.grants.usable(world.id)).grant.accessToken).toBe("access-fresh");
    });
  });

  it("never overwrites what a person consented to meanwhile, where only D1 had a grant", async () => {
    await inObject(async (world) => {
      world.journal.forgetConnection(world.id);
      const sealed = await sealGrant(world.app.vault, world.owner, grantNamed("consented"));
      await world.reseal(() => world.grants.put(world.id, sealed));
      const newest = { token: "access-consented", generation: 2, key: "t1" };
      expect(await homes(world)).toEqual({ d1: newest, own: newest, mirrored: true });
    });
  });

  it("works where only D1 has a grant", async () => {
    await inObject(async (world) => {
      world.journal.forgetConnection(world.id);
      expect(await world.reseal()).toBe(1);
      const only = { token: `access-${world.id}`, generation: 1, key: "t1" };
      expect(await homes(world)).toEqual({ d1: only, own: null, mirrored: null });
    });
  });

  it("brings a grant that D1 never heard of to D1", async () => {
    await inObject(async (world) => {
      const ahead = await sealGrant(oldVault(), world.owner, grantNamed("ahead"));
      world.journal.setGrant(world.id, 2, ahead);
      expect(await world.reseal()).toBe(1);
      const newest = { token: "access-ahead", generation: 2, key: "t1" };
      expect(await homes(world)).toEqual({ d1: newest, own: newest, mirrored: true });
    });
  });

  it("brings a copy of an older generation up to D1's", async () => {
    await inObject(async (world) => {
      const sealed = await sealGrant(oldVault(), world.owner, grantNamed("newer"));
      await bindings.DB.prepare("update user_platforms set sealed_grant = ?, grant_generation = 5")
        .bind(sealed)
        .run();
      expect(await world.reseal()).toBe(1);
      const newest = { token: "access-newer", generation: 5, key: "t1" };
      expect(await homes(world)).toEqual({ d1: newest, own: newest, mirrored: true });
    });
  });

  it("leaves a connection that left meanwhile gone", async () => {
    await inObject(async (world) => {
      await world.reseal(async () => world.journal.forgetConnection(world.id));
      expect(world.journal.grant(world.id)).toBeNull();
    });
  });

  it("is finished by the next call when D1 fails in the middle", async () => {
    await inObject(async (world) => {
      const { app, journal, userId } = world;
      const db = new Proxy(app.db, {
        get(target, name, receiver) {
          if (name === "update") throw new Error("D1 is away");
          return Reflect.get(target, name, receiver) as unknown;
        },
      });
      expect(await resealGrants({ ...app, db }, journal, userId)).toBe(0);
      const between = await homes(world);
      expect([between.own?.key, between.d1.key]).toEqual(["t1", "t0"]);
      expect((await world.grants.usable(world.id)).grant.accessToken).toBe(`access-${world.id}`);
      expect(await world.reseal()).toBe(1);
      const fresh = { token: `access-${world.id}`, generation: 1, key: "t1" };
      expect(await homes(world)).toEqual({ d1: fresh, own: fresh, mirrored: true });
    });
  });

  it("leaves one that cannot be opened as it is and does the others", async () => {
    const app = testContext();
    const { userId } = await makePerson(app);
    await upsertPlatform(app.db, descriptors.mastodon, app.now());
    const made = await addConnections(app, oldVault(), userId, 3);
    const broken = made[1]?.id ?? "";
    await runInDurableObject(bindings.USER_SYNC.getByName(userId), (_object, state: DurableObjectState) =>
      openJournal(state.storage.sql).replaceGrant(broken, made[1]?.sealed ?? "", made[0]?.sealed ?? ""),
    );
    expect(await app.userSync.reseal(userId)).toBe(2);
    const keys = await Promise.all(
      made.map(async ({ id }) => sealedUnder((await journalGrant(userId, id))?.sealed ?? "")),
    );
    expect(keys).toEqual(["t1", "t0", "t1"]);
  });
});

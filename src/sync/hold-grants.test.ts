/** Races of a refresh with a consent, and answers of a refresh that are lost. */
import { describe, expect, it } from "vitest";

import { ModelJournal } from "../../test/simulation/model-journal.ts";
import { PlatformError } from "../platforms/errors.ts";
import type { Grant } from "../platforms/platform.ts";
import { holdGrants } from "./hold-grants.ts";

function grantNumber(n: number): Grant {
  return {
    accountId: "a",
    handle: "ada",
    host: null,
    profileUrl: "https://example.com/ada",
    accessToken: `access-${n}`,
    refreshToken: `refresh-${n}`,
    expiresAt: null,
    scopes: [],
    extra: {},
  };
}

/** Both homes in memory; `ask` is the platform. */
function world(ask: (grant: Grant) => Promise<Grant>) {
  const near = new ModelJournal();
  let far = { generation: 1, sealed: JSON.stringify(grantNumber(1)) };
  let whileOpening = () => {};
  const asked: string[] = [];
  const grants = holdGrants<{ id: string }>({
    now: () => 0,
    near,
    find: async (id) => ({ connection: { id }, ...far }),
    putFar: async (_id, generation, sealed) => {
      if (generation > far.generation) far = { generation, sealed };
    },
    open: async (_connection, sealed) => {
      await Promise.resolve();
      whileOpening();
      return JSON.parse(sealed) as Grant;
    },
    seal: async (_connection, grant) => JSON.stringify(grant),
    refresher: () => (grant) => {
      asked.push(grant.refreshToken ?? "");
      return ask(grant);
    },
    onRefreshed: () => {},
  });
  return { near, grants, asked, atOpening: (act: () => void) => (whileOpening = act) };
}

const DEAD = new PlatformError("token-dead", "revoked");

describe("a refresh that meets a consent", () => {
  it("goes on with the new grant when the platform calls the old one dead meanwhile", async () => {
    const { grants, near, asked } = world(async () => {
      near.setGrant("con_1", 2, JSON.stringify(grantNumber(7)));
      throw DEAD;
    });
    const held = await grants.refresh(await grants.usable("con_1")).catch(() => null);
    expect(held).toMatchObject({ generation: 2, grant: { accessToken: "access-7" } });
    expect(asked).toEqual(["refresh-1"]);
  });

  it("sends nothing when the consent came while the old grant was being opened", async () => {
    const { grants, near, asked, atOpening } = world(() => Promise.reject(DEAD));
    const stale = await grants.usable("con_1");
    atOpening(() => near.setGrant("con_1", 2, JSON.stringify(grantNumber(7))));
    expect(await grants.refresh(stale)).toMatchObject({ grant: { accessToken: "access-7" } });
    expect(asked).toEqual([]);
  });

  it("says that the grant is dead when nobody consented", async () => {
    const { grants } = world(() => Promise.reject(DEAD));
    await expect(grants.refresh(await grants.usable("con_1"))).rejects.toBe(DEAD);
  });
});

it("sends one refresh however many callers want one while the platform thinks", async () => {
  const answered = Promise.withResolvers<Grant>();
  const { grants, asked } = world(() => answered.promise);
  const stale = await grants.usable("con_1");
  const all = Array.from({ length: 200 }, () => grants.refresh(stale));
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  expect(asked).toEqual(["refresh-1"]);
  answered.resolve(grantNumber(2));
  const tokens = new Set((await Promise.all(all)).map(({ grant }) => grant.accessToken));
  expect(tokens).toEqual(new Set(["access-2"]));
  expect(asked).toEqual(["refresh-1"]);
});

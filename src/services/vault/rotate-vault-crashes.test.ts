import { describe, expect, it } from "vitest";

import { rows } from "../../../test/support/worker/accounts-app.ts";
import { journalGrant, makeSealedWorld, oldVault } from "../../../test/support/worker/sealed-world.ts";
import { bindings, testContext } from "../../../test/support/worker/signed-in.ts";
import { sealPlace, SEALED_COLUMNS } from "../../auth/sealed-columns.ts";
import { sealedUnder } from "../../auth/vault.ts";
import type { AppContext } from "../../context.ts";
import { rotateVault } from "./rotate-vault.ts";

const QUERIES: ReadonlySet<PropertyKey> = new Set(["all", "select", "insert", "update", "delete", "batch"]);

/** The context, dying at the n-th thing it does outside itself; never when n is 0. */
function dyingAt(app: AppContext, n: number) {
  let steps = 0;
  const step = () => {
    steps += 1;
    if (steps === n) throw new Error("killed");
  };
  const db = new Proxy(app.db, {
    get(target, name, receiver) {
      if (QUERIES.has(name)) step();
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
  const userSync = {
    ...app.userSync,
    reseal: async (userId: string) => {
      step();
      const resealed = await app.userSync.reseal(userId);
      step();
      return resealed;
    },
  };
  return { app: { ...app, db, userSync }, steps: () => steps };
}

async function keysAtRest(connections: readonly { id: string; userId: string }[]): Promise<unknown[]> {
  const own = await Promise.all(connections.map(({ id, userId }) => journalGrant(userId, id)));
  return [
    ...(await rows("user_platforms")).map((row) => sealedUnder(String(row["sealed_grant"]))),
    ...(await rows("totp_credentials")).map((row) => sealedUnder(String(row["sealed_secret"]))),
    ...own.map((grant) => sealedUnder(grant?.sealed ?? "")),
  ];
}

describe("a rotation that is killed", { timeout: 60_000 }, () => {
  it("is finished by the next run, wherever it died, and nothing is lost", async () => {
    const app = testContext();
    let [died, n] = [0, 0];
    for (let survived = false; !survived;) {
      n += 1;
      await bindings.DB.batch(
        ["users", "vault_rotations"].map((table) => bindings.DB.prepare(`delete from ${table}`)),
      );
      const { connections } = await makeSealedWorld(app, 4);
      const dying = dyingAt(app, n);
      survived = await rotateVault(dying.app).then(
        () => dying.steps() < n,
        () => false,
      );
      if (!survived) died += 1;
      for (let phase = "working", run = 0; phase === "working" && run < 5; run += 1)
        phase = await rotateVault(app);
      expect({ n, keys: new Set(await keysAtRest(connections)) }).toEqual({ n, keys: new Set(["t1"]) });
      expect((await rows("vault_rotations")).map((row) => row["finished_at"] === null)).toEqual([false]);
    }
    expect(died).toBeGreaterThan(8);
  });

  it("loses nothing when two run at once", async () => {
    const app = testContext();
    const { connections } = await makeSealedWorld(app, 44);
    await Promise.all([rotateVault(app), rotateVault(app), rotateVault(app)]);
    expect(new Set(await keysAtRest(connections))).toEqual(new Set(["t1"]));
  });

  it("does not put an old secret over one that was chosen meanwhile", async () => {
    const app = testContext();
    const { userIds } = await makeSealedWorld(app, 2);
    const [userId = ""] = userIds;
    const place = sealPlace(SEALED_COLUMNS.totp, { row: userId, user: userId });
    // Under the old key, as an older version would still write it.
    const chosen = await oldVault().seal("chosen meanwhile", place);
    let first = true;
    const vault = {
      ...app.vault,
      reseal: async (...args: Parameters<AppContext["vault"]["reseal"]>) => {
        const sealed = await app.vault.reseal(...args);
        if (first)
          await bindings.DB.prepare("update totp_credentials set sealed_secret = ?").bind(chosen).run();
        first = false;
        return sealed;
      },
    };
    await rotateVault({ ...app, vault });
    expect((await rows("totp_credentials")).map((row) => row["sealed_secret"])).toEqual([chosen]);
    await rotateVault(app);
    const [row] = await rows("totp_credentials");
    expect(sealedUnder(String(row?.["sealed_secret"]))).toBe("t1");
    expect(await app.vault.open(String(row?.["sealed_secret"]), place)).toBe("chosen meanwhile");
  });
});

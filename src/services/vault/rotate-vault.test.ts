import { beforeEach, describe, expect, it } from "vitest";

import { rows } from "../../../test/support/worker/accounts-app.ts";
import {
  addConnections,
  grantNamed,
  journalGrant,
  makeSealedWorld,
  oldVault,
  type SealedWorld,
} from "../../../test/support/worker/sealed-world.ts";
import { bindings, testContext } from "../../../test/support/worker/signed-in.ts";
import { openGrant } from "../../auth/grant-seal.ts";
import { sealPlace, SEALED_COLUMNS } from "../../auth/sealed-columns.ts";
import { createVault, sealedUnder } from "../../auth/vault.ts";
import { readSecrets } from "../../config.ts";
import type { AppContext } from "../../context.ts";
import { countByKey } from "../../db/sealed-values.ts";
import { HOUR_MS } from "../../limits.ts";
import { createLogger } from "../../log.ts";
import { createMastodonClients } from "../../storage/mastodon-clients.ts";
import { rotateVault } from "./rotate-vault.ts";

const START = Date.UTC(2026, 10, 22);
const SIZE = Number((bindings as unknown as { ROTATION_ROWS: string }).ROTATION_ROWS);

let clock: { now: number };
let lines: string[];
let app: AppContext;

beforeEach(() => {
  clock = { now: START };
  lines = [];
  app = testContext({ now: () => clock.now, log: createLogger({}, (_, line) => lines.push(line)) });
});

/** How many values are under a key, by column. */
async function under(keyId: string): Promise<Record<string, number>> {
  const counts = (await countByKey(app.db)).filter((each) => each.keyId === keyId);
  return Object.fromEntries(counts.map(({ table, values }) => [table, values]));
}

/** Opens every grant in both homes and every code secret, and says under which keys they were. */
async function openAll(world: SealedWorld): Promise<Set<string | null>> {
  const seen = new Set<string | null>();
  const grants = new Map(
    (await rows("user_platforms")).map((row) => [row["id"], String(row["sealed_grant"])]),
  );
  for (const { id, userId } of world.connections) {
    const owner = { userId, connectionId: id, platform: "mastodon" };
    for (const sealed of [grants.get(id) ?? "", (await journalGrant(userId, id))?.sealed ?? ""]) {
      expect((await openGrant(app.vault, owner, sealed)).accessToken).toBe(`access-${id}`);
      seen.add(sealedUnder(sealed));
    }
  }
  for (const row of await rows("totp_credentials")) {
    const userId = String(row["user_id"]);
    const sealed = String(row["sealed_secret"]);
    const place = sealPlace(SEALED_COLUMNS.totp, { row: userId, user: userId });
    expect(await app.vault.open(sealed, place)).toBe(`secret of ${userId}`);
    seen.add(sealedUnder(sealed));
  }
  return seen;
}

describe("rotating the vault", { timeout: 60_000 }, () => {
  it("brings everything at rest under the primary key, looks again after an hour, then rests", async () => {
    const world = await makeSealedWorld(app, 33);
    const kept = createMastodonClients(bindings.CACHE, oldVault());
    await kept.put("mastodon.example https://here", { clientId: "c1", clientSecret: "s1" });
    expect(await openAll(world)).toEqual(new Set(["t0"]));

    expect(await rotateVault(app)).toBe("working");
    expect(await openAll(world)).toEqual(new Set(["t1"]));
    expect(await under("t0")).toEqual({});
    const clients = createMastodonClients(bindings.CACHE, app.vault);
    expect(await clients.get("mastodon.example https://here")).toEqual({
      clientId: "c1",
      clientSecret: "s1",
    });
    expect(
      sealedUnder((await bindings.CACHE.get("mastodon-client/mastodon.example https://here")) ?? ""),
    ).toBe("t1");
    expect(await rows("vault_rotations")).toEqual([
      { key_id: "t1", started_at: START, resealed: 34, finished_at: null },
    ]);

    expect(await rotateVault(app)).toBe("waiting");
    clock.now += HOUR_MS - 1;
    expect(await rotateVault(app)).toBe("waiting");
    clock.now += 1;
    expect(await rotateVault(app)).toBe("finished");
    expect(await rows("vault_rotations")).toEqual([
      { key_id: "t1", started_at: START, resealed: 34, finished_at: START },
      { key_id: "t1/check", started_at: START + HOUR_MS, resealed: 0, finished_at: START + HOUR_MS },
    ]);
    const idle = { ...app, userSync: { ...app.userSync, reseal: () => Promise.reject(new Error("called")) } };
    await makeSealedWorld(app, 2);
    expect(await rotateVault(idle)).toBe("finished");
  });

  it("waits for flows and unsent mails under the old key, and does not end before they are gone", async () => {
    const { userIds } = await makeSealedWorld(app, 2);
    const [userId = ""] = userIds;
    const vault = oldVault();
    const flow = await vault.seal("f", sealPlace(SEALED_COLUMNS.connectFlow, { row: "h", user: userId }));
    const mail = await vault.seal("m", sealPlace(SEALED_COLUMNS.mail, { row: "eml_1", user: userId }));
    const login = await vault.seal("l", sealPlace(SEALED_COLUMNS.loginFlow, { row: "l", user: null }));
    await bindings.DB.batch([
      bindings.DB.prepare("insert into connect_flows values ('h', ?, 's', 'mastodon', ?, 0, 1)").bind(
        userId,
        flow,
      ),
      bindings.DB.prepare(
        "insert into login_flows values ('l', 'google', 'sign_in', null, null, 'b', ?, null, 0, 1)",
      ).bind(login),
      bindings.DB.prepare(
        "insert into emails (id, user_id, template, recipient, sealed_values, created_at) values ('eml_1', ?, 't', 'r', ?, 0)",
      ).bind(userId, mail),
    ]);
    await rotateVault(app);
    for (const sql of [
      "delete from connect_flows",
      "delete from login_flows",
      "update emails set sealed_values = '', sent_at = 1",
    ]) {
      clock.now += 2 * HOUR_MS;
      expect(await rotateVault(app)).toBe("working");
      await bindings.DB.prepare(sql).run();
    }
    expect(await rotateVault(app)).toBe("waiting");
    clock.now += HOUR_MS;
    expect(await rotateVault(app)).toBe("finished");
  });

  it("begins the hour anew when the check finds something, as from an older version still running", async () => {
    const { userIds } = await makeSealedWorld(app, 2);
    await rotateVault(app);
    expect(await rotateVault(app)).toBe("waiting");
    await addConnections(app, oldVault(), userIds[0] ?? "", 1);
    clock.now += HOUR_MS;
    expect(await rotateVault(app)).toBe("working");
    expect(await under("t0")).toEqual({});
    expect(await rotateVault(app)).toBe("waiting");
    clock.now += HOUR_MS;
    expect(await rotateVault(app)).toBe("finished");
  });

  it("goes back when an earlier key is made primary again", async () => {
    const world = await makeSealedWorld(app, 12);
    const back = { ...app, vault: oldVault() };
    await rotateVault(back);
    clock.now += HOUR_MS;
    expect(await rotateVault(back)).toBe("finished");
    clock.now += 1;
    await rotateVault(app);
    expect(await under("t0")).toEqual({});
    clock.now += 1;
    // Objects keep the ring of their own version, so only what the Worker does itself is seen here.
    expect(await rotateVault(back)).toBe("working");
    expect(await under("t1")).toEqual({ user_platforms: world.connections.length });
  });

  it("never ends while a value is under a key the ring does not hold, and says so", async () => {
    const world = await makeSealedWorld(app, 12);
    const { keys } = readSecrets(bindings).vaultKeys;
    const lost = createVault({ primary: "gone", keys: new Map([...keys, ["gone", new Uint8Array(32)]]) });
    const [person = ""] = world.userIds;
    const place = sealPlace(SEALED_COLUMNS.totp, { row: person, user: person });
    await bindings.DB.prepare("update totp_credentials set sealed_secret = ? where user_id = ?")
      .bind(await lost.seal("s", place), person)
      .run();
    for (let run = 0; run < 3; run += 1) {
      expect(await rotateVault(app)).toBe("working");
      clock.now += 2 * HOUR_MS;
    }
    expect(await under("gone")).toEqual({ totp_credentials: 1 });
    expect(await under("t0")).toEqual({});
  });

  it("leaves a value that was altered or moved as it is, does the others, and never ends", async () => {
    const world = await makeSealedWorld(app, 24);
    const [first, second] = await rows("totp_credentials");
    const moved = String(first?.["sealed_secret"]);
    await bindings.DB.prepare("update totp_credentials set sealed_secret = ? where user_id = ?")
      .bind(moved, second?.["user_id"])
      .run();
    const [connection] = world.connections;
    await bindings.DB.prepare("update user_platforms set sealed_grant = 'v1.t0.AAAA.AAAA' where id <> ?")
      .bind(connection?.id)
      .run();
    for (let run = 0; run < 2; run += 1) expect(await rotateVault(app)).toBe("working");
    const after = await rows("totp_credentials");
    expect(after.find((row) => row["user_id"] === second?.["user_id"])?.["sealed_secret"]).toBe(moved);
    expect(await under("t0")).toEqual({ totp_credentials: 1 });
    expect(lines.filter((line) => line.includes("value_not_resealed"))).toHaveLength(2);
    expect(lines.join("\n")).not.toContain(moved.slice(6));
  });
});

describe("rotating the vault under load", { timeout: 600_000 }, () => {
  it(`reseals ${SIZE} values while four readers open them: no read fails, nothing is left`, async () => {
    const live = { ...app, now: Date.now };
    const world = await makeSealedWorld(live, SIZE);
    let done = false;
    let reads = 0;
    const failures: unknown[] = [];
    const readers = Array.from({ length: 4 }, async (_, reader) => {
      for (let at = reader; !done; at += 7) {
        const target = world.connections[at % world.connections.length];
        if (target === undefined) return;
        await readOne(live, target, reader === 3).catch((error: unknown) => failures.push(error));
        reads += 1;
      }
    });
    let runs = 0;
    try {
      for (let phase = "working"; phase === "working" && runs < 100; runs += 1)
        phase = await rotateVault(live);
    } finally {
      done = true;
      await Promise.all(readers);
    }
    expect(failures).toEqual([]);
    expect(reads).toBeGreaterThan(20);
    expect(await under("t0")).toEqual({});
    expect(await openAll(world)).toEqual(new Set(["t1"]));
    const resealed = (await rows("vault_rotations")).map((row) => row["resealed"]);
    expect(resealed).toEqual([SIZE]);
  });
});

/** As a request does: the row from D1, or the copy of the object, opened with the ring. */
async function readOne(
  live: AppContext,
  target: { readonly id: string; readonly userId: string },
  fromObject: boolean,
): Promise<void> {
  const { id, userId } = target;
  const sealed = fromObject
    ? (await journalGrant(userId, id))?.sealed
    : (
        await bindings.DB.prepare("select sealed_grant as sealed from user_platforms where id = ?")
          .bind(id)
          .first<{ sealed: string }>()
      )?.sealed;
  const owner = { userId, connectionId: id, platform: "mastodon" };
  const grant = await openGrant(live.vault, owner, sealed ?? "");
  if (grant.accessToken !== grantNamed(id).accessToken) throw new Error("another grant was read");
}

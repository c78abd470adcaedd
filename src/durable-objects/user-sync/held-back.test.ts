/** The whole way with the real objects: a run whose platform is switched off, handed to people, or away. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";

import { bindings, makePerson, testContext } from "../../../test/support/worker/signed-in.ts";
import { addImage, addVariant } from "../../../test/support/worker/stored-image.ts";
import { sealGrant } from "../../auth/grant-seal.ts";
import type { AppContext } from "../../context.ts";
import { insertConnection } from "../../db/connections.ts";
import { landVariants } from "../../db/image-renders.ts";
import { setCurrentPicture } from "../../db/looks.ts";
import { upsertPlatform } from "../../db/platforms.ts";
import { imageVariants } from "../../db/schema.ts";
import { newId } from "../../new-id.ts";
import type { Grant } from "../../platforms/platform.ts";
import { descriptors } from "../../platforms/registry.ts";
import { getSync } from "../../services/syncs/get-sync.ts";
import { startSync } from "../../services/syncs/start-sync.ts";
import { openJournal } from "./journal.ts";

const PRINT = { v: 1, phash: "0".repeat(16), luma: "", colour: "", width: 1, height: 1 };
const GRANT: Grant = {
  accountId: "1",
  handle: "ada",
  host: null,
  profileUrl: "https://x.com/ada",
  accessToken: "token",
  tokenSecret: "not-so-secret",
  expiresAt: null,
  scopes: [],
  extra: {},
};

let app: AppContext;
let userId: string;

/** Everything that a write needs; the network of tests is closed, so whatever leaves comes back as `network`. */
beforeEach(async () => {
  app = testContext();
  ({ userId } = await makePerson(app));
  const connectionId = newId("con");
  const now = app.now();
  await upsertPlatform(app.db, descriptors.x, now);
  const sealedGrant = await sealGrant(app.vault, { userId, connectionId, platform: "x" }, GRANT);
  const names = { accountId: "1", handle: "ada", profileUrl: GRANT.profileUrl, scopes: "[]" };
  const row = {
    id: connectionId,
    userId,
    platformId: "x",
    ...names,
    status: "connected",
    sealedGrant,
  } as const;
  await insertConnection(app.db, { ...row, createdAt: now, updatedAt: now });
  const imageId = await addImage(app, userId, "original");
  await addVariant(app, { userId, imageId, cropVersion: 1, platform: "x", sha256: "new" });
  await app.db.update(imageVariants).set({ fingerprint: JSON.stringify(PRINT) });
  await landVariants(app.db, { imageId, cropVersion: 1 }, [], now);
  await setCurrentPicture(app.db, { userId, slot: "avatar", imageId, now });
  await forgetAtGate();
});

function put(state: string, reason: string) {
  return bindings.DB.prepare(
    "insert into capabilities values ('cap_1', 'x', 'avatar', ?, ?, 0, null, null, 0)",
  )
    .bind(state, reason)
    .run();
}

/** What stands in D1 is believed anew. */
async function forgetAtGate(): Promise<void> {
  const stub = bindings.PLATFORM_GATE.getByName("x");
  await runInDurableObject(stub, () => {});
  await evictDurableObject(stub);
}

/** Runs what is open as if its time had come, and returns the run's only target. */
async function comeRound(runId: string) {
  const stub = bindings.USER_SYNC.getByName(userId);
  await runInDurableObject(stub, (_object, state: DurableObjectState) => {
    const journal = openJournal(state.storage.sql);
    for (const op of journal.open()) journal.putOff(op, 0);
  });
  await runDurableObjectAlarm(stub);
  return (await getSync(app, userId, runId)).targets[0];
}

describe("a run", () => {
  it("waits while its platform is switched off, sends nothing, and goes on once it is on again", async () => {
    await put("off", "maintenance");
    const run = await startSync(app, userId, {});
    for (let rounds = 0; rounds < 9; rounds += 1) {
      const target = await comeRound(run.id);
      expect(target).toMatchObject({
        state: "waiting",
        reason: "switched_off",
        waiting_on: "linkarooie",
        attempts: 0,
      });
    }
    await bindings.DB.prepare("delete from capabilities").run();
    await forgetAtGate();
    // The first thing that leaves: a look, which the closed network refuses. Nine rounds cost no place on the ladder.
    expect(await comeRound(run.id)).toMatchObject({ state: "retrying", reason: "network", attempts: 0 });
  });

  it("names the step as the person's where people do it by hand", async () => {
    await put("handoff", "plan");
    const run = await startSync(app, userId, {});
    expect(await comeRound(run.id)).toMatchObject({
      state: "needs_you",
      reason: "plan",
      waiting_on: "you",
      attempts: 0,
    });
    expect((await getSync(app, userId, run.id)).state).toBe("finished");
  });

  it("rests for everybody after enough people found the platform away", async () => {
    const run = await startSync(app, userId, {});
    const outcomes = ["a", "b", "c", "d"].map(
      (account) => ({ slot: null, account, kind: "failed", reason: "network" }) as const,
    );
    await app.platformGate.report({ platform: "x", key: "x", leases: [], outcomes });
    // The fifth, by this very run, which finds the network closed.
    expect(await comeRound(run.id)).toMatchObject({ state: "retrying", reason: "network" });
    expect(await comeRound(run.id)).toMatchObject({ state: "retrying", reason: "platform_resting" });
    const { results } = await bindings.DB.prepare("select slot, state from capabilities order by slot").all();
    expect(results).toEqual([
      { slot: "avatar", state: "resting" },
      { slot: "banner", state: "resting" },
    ]);
  });
});

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";

import { bindings, makePerson, type Person, testContext } from "../../../test/support/worker/signed-in.ts";
import { testClient } from "../../../test/support/worker/test-client.ts";
import { sealGrant } from "../../auth/grant-seal.ts";
import type { AppContext } from "../../context.ts";
import { insertConnection } from "../../db/connections.ts";
import { insertImage } from "../../db/images.ts";
import { setCurrentPicture } from "../../db/looks.ts";
import { upsertPlatform } from "../../db/platforms.ts";
import { newId } from "../../new-id.ts";
import { descriptors } from "../../platforms/registry.ts";
import { disconnect } from "../../services/connections/disconnect.ts";
import { sweep } from "../../services/outbox/sweep.ts";
import { deleteImage } from "../../services/images/delete-image.ts";
import { cancelSync } from "../../services/syncs/cancel-sync.ts";
import { getSync } from "../../services/syncs/get-sync.ts";
import { retryTarget } from "../../services/syncs/retry-target.ts";
import { startSync } from "../../services/syncs/start-sync.ts";
import { operationSchema } from "../../sync/operation.ts";
import { openJournal } from "./journal.ts";

/** A person with one connection and a picture that is never rendered: nothing can leave for a platform. */
async function personWithWork(app: AppContext): Promise<Person & { connectionId: string; imageId: string }> {
  const person = await makePerson(app);
  const { userId } = person;
  const now = app.now();
  const connectionId = newId("con");
  const imageId = newId("img");
  await upsertPlatform(app.db, descriptors.mastodon, now);
  await insertConnection(app.db, {
    id: connectionId,
    userId,
    platformId: "mastodon",
    accountId: "1",
    handle: "ada",
    profileUrl: "https://mastodon.example.com/@ada",
    status: "connected",
    scopes: "[]",
    sealedGrant: "v1.none.none.none",
    createdAt: now,
    updatedAt: now,
  });
  await insertImage(app.db, {
    id: imageId,
    userId,
    kind: "avatar",
    status: "processing",
    originalKey: `${userId}/original/0`,
    originalSha256: "0",
    originalFormat: "jpeg",
    originalBytes: 1,
    width: 100,
    height: 100,
    createdAt: now,
    updatedAt: now,
  });
  await setCurrentPicture(app.db, { userId, slot: "avatar", imageId, now });
  return { ...person, connectionId, imageId };
}

function journalled(userId: string, subject = "") {
  return runInDurableObject(bindings.USER_SYNC.getByName(userId), (_object, state: DurableObjectState) => {
    const journal = openJournal(state.storage.sql);
    const bodies = state.storage.sql
      .exec<{ body: string }>("select body from operations order by id")
      .toArray();
    return {
      open: journal.open(),
      all: bodies.map((row) => operationSchema.parse(JSON.parse(row.body))),
      fenced: journal.fenced(subject),
    };
  });
}

describe("UserSync", () => {
  it("takes in a run once, however often it is woken, and clears the outbox", async () => {
    const app = testContext();
    const { userId } = await personWithWork(app);
    const run = await startSync(app, userId, {});
    expect(run.targets.map((target) => [target.platform, target.slot])).toEqual([["mastodon", "avatar"]]);
    await Promise.all([app.userSync.wake(userId), app.userSync.wake(userId)]);
    const { all } = await journalled(userId);
    expect(all.map((op) => op.id)).toEqual(run.targets.map((target) => target.id));
    const waiting = await bindings.DB.prepare(
      "select count(*) as n from outbox where kind = 'wake_sync'",
    ).first();
    expect(waiting).toEqual({ n: 0 });
  });

  it("keeps its work through an eviction and arms the alarm again", async () => {
    const app = testContext();
    const { userId } = await personWithWork(app);
    await startSync(app, userId, {});
    const stub = bindings.USER_SYNC.getByName(userId);
    await runInDurableObject(stub, (_object, state: DurableObjectState) => state.storage.deleteAlarm());
    await evictDurableObject(stub);
    const armed = await runInDurableObject(stub, (_object, state: DurableObjectState) =>
      state.storage.getAlarm(),
    );
    expect(armed).not.toBeNull();
    expect((await journalled(userId)).open).toHaveLength(1);
  });

  it("replaces an older wish for the same slot that was not written yet", async () => {
    const app = testContext();
    const { userId } = await personWithWork(app);
    const first = await startSync(app, userId, {});
    const second = await startSync(app, userId, {});
    expect((await getSync(app, userId, first.id)).targets[0]).toMatchObject({
      state: "cancelled",
      reason: "superseded",
    });
    expect((await journalled(userId)).open.map((op) => op.syncRequestId)).toEqual([second.id]);
    expect((await getSync(app, userId, first.id)).state).toBe("finished");
  });

  it("cancels what was not written, once", async () => {
    const app = testContext();
    const { userId } = await personWithWork(app);
    const run = await startSync(app, userId, {});
    const stopped = await cancelSync(app, userId, run.id);
    expect(stopped).toMatchObject({
      state: "cancelled",
      targets: [{ state: "cancelled", reason: "stopped" }],
    });
    await expect(cancelSync(app, userId, run.id)).rejects.toMatchObject({ status: 409, code: "run_ended" });
    expect((await journalled(userId)).open).toEqual([]);
  });

  it("ends everything of a connection that leaves, and takes in nothing of it again", async () => {
    const app = testContext();
    const { userId, connectionId } = await personWithWork(app);
    const run = await startSync(app, userId, {});
    await app.userSync.fence(userId, connectionId);
    expect((await getSync(app, userId, run.id)).targets[0]).toMatchObject({ state: "cancelled" });
    expect(await journalled(userId, connectionId)).toMatchObject({ open: [], fenced: true });
    // Asked for again by a request that was on its way: taken in, and stopped before anything leaves.
    const late = await startSync(app, userId, {});
    await runDurableObjectAlarm(bindings.USER_SYNC.getByName(userId));
    expect((await getSync(app, userId, late.id)).targets[0]).toMatchObject({
      state: "cancelled",
      reason: "stopped",
      attempts: 0,
    });
  });

  it("writes nothing to a connection that is paused, also by a run that comes in late, until it goes on", async () => {
    const app = testContext();
    const { userId, connectionId } = await personWithWork(app);
    const run = await startSync(app, userId, {});
    await app.userSync.hold(userId, connectionId, true);
    expect((await getSync(app, userId, run.id)).targets[0]).toMatchObject({
      state: "cancelled",
      reason: "stopped",
    });
    // Began before the pause was known, taken in after it.
    const late = await startSync(app, userId, {});
    await runDurableObjectAlarm(bindings.USER_SYNC.getByName(userId));
    expect((await getSync(app, userId, late.id)).targets[0]).toMatchObject({
      state: "cancelled",
      reason: "stopped",
      attempts: 0,
    });
    await app.userSync.hold(userId, connectionId, false);
    const next = await startSync(app, userId, {});
    await runDurableObjectAlarm(bindings.USER_SYNC.getByName(userId));
    expect((await getSync(app, userId, next.id)).targets[0]?.state).not.toBe("cancelled");
  });

  it("may be written again once the person connects again", async () => {
    const app = testContext();
    const { userId, connectionId } = await personWithWork(app);
    await app.userSync.fence(userId, connectionId);
    const grant = {
      accountId: "1",
      handle: "ada",
      host: null,
      profileUrl: "https://x.example/",
      accessToken: "t",
      expiresAt: null,
      scopes: [],
      extra: {},
    };
    const sealed = await sealGrant(app.vault, { userId, connectionId, platform: "mastodon" }, grant);
    await app.userSync.putGrant(userId, connectionId, sealed);
    expect((await journalled(userId, connectionId)).fenced).toBe(false);
    // And the newest grant is what a later goodbye hands over to be revoked.
    expect(await app.userSync.fence(userId, connectionId)).toBe(sealed);
  });

  it("keeps closed what left while a new consent was being stored", async () => {
    const { userId } = await personWithWork(testContext());
    const connectionId = "con_left";
    await runInDurableObject(
      bindings.USER_SYNC.getByName(userId),
      (_object, { storage }: DurableObjectState) => {
        const journal = openJournal(storage.sql);
        journal.fence(connectionId, 5);
        const standing = journal.standingFence(connectionId);
        // In the same millisecond, too.
        journal.fence(connectionId, 5);
        journal.liftFence(connectionId, standing);
        expect(journal.fenced(connectionId)).toBe(true);
        journal.liftFence(connectionId, journal.standingFence(connectionId));
        expect(journal.fenced(connectionId)).toBe(false);
        // One that was put up where none stood.
        const none = journal.standingFence(connectionId);
        journal.fence(connectionId, 6);
        journal.liftFence(connectionId, none);
        expect(journal.fenced(connectionId)).toBe(true);
      },
    );
  });

  it("keeps a run running when it cannot be told to stop, so that stopping can be tried again", async () => {
    const app = testContext();
    const { userId } = await personWithWork(app);
    const run = await startSync(app, userId, {});
    const away = {
      ...app,
      userSync: { ...app.userSync, cancel: () => Promise.reject(new Error("object away")) },
    };
    await expect(cancelSync(away, userId, run.id)).rejects.toThrow("object away");
    expect((await getSync(app, userId, run.id)).state).toBe("running");
    expect((await cancelSync(app, userId, run.id)).targets[0]).toMatchObject({ state: "cancelled" });
  });

  it("opens a target once more that the person wants tried again, also when nobody told it at once", async () => {
    const app = testContext();
    const { userId, imageId } = await personWithWork(app);
    const run = await startSync(app, userId, {});
    const stub = bindings.USER_SYNC.getByName(userId);
    await bindings.DB.prepare("update images set status = 'rejected' where id = ?").bind(imageId).run();
    await runDurableObjectAlarm(stub);
    const [target] = (await getSync(app, userId, run.id)).targets;
    expect(target).toMatchObject({ state: "failed", reason: "picture_rejected" });

    await bindings.DB.prepare("update images set status = 'processing' where id = ?").bind(imageId).run();
    const deaf = {
      ...app,
      userSync: { ...app.userSync, wake: () => Promise.reject(new Error("object away")) },
    };
    await retryTarget(deaf, userId, { syncId: run.id, targetId: target?.id ?? "" }, {});
    expect((await journalled(userId)).open).toEqual([]);
    await sweep({ ...app, now: () => Date.now() + 3_600_000 });
    expect((await journalled(userId)).open).toMatchObject([{ id: target?.id, phase: "planned", round: 1 }]);
    await runDurableObjectAlarm(stub);
    const after = await getSync(app, userId, run.id);
    expect([after.state, after.targets[0]?.state]).toEqual(["running", "preparing"]);
    expect(after.targets[0]?.attempts_log?.map((step) => step.state)).toEqual([
      "failed",
      "waiting",
      "preparing",
    ]);
    // Waking it again changes nothing.
    await app.userSync.wake(userId);
    expect((await journalled(userId)).all).toHaveLength(1);
  });

  it("is woken for a run that everybody forgot", async () => {
    const app = testContext();
    const { userId } = await personWithWork(app);
    const deaf = {
      ...app,
      userSync: { ...app.userSync, wake: () => Promise.reject(new Error("object away")) },
    };
    const run = await startSync(deaf, userId, {});
    await bindings.DB.prepare("delete from outbox").run();
    expect((await journalled(userId)).all).toEqual([]);
    await sweep({ ...app, now: () => Date.now() + 3_600_000 });
    expect((await journalled(userId)).all.map((op) => op.syncRequestId)).toEqual([run.id]);
  });

  it("ends a target whose picture was deleted before it was taken in, and with it the run", async () => {
    const app = testContext();
    const { userId } = await personWithWork(app);
    const deaf = {
      ...app,
      userSync: { ...app.userSync, wake: () => Promise.reject(new Error("object away")) },
    };
    const run = await startSync(deaf, userId, {});
    await bindings.DB.prepare("delete from images where user_id = ?").bind(userId).run();
    await app.userSync.wake(userId);
    await runDurableObjectAlarm(bindings.USER_SYNC.getByName(userId));
    const after = await getSync(app, userId, run.id);
    expect(after.state).toBe("finished");
    expect(["failed", "needs_you"]).toContain(after.targets[0]?.state);
  });

  it("leaves what runs did readable after the connection is gone", async () => {
    const app = testContext();
    const person = await personWithWork(app);
    const { userId, connectionId } = person;
    const run = await startSync(app, userId, {});
    await disconnect(app, person, connectionId, testClient());
    const after = await getSync(app, userId, run.id);
    expect(after).toMatchObject({
      state: "finished",
      targets: [
        {
          connection_id: null,
          handle: "ada",
          platform: "mastodon",
          state: "cancelled",
          reason: "disconnected",
        },
      ],
    });
  });

  it("stops what a deleted picture was still meant for", async () => {
    const app = testContext();
    const { userId, imageId } = await personWithWork(app);
    const run = await startSync(app, userId, {});
    await deleteImage(app, userId, imageId, { force: true });
    expect((await journalled(userId, imageId)).fenced).toBe(true);
    expect(await getSync(app, userId, run.id)).toMatchObject({
      state: "finished",
      targets: [{ state: "cancelled", reason: "picture_deleted", attempts: 0 }],
    });
  });
});

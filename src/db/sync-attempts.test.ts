import { beforeEach, describe, expect, it } from "vitest";

import { everythingOf } from "../../test/support/worker/everything-of.ts";
import { makePerson, type Person, testContext } from "../../test/support/worker/signed-in.ts";
import { newOperation, type Operation } from "../sync/operation.ts";
import { getSync } from "../services/syncs/get-sync.ts";
import { listSyncs } from "../services/syncs/list-syncs.ts";
import { mirrorOperations } from "./syncs.ts";

const app = testContext();
let ada: Person;
let syncId: string;
let op: Operation;
beforeEach(async () => {
  ada = await makePerson(app);
  const { sync, target, connection } = await everythingOf(app, ada.userId, ada.sessionId, "ada");
  syncId = sync;
  const ids = { id: target, syncRequestId: sync, connectionId: connection, imageId: "img_1", revision: 0 };
  op = newOperation({ ...ids, platform: "x", slot: "avatar" }, 0);
});

/** The operation as the journal has it after a change, told to D1. */
async function tell(revision: number, view: Partial<Operation["view"]>, now: number, userId = ada.userId) {
  const changed = { ...op, revision, view: { ...op.view, ...view } };
  await mirrorOperations(app.db, { userId, operations: [changed], nextDueAt: null, now });
}

async function steps() {
  const { targets } = await getSync(app, ada.userId, syncId);
  return (targets[0]?.attempts_log ?? []).map((step) => [step.state, step.reason]);
}

describe("what happened to a target", () => {
  it("is one step for whatever a person can tell apart", async () => {
    await tell(1, { state: "uploading" }, 1_000);
    await tell(2, { state: "checking", nextAttemptAt: 9_000 }, 2_000);
    // Looking again is no news.
    await tell(3, { state: "checking", nextAttemptAt: 12_000 }, 3_000);
    await tell(4, { state: "retrying", reason: "no_effect", nextAttemptAt: 20_000 }, 4_000);
    // The next failed try is.
    await tell(6, { state: "retrying", reason: "no_effect", nextAttemptAt: 40_000 }, 6_000);
    await tell(7, { state: "shown" }, 7_000);
    expect(await steps()).toEqual([
      ["uploading", null],
      ["checking", null],
      ["retrying", "no_effect"],
      ["retrying", "no_effect"],
      ["shown", null],
    ]);
    const { targets } = await getSync(app, ada.userId, syncId);
    expect(targets[0]?.attempts_log?.[3]).toEqual({
      state: "retrying",
      reason: "no_effect",
      next_attempt_at: "1970-01-01T00:00:40.000Z",
      at: "1970-01-01T00:00:06.000Z",
    });
  });

  it("is written once, however often it is told, and never out of order", async () => {
    await tell(2, { state: "checking" }, 2_000);
    await tell(2, { state: "checking" }, 2_500);
    await tell(1, { state: "uploading" }, 3_000);
    expect(await steps()).toEqual([["checking", null]]);
  });

  it("is nobody else's, and nothing for a target that is gone", async () => {
    const eve = await makePerson(app);
    await tell(1, { state: "uploading" }, 1_000, eve.userId);
    expect(await steps()).toEqual([]);
    op = { ...op, id: "tgt_gone" };
    await tell(1, { state: "uploading" }, 1_000);
    expect(await steps()).toEqual([]);
  });

  it("is left out of lists", async () => {
    await tell(1, { state: "uploading" }, 1_000);
    const [run] = await listSyncs(app, ada.userId);
    expect(run?.targets[0]).not.toHaveProperty("attempts_log");
  });
});

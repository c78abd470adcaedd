import { beforeEach, describe, expect, it } from "vitest";

import { allStores } from "../../../test/support/worker/all-stores.ts";
import { createPlanWorld, type PlanWorld } from "../../../test/support/worker/planned-person.ts";
import { bindings, makePerson } from "../../../test/support/worker/signed-in.ts";
import type { SyncResource, TargetResource } from "../../services/syncs/sync-resource.ts";

let w: PlanWorld;
let run: SyncResource;
let target: TargetResource;
beforeEach(async () => {
  w = await createPlanWorld();
  run = await (await w.api("POST", "/syncs", { platforms: ["x"] })).json<SyncResource>();
  const [first] = run.targets;
  if (first === undefined) throw new Error("the run has no target");
  target = first;
  w.calls.length = 0;
});

/** As the object leaves it when a target has ended. */
async function ends(state: string, reason: string | null = null): Promise<void> {
  const { DB } = bindings;
  await DB.batch([
    DB.prepare("update sync_targets set state = ?, reason = ?, revision = 5 where id = ?").bind(
      state,
      reason,
      target.id,
    ),
    DB.prepare("update sync_requests set state = 'finished', finished_at = 1 where id = ?").bind(run.id),
    DB.prepare("delete from outbox"),
  ]);
}

function retry(body: unknown = {}, id = target.id): Promise<Response> {
  return w.api("POST", `/syncs/${run.id}/targets/${id}/retry`, body);
}

async function orders(): Promise<unknown> {
  return bindings.DB.prepare("select count(*) as n from outbox where kind = 'wake_sync'").first("n");
}

describe("trying one target again", () => {
  it.each([
    ["failed", {}, "again"],
    ["needs_you", {}, "again"],
    ["conflict", { overwrite: true }, "overwrite"],
  ])("of state %s makes it wait in the same run, and orders the work", async (state, body, reason) => {
    await ends(state);
    const answer = await retry(body);
    expect(answer.status).toBe(202);
    const after = await answer.json<SyncResource>();
    expect(after).toMatchObject({ id: run.id, state: "running", finished_at: null });
    expect(after.targets).toMatchObject([
      { id: target.id, state: "waiting", reason, waiting_on: "linkarooie" },
    ]);
    expect(after.targets[0]?.attempts_log).toMatchObject([{ state: "waiting", reason }]);
    expect([w.calls, await orders()]).toEqual([["wake"], 1]);
    // Twice at once is one try.
    expect((await retry(body)).status).toBe(409);
  });

  it.each([
    ["somebody's picture stays without the person's word", "conflict", {}, "overwrite_needed"],
    ["what is there needs no try", "shown", {}, "not_retryable"],
    ["what is under way neither", "retrying", {}, "not_retryable"],
    ["what the person stopped stays stopped", "cancelled", {}, "not_retryable"],
  ])("is refused, with nothing written: %s", async (_, state, body, code) => {
    await ends(state);
    const before = await allStores();
    const answer = await retry(body);
    expect([answer.status, await answer.json()]).toMatchObject([409, { code }]);
    expect([await allStores(), w.calls]).toEqual([before, []]);
  });

  it("is refused when a newer run took over, the account is paused or gone, or the run was stopped", async () => {
    await ends("failed");
    const refusal = async () => (await (await retry()).json<{ code: string }>()).code;
    const sql = (query: string, id: string) => bindings.DB.prepare(query).bind(id).run();
    await sql("update sync_requests set state = 'cancelled' where id = ?", run.id);
    expect(await refusal()).toBe("run_ended");
    await sql("update sync_requests set state = 'finished' where id = ?", run.id);
    await sql("update user_platforms set status = 'paused' where id = ?", w.connections.x);
    expect(await refusal()).toBe("connection_paused");
    await sql("update user_platforms set status = 'connected' where id = ?", w.connections.x);
    w.t.clock.now += 1;
    await w.api("POST", "/syncs", {});
    expect(await refusal()).toBe("not_retryable");
    await sql("delete from user_platforms where id = ?", w.connections.x);
    expect(await refusal()).toBe("connection_gone");
    const state = await bindings.DB.prepare("select state, revision from sync_targets where id = ?")
      .bind(target.id)
      .first();
    expect(state).toEqual({ state: "failed", revision: 5 });
  });

  it("is nobody else's, and refuses what it does not know", async () => {
    await ends("failed");
    const before = await allStores();
    expect((await retry({}, "tgt_other")).status).toBe(404);
    expect((await retry({ overwrite: "yes" })).status).toBe(422);
    const mine = w.person.cookie;
    const eve = await makePerson(w.t.app);
    const asEve = await w.t.request(`/api/v1/syncs/${run.id}/targets/${target.id}/retry`, {
      method: "POST",
      headers: { cookie: eve.cookie, "sec-fetch-site": "same-origin", "content-type": "application/json" },
      body: "{}",
    });
    expect([asEve.status, mine === eve.cookie]).toEqual([404, false]);
    expect((await allStores()).filter((row) => /^(sync_|outbox)/.test(row))).toEqual(
      before.filter((row) => /^(sync_|outbox)/.test(row)),
    );
  });

  it("has its button on the page of the run, with the person's word where it takes one", async () => {
    await ends("conflict", "changed_elsewhere");
    const html = await (await w.page("GET", `/syncs/${run.id}`)).text();
    expect(html).toMatch(/name="overwrite" value="true"[\s\S]*Put mine back/);
    const pressed = await w.page("POST", `/syncs/${run.id}/targets/${target.id}/retry`, [
      ["overwrite", "true"],
    ]);
    expect([pressed.status, pressed.headers.get("location")]).toEqual([303, `/syncs/${run.id}`]);
    const again = await (await w.page("GET", `/syncs/${run.id}`)).text();
    expect(again).toContain("You asked to put yours in the place of what X shows.");
    expect(again).not.toContain("Put mine back");
  });
});

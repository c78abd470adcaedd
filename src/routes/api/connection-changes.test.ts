import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";

import { allStores } from "../../../test/support/worker/all-stores.ts";
import { createPlanWorld, type PlanWorld } from "../../../test/support/worker/planned-person.ts";
import { setConnectionStatus } from "../../db/connections.ts";
import { userPlatforms } from "../../db/schema.ts";
import type { ConnectionResource } from "../../services/connections/connection-resource.ts";

let w: PlanWorld;
let path: string;
beforeEach(async () => {
  w = await createPlanWorld();
  path = `/connections/${w.connections.x}`;
});

async function change(body: unknown): Promise<{ status: number; body: ConnectionResource }> {
  const answer = await w.api("PATCH", path, body);
  return { status: answer.status, body: await answer.json<ConnectionResource>() };
}

async function targets(body: unknown = {}): Promise<string[]> {
  const run = await w.api("POST", "/syncs", body);
  const { targets: list = [] } = await run.json<{ targets?: { platform: string }[] }>();
  return list.map((target) => target.platform);
}

/** What the engine says after a look at the account. */
function found(status: "connected" | "needs_attention", reason: string | null) {
  const id = w.connections.x;
  return setConnectionStatus(w.t.app.db, { userId: w.person.userId, id, status, reason, now: 1 });
}

describe("PATCH /api/v1/connections/{id}", () => {
  it("pauses, in the person's object too, and lets go on", async () => {
    expect(await change({ paused: true })).toMatchObject({ status: 200, body: { status: "paused" } });
    expect(w.calls).toEqual(["hold"]);
    expect(await targets()).toEqual(["mastodon"]);
    // Asked for by name it is left out all the same.
    expect(await targets({ connections: [w.connections.x] })).toEqual([]);
    expect(await change({ paused: false })).toMatchObject({ status: 200, body: { status: "connected" } });
    expect(await targets()).toEqual(["mastodon", "x"]);
  });

  it("keeps a pause whatever is found out meanwhile, and remembers what ails", async () => {
    await change({ paused: true });
    await found("connected", null);
    expect((await (await w.api("GET", path)).json<ConnectionResource>()).status).toBe("paused");
    await found("needs_attention", "revoked");
    expect(await (await w.api("GET", path)).json()).toMatchObject({
      status: "paused",
      status_reason: "revoked",
    });
    expect((await change({ paused: false })).body.status).toBe("needs_attention");
  });

  it("sets what goes there by default, which a run may outvote by naming slots", async () => {
    expect((await change({})).body.slots).toEqual(["avatar", "banner"]);
    expect((await change({ slots: ["banner"] })).body.slots).toEqual(["banner"]);
    expect(await targets()).toEqual(["mastodon"]);
    expect(await targets({ slots: ["avatar"] })).toEqual(["mastodon", "x"]);
    expect((await change({ slots: [] })).body.slots).toEqual([]);
    // What is not named stays.
    expect((await change({ paused: true })).body).toMatchObject({ slots: [], status: "paused" });
  });

  it("holds nothing when the database did not take the pause, and may be repeated", async () => {
    const deaf = await createPlanWorld({
      userSync: { ...w.t.app.userSync, hold: () => Promise.reject(new Error("object away")) },
    });
    const at = `/connections/${deaf.connections.x}`;
    expect((await deaf.api("PATCH", at, { paused: true })).status).toBe(500);
    // Runs leave it out already; asking again finishes it.
    expect(await (await deaf.api("GET", at)).json()).toMatchObject({ status: "paused" });
    expect((await deaf.api("PATCH", at, { paused: false })).status).toBe(500);
    expect(await (await deaf.api("GET", at)).json()).toMatchObject({ status: "paused" });
  });

  it("refuses what it does not know, and a pause of what was never connected", async () => {
    const { db } = w.t.app;
    await db
      .update(userPlatforms)
      .set({ status: "finish_setup" })
      .where(eq(userPlatforms.id, w.connections.x));
    const before = await allStores();
    for (const body of [{ paused: "yes" }, { slots: ["hat"] }, { slots: "avatar" }, { status: "connected" }])
      expect((await change(body)).status).toBe(422);
    expect(await change({ paused: true })).toMatchObject({ status: 409, body: { code: "setup_unfinished" } });
    expect([await allStores(), w.calls]).toEqual([before, []]);
  });
});

describe("the switches on the connections page", () => {
  it("show how it is and change it without scripts", async () => {
    const html = await (await w.page("GET", "/connections")).text();
    expect(html).toContain(`action="/connections/${w.connections.x}/slots"`);
    const saved = await w.page("POST", `${path}/slots`, [["slots", "banner"]]);
    expect([saved.status, saved.headers.get("location")]).toEqual([303, `/connections#${w.connections.x}`]);
    expect(await (await w.api("GET", path)).json()).toMatchObject({ slots: ["banner"] });
    // Nothing ticked is a choice too.
    await w.page("POST", `${path}/slots`);
    expect(await (await w.api("GET", path)).json()).toMatchObject({ slots: [] });
    await w.page("POST", `${path}/pause`);
    expect(await (await w.page("GET", "/connections")).text()).toContain("Paused by you");
    await w.page("POST", `${path}/resume`);
    expect(await (await w.api("GET", path)).json()).toMatchObject({ status: "connected" });
  });
});

import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";

import { allStores } from "../../../test/support/worker/all-stores.ts";
import {
  announcingAdapters,
  createPlanWorld,
  type PlanWorld,
  renderAnew,
  showing,
} from "../../../test/support/worker/planned-person.ts";
import { bindings } from "../../../test/support/worker/signed-in.ts";
import { addFile } from "../../../test/support/worker/stored-file.ts";
import { setCurrentPicture } from "../../db/looks.ts";
import { imageVariants, userPlatforms } from "../../db/schema.ts";
import type { PlanResource } from "../../services/syncs/plan-resource.ts";

let w: PlanWorld;
beforeEach(async () => {
  w = await createPlanWorld();
});

async function plan(choice: Record<string, unknown> = {}): Promise<PlanResource> {
  const answer = await w.api("POST", "/syncs", { ...choice, dry_run: true });
  expect(answer.status).toBe(200);
  return answer.json<PlanResource>();
}

function setConnection(id: string, values: Partial<typeof userPlatforms.$inferInsert>) {
  return w.t.app.db.update(userPlatforms).set(values).where(eq(userPlatforms.id, id));
}

describe("a dry run", () => {
  it("says what is shown, what would be sent and what it comes to, and leaves no trace", async () => {
    w.shown.set(w.connections.mastodon, { state: "unreadable", reason: "timeout" });
    await w.t.app.db.update(imageVariants).set({ upscaled: true }).where(eq(imageVariants.platform, "x"));
    const before = await allStores();
    const { targets, left_out, plan_hash } = await plan();
    expect(plan_hash).toMatch(/^[0-9a-f]{64}\./);
    expect(left_out).toEqual([]);
    expect(targets).toMatchObject([
      {
        connection_id: w.connections.x,
        platform: "x",
        slot: "avatar",
        change: "put",
        now: { status: "read", identity: "before", url: "https://p.example/before.jpg", is_default: false },
        proposed: {
          status: "ready",
          image_id: w.imageId,
          file: { width: 400, height: 400, format: "jpeg", bytes: 2_000 },
        },
        side_effects: { announces: false },
        warnings: ["upscaled"],
      },
      {
        connection_id: w.connections.mastodon,
        change: "unknown",
        now: { status: "unreadable", reason: "timeout", url: null, identity: null },
      },
    ]);
    expect(await allStores()).toEqual(before);
    expect(w.calls).toEqual(["observe"]);
  });

  it("says unchanged where this very file was proved", async () => {
    const { sha256 } = (await plan()).targets[0]?.proposed.file ?? { sha256: "" };
    const seen = { ...showing("ours"), confirmed: { sha256, identity: "ours" } };
    w.shown.set(w.connections.x, seen as ReturnType<typeof showing>);
    expect((await plan()).targets.map((target) => target.change)).toEqual(["unchanged", "put"]);
  });

  it("says so when a file is not rendered yet, and when nobody could look", async () => {
    await w.t.app.db.delete(imageVariants).where(eq(imageVariants.platform, "x"));
    const [first] = (await plan()).targets;
    expect(first).toMatchObject({ change: "preparing", proposed: { status: "preparing", file: null } });
    const deaf = await createPlanWorld({
      userSync: { ...w.t.app.userSync, observe: () => Promise.reject(new Error("object away")) },
    });
    const answer = await deaf.api("POST", "/syncs", { dry_run: true });
    const { targets } = await answer.json<PlanResource>();
    expect(targets.map((target) => [target.change, target.now.status])).toEqual([
      ["unknown", "unreadable"],
      ["unknown", "unreadable"],
    ]);
  });

  it("names what is left out: paused, switched off, not finished", async () => {
    await setConnection(w.connections.x, { status: "paused" });
    expect(await plan()).toMatchObject({
      targets: [{ platform: "mastodon" }],
      left_out: [{ connection_id: w.connections.x, slot: "avatar", reason: "paused" }],
    });
    await setConnection(w.connections.x, { status: "connected", syncAvatar: false });
    expect((await plan()).left_out).toMatchObject([{ reason: "slot_off" }]);
    // A slot that is named is meant.
    expect((await plan({ slots: ["avatar"] })).targets).toHaveLength(2);
    await setConnection(w.connections.x, { status: "finish_setup" });
    expect((await plan()).left_out).toMatchObject([{ reason: "setup_unfinished" }]);
  });

  it("looks only at what was chosen", async () => {
    const chosen = await plan({ platforms: ["mastodon"] });
    expect(chosen.targets.map((target) => target.connection_id)).toEqual([w.connections.mastodon]);
    const named = await plan({ connections: [w.connections.x] });
    expect(named.targets.map((target) => target.connection_id)).toEqual([w.connections.x]);
  });
});

describe("a run", () => {
  it("leaves a paused connection out, and is refused when nothing else is left", async () => {
    await setConnection(w.connections.x, { status: "paused" });
    const run = await w.api("POST", "/syncs", {});
    expect((await run.json<{ targets: unknown[] }>()).targets).toMatchObject([{ platform: "mastodon" }]);
    await setConnection(w.connections.mastodon, { status: "paused" });
    const before = await allStores();
    const refused = await w.api("POST", "/syncs", {});
    expect([refused.status, await refused.json()]).toMatchObject([422, { code: "connections_paused" }]);
    await setConnection(w.connections.mastodon, { status: "connected", syncAvatar: false });
    await setConnection(w.connections.x, { status: "connected", syncAvatar: false });
    const off = await w.api("POST", "/syncs", {});
    expect([off.status, await off.json()]).toMatchObject([422, { code: "slots_off" }]);
    expect((await allStores()).filter((row) => /^(sync_|outbox)/.test(row))).toEqual(
      before.filter((row) => /^(sync_|outbox)/.test(row)),
    );
  });
});

describe("approving a plan", () => {
  it("runs exactly that, and the run knows which", async () => {
    const { plan_hash } = await plan();
    const answer = await w.api("POST", "/syncs", { plan_hash });
    expect(answer.status).toBe(202);
    const run = await answer.json<{ id: string; targets: unknown[] }>();
    expect(run.targets).toHaveLength(2);
    const row = await bindings.DB.prepare("select plan_hash as hash from sync_requests where id = ?")
      .bind(run.id)
      .first<{ hash: string }>();
    expect(row?.hash).toBe(plan_hash.slice(0, 64));
    expect(w.calls).toEqual(["observe", "observe", "wake"]);
  });

  it.each([
    ["another picture was chosen", "picture_changed", /Another picture would go to X/, otherPicture],
    [
      "the picture was cut anew",
      "cut_changed",
      /for X was cut or rendered anew/,
      () => renderAnew(w.t.app, "x", "0"),
    ],
    [
      "the platform shows something else",
      "shown_changed",
      /X shows another picture/,
      () => w.shown.set(w.connections.x, showing("theirs")),
    ],
    [
      "the platform cannot be read any more",
      "shown_changed",
      /could not be read this time/,
      () => w.shown.set(w.connections.x, { state: "unreadable", reason: "timeout" }),
    ],
    [
      "an account was paused",
      "gone_changed",
      /no longer part of it/,
      () => setConnection(w.connections.x, { status: "paused" }),
    ],
    [
      "an account went",
      "gone_changed",
      /no longer part of it/,
      () => w.t.app.db.delete(userPlatforms).where(eq(userPlatforms.id, w.connections.x)),
    ],
  ] as const)("is refused, with nothing written, when %s", async (_, code, words, change) => {
    const { plan_hash } = await plan();
    await change();
    const before = await allStores();
    const answer = await w.api("POST", "/syncs", { plan_hash });
    const problem = await answer.json<{ code: string; detail: string; errors: { code: string }[] }>();
    expect([answer.status, problem.code]).toEqual([409, "plan_changed"]);
    expect(problem.errors.map((error) => error.code)).toContain(code);
    expect(problem.detail).toMatch(words);
    expect(problem.detail).toContain("Nothing was sent.");
    expect(await allStores()).toEqual(before);
    expect(w.calls).not.toContain("wake");
  });

  it("is refused when an account came that would be written too", async () => {
    await setConnection(w.connections.x, { status: "paused" });
    const { plan_hash } = await plan();
    await setConnection(w.connections.x, { status: "connected" });
    const answer = await w.api("POST", "/syncs", { plan_hash });
    expect([answer.status, await answer.json()]).toMatchObject([
      409,
      { errors: [{ code: "added_changed" }] },
    ]);
  });

  it("refuses what is no name of a plan", async () => {
    for (const plan_hash of ["", "0", "x".repeat(64), `${"0".repeat(64)}.<b>`]) {
      expect((await w.api("POST", "/syncs", { plan_hash })).status).toBe(422);
    }
    expect(w.calls).toEqual([]);
  });
});

describe("a platform that tells followers about a new picture", () => {
  beforeEach(async () => {
    w = await createPlanWorld({ adapters: announcingAdapters() });
  });

  it("is written only with an approval that says so", async () => {
    const before = await allStores();
    const blind = await w.api("POST", "/syncs", {});
    const problem = await blind.json<{ code: string; detail: string }>();
    expect([blind.status, problem.code]).toEqual([409, "approval_needed"]);
    expect(problem.detail).toMatch(/^X tells your followers/);
    expect([await allStores(), w.calls]).toEqual([before, []]);
    const { targets, plan_hash } = await plan();
    expect(targets.map((target) => target.side_effects.announces)).toEqual([true, false]);
    expect((await w.api("POST", "/syncs", { plan_hash })).status).toBe(202);
  });

  it("leads from the button to the plan, and keeps nobody from the others", async () => {
    const page = await w.page("POST", "/syncs");
    const html = await page.text();
    expect([page.status, w.calls]).toEqual([409, ["observe"]]);
    expect(html).toContain("X tells your followers about a new picture.");
    expect(html).toContain("Approve and put it there");
    expect((await w.api("POST", "/syncs", { platforms: ["mastodon"] })).status).toBe(202);
  });
});

async function otherPicture(): Promise<void> {
  const { app } = w.t;
  const { userId } = w.person;
  const { imageId } = await addFile(app, userId, { platform: "x" });
  await addFile(app, userId, { imageId, platform: "mastodon" });
  await setCurrentPicture(app.db, { userId, slot: "avatar", imageId, now: app.now() });
}

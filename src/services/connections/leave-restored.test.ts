/** Leaving once the first pictures are back: proved, still on the way, failed, and what only the person can bring back. */
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";

import { type AccountsApp, createAccountsApp } from "../../../test/support/worker/accounts-app.ts";
import { imageFixture } from "../../../test/support/worker/image-fixtures.ts";
import { countRows, makePerson, type Person } from "../../../test/support/worker/signed-in.ts";
import { addConnection } from "../../../test/support/worker/stored-connection.ts";
import { sha256Hex } from "../../auth/hash.ts";
import { addToRestorePoint } from "../../db/looks.ts";
import { syncRequests, syncTargets } from "../../db/schema.ts";
import type { Fingerprint } from "../../images/fingerprint-type.ts";
import type { SyncResource } from "../syncs/sync-resource.ts";

const PRINT: Fingerprint = { v: 1, phash: "0".repeat(16), luma: "", colour: "", width: 64, height: 64 };

let t: AccountsApp;
let ada: Person;
let onX: string;

async function leave(restore = "true"): Promise<{ status: number; body: SyncResource & { code: string } }> {
  const answer = await t.request(`/api/v1/connections/${onX}?restore=${restore}`, {
    method: "DELETE",
    headers: { "sec-fetch-site": "same-origin", cookie: ada.cookie },
  });
  return { status: answer.status, body: answer.status === 204 ? ({} as never) : await answer.json() };
}

async function keep(lookId: string, name: string | null): Promise<void> {
  const bytes = name === null ? null : imageFixture(name);
  const sha256 = bytes === null ? "" : await sha256Hex(bytes);
  const r2Key = `${ada.userId}/restore/${sha256}`;
  if (bytes !== null) await t.app.pictures.put(r2Key, bytes, "image/png");
  await addToRestorePoint(t.app.db, {
    userId: ada.userId,
    lookId,
    name: "Before",
    connectionId: onX,
    slot: "avatar",
    picture: bytes === null ? null : { r2Key, sha256, orders: [] },
    now: (t.clock.now += 1),
  });
}

/** The run ended this way, as the object would report it. */
async function end(run: SyncResource, state: "shown" | "failed"): Promise<void> {
  await t.app.db.update(syncTargets).set({ state }).where(eq(syncTargets.syncRequestId, run.id));
  await t.app.db.update(syncRequests).set({ state: "finished" }).where(eq(syncRequests.id, run.id));
  t.clock.now += 1;
}

const connected = () => countRows("user_platforms");

beforeEach(async () => {
  t = createAccountsApp({
    images: { fingerprint: () => Promise.resolve({ ok: true, fingerprint: PRINT, format: "png" }) },
  });
  ada = await makePerson(t.app);
  onX = await addConnection(t.app, ada.userId, "x");
});

describe("DELETE /api/v1/connections/{id}?restore=true", () => {
  it("puts the first picture back, not a later one, and leaves only once that is proved", async () => {
    await keep("look_a", "plain.png");
    await keep("look_b", "deep.png");
    const first = await leave();
    expect([first.status, first.body.look_id, await connected()]).toEqual([202, "look_a", 1]);
    const image = await countRows(
      `images where original_sha256 = '${await sha256Hex(imageFixture("plain.png"))}'`,
    );
    expect([image, await countRows("images")]).toEqual([1, 1]);
    // Asked again while it is at work: the same run, nothing doubled.
    const again = await leave();
    expect([again.status, again.body.id, await countRows("sync_requests")]).toEqual([202, first.body.id, 1]);
    await end(first.body, "shown");
    expect([(await leave()).status, await connected()]).toEqual([204, 0]);
  });

  it("keeps the connection when the picture could not be put back, and tries again when asked", async () => {
    await keep("look_a", "plain.png");
    const first = await leave();
    await end(first.body, "failed");
    const second = await leave();
    expect([second.status, second.body.id === first.body.id, await connected()]).toEqual([202, false, 1]);
  });

  it("does not take an earlier proof for one once another picture went up", async () => {
    await keep("look_a", "plain.png");
    const first = await leave();
    await end(first.body, "shown");
    const at = { createdAt: t.clock.now, updatedAt: t.clock.now };
    await t.app.db
      .insert(syncRequests)
      .values({ id: "syn_later", userId: ada.userId, state: "finished", ...at });
    await t.app.db.insert(syncTargets).values({
      id: "tgt_later",
      syncRequestId: "syn_later",
      userId: ada.userId,
      connectionId: onX,
      platformId: "x",
      handle: "ada",
      profileUrl: "",
      slot: "avatar",
      state: "shown",
      waitingOn: "nobody",
      ...at,
    });
    expect([(await leave()).status, await connected()]).toEqual([202, 1]);
  });

  it("says what only the person can bring back, and stays", async () => {
    await keep("look_a", null);
    const answer = await leave();
    expect(answer).toMatchObject({ status: 409, body: { code: "restore_by_hand" } });
    expect([await connected(), await countRows("sync_requests")]).toEqual([1, 0]);
    expect([(await leave("false")).status, await connected()]).toEqual([204, 0]);
  });

  it("leaves at once where nothing was ever changed", async () => {
    expect([(await leave()).status, await connected(), await countRows("sync_requests")]).toEqual([
      204, 0, 0,
    ]);
  });
});

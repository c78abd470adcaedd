/** What a platform showed is kept once a run, under a key of its own, and leaves no bytes behind that nothing names. */
import { beforeEach, describe, expect, it } from "vitest";

import { imageFixture } from "../../../test/support/worker/image-fixtures.ts";
import { countRows, makePerson, storedKeys, testContext } from "../../../test/support/worker/signed-in.ts";
import type { AppContext } from "../../context.ts";
import { HOUR_MS } from "../../limits.ts";
import type { SlotObservation } from "../../platforms/platform.ts";
import { sweep } from "../../services/outbox/sweep.ts";
import { newOperation } from "../../sync/operation.ts";
import { keepRestorePoint } from "./keep-restore-point.ts";

const SHOWN: SlotObservation = { identity: "1", url: "https://x.example/1.png", isDefault: false };
let app: AppContext;
let userId: string;
let now: number;
let answer: () => Promise<Response>;

function keep(run: string, shown = SHOWN): Promise<void> {
  const target = {
    id: `tgt_${run}`,
    syncRequestId: `syn_${run}`,
    connectionId: "con_1",
    platform: "x",
  } as const;
  const op = newOperation({ ...target, slot: "avatar", imageId: "img_1", revision: 0 }, now);
  return keepRestorePoint(app, userId, op, shown);
}

beforeEach(async () => {
  now = Date.UTC(2026, 10, 22);
  answer = () => Promise.resolve(new Response(imageFixture("plain.png")));
  const plain = testContext({ now: () => now });
  app = { ...plain, ports: { ...plain.ports, fetch: () => answer() } };
  ({ userId } = await makePerson(app));
});

describe("keepRestorePoint", () => {
  it("keeps the bytes once a run, and equal bytes of another run under another key", async () => {
    await keep("a");
    await keep("a");
    const [first = ""] = await storedKeys();
    expect(first).toMatch(new RegExp(`^${userId}/restore/[0-9a-f]{64}\\.`));
    expect((await app.pictures.get(first))?.bytes).toEqual(imageFixture("plain.png"));
    await keep("b");
    expect([await storedKeys(), await countRows("looks"), await countRows("outbox")]).toMatchObject([
      { length: 2 },
      2,
      0,
    ]);
  });

  it("keeps that there was no picture, without any bytes", async () => {
    await keep("a", { ...SHOWN, url: null, isDefault: true });
    answer = () => Promise.resolve(new Response(null, { status: 404 }));
    await keep("b");
    expect(await countRows("look_overrides where is_default = 1 and r2_key is null")).toBe(2);
    expect([await storedKeys(), await countRows("outbox")]).toEqual([[], 0]);
  });

  it("throws when the picture cannot be had now, and keeps nothing", async () => {
    answer = () => Promise.resolve(new Response(null, { status: 503 }));
    await expect(keep("a")).rejects.toMatchObject({ kind: "unavailable" });
    expect([await storedKeys(), await countRows("looks"), await countRows("outbox")]).toEqual([[], 0, 0]);
  });

  it("that dies before its row is there is cleaned up after an hour, and the next try is whole", async () => {
    const { pictures } = app;
    const dies = {
      ...pictures,
      put: async (...args: Parameters<typeof pictures.put>) => {
        await pictures.put(...args);
        throw new Error("died");
      },
    };
    const whole = app;
    app = { ...app, pictures: dies };
    await expect(keep("a")).rejects.toThrow("died");
    app = whole;
    await keep("a");
    expect(await storedKeys()).toHaveLength(2);
    now += HOUR_MS + 1;
    await sweep(app);
    const [left = "", ...others] = await storedKeys();
    expect(others).toEqual([]);
    expect(await countRows(`look_overrides where r2_key = '${left}'`)).toBe(1);
    expect(await countRows("outbox")).toBe(0);
  });
});

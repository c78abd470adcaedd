import { describe, expect, it } from "vitest";

import { countRows, makePerson, testContext } from "../../../test/support/worker/signed-in.ts";
import { addImage } from "../../../test/support/worker/stored-image.ts";
import type { AppContext, UserSyncPort } from "../../context.ts";
import { insertChallenge } from "../../db/passkey-challenges.ts";
import { beginTotp } from "../../db/totp.ts";
import { mirrorOperations } from "../../db/syncs.ts";
import { finishOutbox, outboxStatement } from "../../db/outbox.ts";
import { sweep } from "./sweep.ts";

const NOW = Date.UTC(2026, 10, 22, 12);

function world(overrides: Partial<AppContext> = {}) {
  const rendered: string[] = [];
  const woken: string[] = [];
  const clock = { now: NOW };
  const userSync = {
    wake: async (userId: string) => {
      woken.push(userId);
    },
  } as unknown as UserSyncPort;
  const app = testContext({
    now: () => clock.now,
    userSync,
    queues: {
      renderImage: async (id) => {
        rendered.push(id);
      },
      sendEmail: () => Promise.resolve(),
    },
    ...overrides,
  });
  return { app, rendered, woken, clock };
}

describe("sweep", () => {
  it("sends what is unfinished when its time has come, again and again until it is finished", async () => {
    const { app, rendered, clock } = world();
    const image = await addImage(app, (await makePerson(app)).userId, "original");
    expect(await sweep(app)).toEqual({ resent: 0, woken: 0 });
    clock.now = NOW + 31_000;
    expect((await sweep(app)).resent).toBe(1);
    // Not twice in a row: the message is on its way.
    expect((await sweep(app)).resent).toBe(0);
    clock.now += 3_600_000;
    expect((await sweep(app)).resent).toBe(1);
    expect(rendered).toEqual([image, image]);
    await finishOutbox(app.db, "render_image", image);
    clock.now += 3_600_000;
    expect((await sweep(app)).resent).toBe(0);
    expect(await countRows("outbox")).toBe(0);
  });

  it("sends a row once when two sweeps run at the same time", async () => {
    const { app, rendered, clock } = world();
    const image = await addImage(app, (await makePerson(app)).userId, "original");
    clock.now = NOW + 31_000;
    await Promise.all([sweep(app), sweep(app), sweep(app)]);
    expect(rendered).toEqual([image]);
  });

  it("ends the order to render a picture that is gone", async () => {
    const { app, rendered, clock } = world();
    await outboxStatement(app.db, "render_image", "img_1", NOW, 0);
    clock.now = NOW + 1;
    await sweep(app);
    expect([rendered, await countRows("outbox")]).toEqual([[], 0]);
  });

  it("goes on with the others when one cannot be sent, and tries that one again", async () => {
    const failing = world({
      queues: {
        renderImage: () => Promise.reject(new Error("queue away")),
        sendEmail: () => Promise.resolve(),
      },
    });
    await addImage(failing.app, (await makePerson(failing.app)).userId, "original");
    failing.clock.now = NOW + 31_000;
    await outboxStatement(failing.app.db, "wake_sync", "usr_1", NOW, 0);
    expect(await sweep(failing.app)).toEqual({ resent: 1, woken: 0 });
    expect(failing.woken).toEqual(["usr_1"]);
    expect(await countRows("outbox")).toBe(2);
  });

  it("wakes objects that slept through their due time, and no others", async () => {
    const { app, woken } = world();
    const late = await makePerson(app);
    const busy = await makePerson(app);
    const idle = await makePerson(app);
    const dueAt: [string, number | null][] = [
      [late.userId, NOW - 6 * 60_000],
      [busy.userId, NOW - 1_000],
      [idle.userId, null],
    ];
    for (const [userId, nextDueAt] of dueAt) {
      await mirrorOperations(app.db, { userId, operations: [], nextDueAt, now: NOW });
    }
    // The development time scale of the test bindings shortens the five minutes.
    await sweep({ ...app, config: { ...app.config, timeScale: 1 } });
    expect(woken).toEqual([late.userId]);
  });

  it("drops challenges and set-ups of apps whose time is over, and nothing that is in use", async () => {
    const { app, clock } = world();
    const [one, two] = [await makePerson(app), await makePerson(app)];
    const use = { purpose: "sign_in" as const, browserHash: "b" };
    await insertChallenge(app.db, { challengeHash: "old", use, now: NOW, expiresAt: NOW + 300_000 });
    for (const { userId } of [one, two]) await beginTotp(app.db, { userId, sealedSecret: "s", now: NOW });
    await app.db.run(`update totp_credentials set confirmed_at = 1 where user_id = '${two.userId}'`);
    await sweep(app);
    expect([await countRows("passkey_challenges"), await countRows("totp_credentials")]).toEqual([1, 2]);
    clock.now += 30 * 60_000 + 1;
    await insertChallenge(app.db, {
      challengeHash: "new",
      use,
      now: clock.now,
      expiresAt: clock.now + 300_000,
    });
    await sweep(app);
    expect([await countRows("passkey_challenges"), await countRows("totp_credentials")]).toEqual([1, 1]);
  });
});

import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, onTestFinished } from "vitest";

import { connectionOn, type GateWorld, inGate } from "../../../test/support/worker/gate-world.ts";
import { bindings, testContext } from "../../../test/support/worker/signed-in.ts";
import type { AppContext } from "../../context.ts";
import { listCapabilities, switchOffStatement, switchOnStatement } from "../../db/capabilities.ts";
import { PlatformError } from "../../platforms/errors.ts";
import type { PlatformId, Slot } from "../../platforms/platform.ts";
import { descriptors } from "../../platforms/registry.ts";
import { FIRST_REST_MS } from "../../sync/budget/breaker.ts";
import type { GateAnswer, Outcome } from "../../sync/gate.ts";
import { createGateDesks } from "../user-sync/gate-desk.ts";
import { CAPABILITIES_FRESH_MS } from "./capability-cache.ts";
import { LEASE_MS } from "./gate.ts";

const ONE = { reads: 2, writes: 1 };

function ask(
  world: GateWorld,
  slot: Slot | null = "avatar",
  platform: PlatformId = "x",
): Promise<GateAnswer> {
  return world.gate.admit({ platform, key: platform, slot, calls: ONE });
}

function tell(
  world: GateWorld,
  kind: Outcome["kind"],
  account: string,
  slot: Slot | null = "avatar",
  reason = "server_error",
): Promise<void> {
  return world.gate.report({
    platform: "x",
    key: "x",
    leases: [],
    outcomes: [{ slot, account, kind, reason }],
  });
}

async function breakIt(world: GateWorld): Promise<void> {
  for (const account of ["a", "b", "c", "d", "e"]) await tell(world, "failed", account);
}

function offRow(slot: Slot, now: number) {
  const row = { id: `cap_${slot}`, platformId: "x", slot, state: "off", reason: "maintenance" } as const;
  return { ...row, since: now, until: null, changedBy: "usr_admin", updatedAt: now };
}

describe("the breaker at the gate", () => {
  it("rests one slot for everybody after five failures of three accounts, and says so once", () =>
    inGate("x", async (world) => {
      await breakIt(world);
      expect(await ask(world)).toMatchObject({ kind: "wait", reason: "platform_resting" });
      expect((await ask(world, "banner")).kind).toBe("go");
      expect(await listCapabilities(world.app.db)).toMatchObject([
        { platformId: "x", slot: "avatar", state: "resting", until: world.clock.now + FIRST_REST_MS },
      ]);
      await breakIt(world);
      expect(world.lines.filter((line) => line.includes("capability_rests"))).toHaveLength(1);
    }));

  it("is not opened by one broken account, nor by failures with a success between them", () =>
    inGate("x", async (world) => {
      for (let n = 0; n < 20; n += 1) await tell(world, "failed", "a");
      await tell(world, "worked", "a");
      for (const account of ["b", "c", "d"]) await tell(world, "failed", account);
      expect((await ask(world)).kind).toBe("go");
      expect(await listCapabilities(world.app.db)).toEqual([]);
    }));

  it("lets one operation try after the rest, over an eviction too, and everybody once that one worked", () =>
    inGate("x", async (world) => {
      await breakIt(world);
      world.restart();
      expect((await ask(world)).kind).toBe("wait");
      world.clock.now += FIRST_REST_MS;
      expect((await ask(world)).kind).toBe("go");
      world.restart();
      expect((await ask(world)).kind).toBe("wait");
      await tell(world, "worked", "a");
      expect((await ask(world)).kind).toBe("go");
      expect((await ask(world)).kind).toBe("go");
      expect(await listCapabilities(world.app.db)).toEqual([]);
    }));

  it("rests twice as long when the try fails", () =>
    inGate("x", async (world) => {
      await breakIt(world);
      world.clock.now += FIRST_REST_MS;
      await ask(world);
      await tell(world, "failed", "z");
      expect(await listCapabilities(world.app.db)).toMatchObject([
        { state: "resting", until: world.clock.now + 2 * FIRST_REST_MS },
      ]);
      expect((await ask(world)).kind).toBe("wait");
    }));

  it("hands a capability to people at the first word that our plan does not cover it, and stays so", () =>
    inGate("x", async (world) => {
      await tell(world, "handoff", "a", "avatar", "plan");
      expect(await ask(world)).toEqual({ kind: "handoff", reason: "plan" });
      world.clock.now += 86_400_000;
      expect(await ask(world)).toEqual({ kind: "handoff", reason: "plan" });
      await breakIt(world);
      await tell(world, "worked", "a");
      expect(await listCapabilities(world.app.db)).toMatchObject([{ state: "handoff", reason: "plan" }]);
      expect(world.lines.filter((line) => line.includes("capability_handed_off"))).toHaveLength(1);
    }));

  it("takes what reading says for both slots", () =>
    inGate("x", async (world) => {
      await tell(world, "handoff", "a", null, "app_suspended");
      expect((await ask(world, "avatar")).kind).toBe("handoff");
      expect((await ask(world, "banner")).kind).toBe("handoff");
    }));

  it("keeps what one server does to that server", () =>
    inGate(
      "mastodon",
      async (world) => {
        const key = "mastodon:small.example";
        const outcome = { slot: "avatar", account: "a", kind: "handoff", reason: "payment_needed" } as const;
        await world.gate.report({ platform: "mastodon", key, leases: [], outcomes: [outcome] });
        expect(await listCapabilities(world.app.db)).toMatchObject([{ platformId: key }]);
      },
      "mastodon:small.example",
    ));
});

describe("the switch", () => {
  it("stops the next write within a minute, and lets it go on within one", () =>
    inGate("x", async (world) => {
      expect((await ask(world)).kind).toBe("go");
      await world.app.db.batch([switchOffStatement(world.app.db, offRow("avatar", world.clock.now))]);
      // A lease that was given a moment before, and what the gate still believes: below a minute together.
      expect(CAPABILITIES_FRESH_MS + LEASE_MS).toBeLessThan(60_000);
      world.clock.now += CAPABILITIES_FRESH_MS;
      const answer = await ask(world);
      expect(answer).toMatchObject({ kind: "wait", reason: "switched_off" });
      expect(answer.kind === "wait" ? answer.waitMs : 0).toBeLessThanOrEqual(60_000);
      expect((await ask(world, "banner")).kind).toBe("go");
      // Looking at what was sent goes on.
      expect((await ask(world, null)).kind).toBe("go");
      await world.app.db.batch([switchOnStatement(world.app.db, { platformId: "x", slot: "avatar" })]);
      world.clock.now += CAPABILITIES_FRESH_MS;
      expect((await ask(world)).kind).toBe("go");
    }));

  it("is an operator's alone: nothing that is found out overwrites it", () =>
    inGate("x", async (world) => {
      await world.app.db.batch([switchOffStatement(world.app.db, offRow("avatar", world.clock.now))]);
      await tell(world, "handoff", "a", "avatar", "plan");
      await breakIt(world);
      await tell(world, "worked", "a");
      expect(await listCapabilities(world.app.db)).toMatchObject([{ state: "off", changedBy: "usr_admin" }]);
    }));

  it.each([
    ["counted for everybody", descriptors.x.limits],
    ["not", []],
  ])("holds for a write whose leave was given too long ago, where writes are %s", (_name, limits) =>
    inGate("x", async (world) => {
      const whole = descriptors.x.limits;
      onTestFinished(() => void Object.assign(descriptors.x, { limits: whole }));
      Object.assign(descriptors.x, { limits });
      const { app, sent } = counting(world);
      const desk = createGateDesks(app, noJournal()).of(connectionOn("x", "con_1"));
      expect((await desk.mayWrite("avatar")).kind).toBe("go");
      await world.app.db.batch([switchOffStatement(world.app.db, offRow("avatar", world.clock.now))]);
      world.clock.now += LEASE_MS;
      await expect(desk.ports.fetch("https://api.x.com/", { method: "POST" })).rejects.toMatchObject({
        kind: "retry-at",
        reason: "switched_off",
      });
      expect(sent).toEqual([]);
    }),
  );
});

describe("a desk", () => {
  it("lets nothing leave while the gate cannot be asked, and says when to come back", () =>
    inGate("bluesky", async (world) => {
      const { app, sent } = counting(world);
      const away = () => Promise.reject(new Error("object away"));
      const desks = createGateDesks({ ...app, platformGate: { admit: away, report: away } }, noJournal());
      const desk = desks.of(connectionOn("bluesky", "con_1"));
      const leave = await desk.mayWrite("avatar");
      expect(leave).toMatchObject({ kind: "wait", reason: "gate_away", state: "retrying" });
      expect(leave.kind === "wait" ? leave.until : 0).toBeGreaterThan(world.clock.now);
      for (const method of ["GET", "POST"])
        await expect(desk.ports.fetch("https://pds.example.com/", { method })).rejects.toMatchObject({
          kind: "retry-at",
          reason: "gate_away",
        });
      expect(sent).toEqual([]);
    }));

  it("brakes a connection at a tenth of its own limit, and stops it at the limit", () =>
    inGate("x", async (world) => {
      const { app, sent } = counting(world);
      const desk = createGateDesks(app, noJournal()).of(connectionOn("x", "con_1"));
      const read = () => desk.ports.fetch("https://api.x.com/2/users/me");
      for (let n = 0; n < 66; n += 1) await read();
      expect(await desk.mayWrite("avatar")).toMatchObject({ kind: "wait", reason: "rate_limited" });
      for (let n = 66; n < 75; n += 1) await read();
      await expect(read()).rejects.toMatchObject({ kind: "retry-at", reason: "rate_limited" });
      expect(sent).toHaveLength(75);
      world.clock.now += 16 * 60_000;
      expect((await desk.mayWrite("avatar")).kind).toBe("go");
    }));

  it("waits for the platform's own reset when its headers say that a tenth is left", () =>
    inGate("x", async (world) => {
      const reset = world.clock.now + 60_000;
      const headers = { "x-rate-limit-limit": "60", "x-rate-limit-reset": String(reset / 1_000) };
      const left = { now: 7 };
      const { app } = counting(world, () =>
        Response.json({}, { headers: { ...headers, "x-rate-limit-remaining": String(left.now) } }),
      );
      const blocked: number[] = [];
      const journal = { ...noJournal(), block: (_id: string, until: number) => void blocked.push(until) };
      const desk = createGateDesks(app, journal).of(connectionOn("x", "con_1"));
      await desk.ports.fetch("https://api.x.com/2/users/me");
      expect(blocked).toEqual([]);
      left.now = 6;
      await desk.ports.fetch("https://api.x.com/2/users/me");
      expect(blocked).toEqual([reset]);
    }));

  it("tells the gate what is the platform's fault, and nothing else", () =>
    inGate("x", async (world) => {
      const heard: Outcome[] = [];
      const { app } = counting(world);
      const report: AppContext["platformGate"]["report"] = (news) => {
        heard.push(...news.outcomes);
        return Promise.resolve();
      };
      const desks = createGateDesks({ ...app, platformGate: { ...app.platformGate, report } }, noJournal());
      const desk = desks.of(connectionOn("x", "con_1"));
      desk.heard("avatar", new PlatformError("input-bad", "too_large"));
      desk.heard("avatar", new PlatformError("token-dead", "revoked"));
      desk.heard("avatar", new PlatformError("retry-at", "rate_limited"));
      desk.heard(null, null);
      desk.heard("avatar", new PlatformError("unavailable", "server_error"));
      desk.heard("banner", new PlatformError("payment-needed", "no_credits"));
      desk.heard("avatar", null);
      await desks.settle({ connectionId: "con_1", phase: "done" } as Parameters<typeof desks.settle>[0]);
      expect(heard.map(({ kind, slot }) => `${kind} ${slot}`)).toEqual([
        "failed avatar",
        "handoff banner",
        "worked avatar",
      ]);
    }));
});

describe("the object", () => {
  it("keeps what it handed out through an eviction", async () => {
    const { platformGate } = testContext();
    const key = "bluesky:pds.example.com";
    const wanted = { platform: "bluesky", key, slot: null, calls: { reads: 2_700, writes: 0 } } as const;
    expect((await platformGate.admit(wanted)).kind).toBe("go");
    await evictDurableObject(bindings.PLATFORM_GATE.getByName(key));
    expect(await platformGate.admit({ ...wanted, calls: { reads: 1, writes: 0 } })).toMatchObject({
      kind: "wait",
      reason: "platform_busy",
    });
    // Another server's is untouched.
    expect((await platformGate.admit({ ...wanted, key: "bluesky:other.example.com" })).kind).toBe("go");
    const stored = await runInDurableObject(
      bindings.PLATFORM_GATE.getByName(key),
      (_object, state: DurableObjectState) => state.storage.sql.exec("select * from state").toArray(),
    );
    expect(JSON.stringify(stored)).not.toContain("pds.example.com");
  });
});

function counting(world: GateWorld, answer: () => Response = () => Response.json({})) {
  const sent: string[] = [];
  const fetch: AppContext["ports"]["fetch"] = (_url, init) => {
    sent.push(init?.method ?? "GET");
    return Promise.resolve(answer());
  };
  const app: AppContext = { ...world.app, ports: { ...world.app.ports, fetch, now: () => world.clock.now } };
  return { app, sent };
}

function noJournal() {
  const budgets = new Map<string, string>();
  return {
    budget: (id: string) => budgets.get(id) ?? null,
    setBudget: (id: string, body: string) => void budgets.set(id, body),
    block: () => {},
  };
}

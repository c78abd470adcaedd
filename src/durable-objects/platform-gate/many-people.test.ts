/** I3: however many people sync at once, no window of a platform sees more calls than it allows, and nobody waits in vain. */
import { expect, it } from "vitest";

import { connectionOn, type GateWorld, inGate } from "../../../test/support/worker/gate-world.ts";
import { descriptors } from "../../platforms/registry.ts";
import type { AppContext } from "../../context.ts";
import { newOperation } from "../../sync/operation.ts";
import { createGateDesks } from "../user-sync/gate-desk.ts";

const PEOPLE = 1_000;
const LATENCY_MS = 150;
/** One in so many objects dies with its lease in hand, and does its work again. */
const DIES = 25;

interface Person {
  at: number;
  readonly id: string;
  work: AsyncGenerator<number, void> | null;
  died: boolean;
}

it(
  "lets 1,000 people sync at once without exceeding Bluesky's window, in the time the limits allow",
  () =>
    inGate("bluesky", async (world) => {
      const { clock } = world;
      const calls: number[] = [];
      const begun = clock.now;
      let asked = 0;
      const app: AppContext = {
        ...world.app,
        ports: { ...world.app.ports, now: () => clock.now, fetch: sendAt(calls, clock) },
        platformGate: {
          admit: (ask) => {
            asked += 1;
            return world.gate.admit(ask);
          },
          report: (news) => {
            asked += 1;
            return world.gate.report(news);
          },
        },
      };
      const people: Person[] = Array.from({ length: PEOPLE }, (_, n) => ({
        at: begun,
        id: `con_${n}`,
        work: null,
        died: false,
      }));
      await playOut(people, world, (person) => oneChange(app, person.id, clock));

      const rule = descriptors.bluesky.limits.find(({ per }) => per === "app") ?? { max: 0, windowMs: 0 };
      const most = calls.map(
        (at) => calls.filter((other) => other > at - rule.windowMs && other <= at).length,
      );
      expect(Math.max(...most)).toBeLessThanOrEqual(rule.max);
      // Everybody ended, and what some did twice is in it.
      expect(calls.length).toBeGreaterThanOrEqual(PEOPLE * 6);
      const allowed = (calls.length / rule.max) * rule.windowMs;
      expect((clock.now - begun) / allowed).toBeLessThanOrEqual(1.25);
      expect(asked / PEOPLE).toBeLessThan(8);
    }),
  20_000,
);

/** The earliest goes first; whoever is told to wait comes back then. */
async function playOut(
  people: Person[],
  { clock }: GateWorld,
  begin: (person: Person) => AsyncGenerator<number, void>,
): Promise<void> {
  const open = new Set(people);
  for (let steps = 0; open.size > 0; steps += 1) {
    if (steps > 100 * people.length) throw new Error(`${open.size} people never ended`);
    const next = [...open].reduce((a, b) => (b.at < a.at ? b : a));
    clock.now = Math.max(clock.now, next.at);
    next.work ??= begin(next);
    const dies = !next.died && Number(next.id.slice(4)) % DIES === 0 && steps > 2 * people.length;
    if (dies) {
      next.died = true;
      next.work = null;
      continue;
    }
    const step = await next.work.next();
    if (step.done === true) open.delete(next);
    else next.at = step.value;
  }
}

/** One change of a picture as the engine does it: leave, look, write, look; yields when to go on. */
async function* oneChange(app: AppContext, id: string, clock: { now: number }): AsyncGenerator<number, void> {
  const budgets = new Map<string, string>();
  const journal = {
    budget: (of: string) => budgets.get(of) ?? null,
    setBudget: (of: string, body: string) => void budgets.set(of, body),
    block: () => {},
  };
  const desks = createGateDesks(app, journal);
  const desk = desks.of(connectionOn("bluesky", id));
  for (;;) {
    const leave = await desk.mayWrite("avatar");
    if (leave.kind === "go") break;
    if (leave.kind === "handoff") throw new Error("handed off");
    await desks.settle(operation(id, clock.now));
    yield leave.until;
  }
  for (const method of ["GET", "GET", "POST", "POST", "POST", "GET"]) {
    await desk.ports.fetch("https://pds.example.com/xrpc", { method });
    yield clock.now + LATENCY_MS;
  }
  desk.heard("avatar", null);
  await desks.settle({ ...operation(id, clock.now), phase: "done" });
}

function operation(connectionId: string, now: number) {
  const target = { id: "tgt", syncRequestId: "syn", connectionId, imageId: "img", revision: 0 };
  return { ...newOperation({ ...target, platform: "bluesky", slot: "avatar" }, now), dueAt: now + 60_000 };
}

function sendAt(calls: number[], clock: { now: number }): AppContext["ports"]["fetch"] {
  return () => {
    calls.push(clock.now);
    return Promise.resolve(Response.json({}));
  };
}

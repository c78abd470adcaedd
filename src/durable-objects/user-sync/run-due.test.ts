/** The shell around the engine: what happens when steps overlap with cancels, newer wishes, fences and failures of ours. */
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";

import { bindings } from "../../../test/support/worker/signed-in.ts";
import type { Fingerprint } from "../../images/fingerprint-type.ts";
import { newId } from "../../new-id.ts";
import { PlatformError } from "../../platforms/errors.ts";
import type { SlotObservation } from "../../platforms/platform.ts";
import { cancelOperation } from "../../sync/cancel-operation.ts";
import type { EnginePorts } from "../../sync/engine-ports.ts";
import { newOperation, type Operation } from "../../sync/operation.ts";
import { runDue, type RunDueDeps } from "../../sync/run-due.ts";
import { type Journal, openJournal } from "./journal.ts";

const PRINT: Fingerprint = { v: 1, phash: "0".repeat(16), luma: "", colour: "", width: 1, height: 1 };

/** An account whose platform names exactly what it shows; `pause` runs inside each call. */
class World {
  now = 1_000;
  shown = "old";
  readonly writes: string[] = [];
  readonly inFlight = new Map<string, Promise<void>>();
  readonly journal: Journal;
  beforeObserve: () => Promise<void> = () => Promise.resolve();
  beforeEffect: (name: string) => Promise<void> = () => Promise.resolve();
  afterEffect: () => void = () => {};
  afterStep: (op: Operation) => Promise<void> = () => Promise.resolve();

  constructor(journal: Journal) {
    this.journal = journal;
  }

  add(imageId: string, connectionId = "con_1"): Operation {
    const target = { id: newId("tgt"), syncRequestId: newId("syn"), connectionId, imageId, revision: 0 };
    const op = newOperation({ ...target, platform: "bluesky", slot: "avatar" }, this.now);
    this.journal.save(op, this.now);
    return op;
  }

  read(op: Operation): Operation | undefined {
    return [...this.journal.unmirrored(), ...this.journal.open()].find((each) => each.id === op.id);
  }

  run(): Promise<void> {
    const { journal, inFlight } = this;
    const deps: RunDueDeps = {
      journal,
      inFlight,
      ports: this.ports(),
      afterStep: (op) => this.afterStep(op),
    };
    return runDue(deps);
  }

  ports(): EnginePorts {
    const observe = async () => {
      await this.beforeObserve();
      const slot: SlotObservation = { identity: this.shown, url: null, isDefault: false };
      return { accountId: "a", handle: "a", slots: { avatar: slot, banner: slot }, revision: null };
    };
    return {
      now: () => this.now,
      random: () => 0.5,
      timeScale: 1,
      save: (op) => this.journal.save(op, this.now),
      account: async () => ({
        mayWrite: async () => ({ kind: "go" }),
        observe,
        apply: async (_slot, picture) => {
          await this.beforeEffect(picture.sha256);
          this.writes.push(picture.sha256);
          this.shown = picture.sha256;
          this.afterEffect();
          return { exactId: picture.sha256 };
        },
        confirm: (exactId, before, seen) =>
          seen.identity === exactId
            ? "exact-match"
            : seen.identity === before.identity
              ? "identity-same"
              : "exact-mismatch",
        exactIdOf: async (picture) => picture.sha256,
        settlesAfterMs: () => 10_000,
      }),
      desired: async (op) => ({
        status: "ready",
        variantId: "var",
        picture: { bytes: new Uint8Array(), format: "jpeg", sha256: op.imageId, altText: null },
        fingerprint: PRINT,
      }),
      look: async () => null,
      confirmed: (id, slot) => this.journal.confirmed(id, slot),
      setConfirmed: (id, slot, confirmed) => this.journal.setConfirmed(id, slot, confirmed),
      keepRestorePoint: () => Promise.resolve(),
      fenced: (op) =>
        [op.connectionId, op.syncRequestId, op.imageId].some((subject) => this.journal.fenced(subject)),
      block: (id, until) => this.journal.block(id, until),
      blockedUntil: (id) => this.journal.blockedUntil(id),
      connectionNeeds: () => Promise.resolve(),
    };
  }
}

function inObject(run: (world: World) => Promise<void>): Promise<void> {
  const stub = bindings.USER_SYNC.getByName(newId("usr"));
  return runInDurableObject(stub, (_object, state: DurableObjectState) =>
    run(new World(openJournal(state.storage.sql))),
  );
}

describe("runDue", () => {
  it("takes a due operation to its proof with one write", () =>
    inObject(async (world) => {
      const op = world.add("new");
      await world.run();
      expect(world.read(op)?.view).toMatchObject({ state: "shown", verifiedBy: "exact_id" });
      expect(world.writes).toEqual(["new"]);
    }));

  it("writes nothing for an operation that was cancelled while it observed", () =>
    inObject(async (world) => {
      const op = world.add("new");
      world.beforeObserve = async () => cancelOperation(world.journal, op, "stopped", world.now);
      await world.run();
      expect(world.writes).toEqual([]);
      expect(world.read(op)).toMatchObject({
        phase: "done",
        view: { state: "cancelled", reason: "stopped" },
      });
    }));

  it("keeps the cancellation of an operation whose write was already on its way", () =>
    inObject(async (world) => {
      const op = world.add("new");
      world.beforeEffect = async () => {
        const current = world.read(op);
        if (current !== undefined) cancelOperation(world.journal, current, "disconnected", world.now);
      };
      await world.run();
      expect(world.read(op)).toMatchObject({
        phase: "done",
        view: { state: "cancelled", reason: "disconnected" },
      });
    }));

  it("ends with the last wish: an older one whose outcome was unknown is never written after it", () =>
    inObject(async (world) => {
      const older = world.add("A");
      world.beforeEffect = async () => {
        throw new PlatformError("unknown", "timeout");
      };
      await world.run();
      expect(world.read(older)?.phase).toBe("unknown");
      world.beforeEffect = () => Promise.resolve();
      const newer = world.add("B");
      for (let step = 0; step < 20 && world.journal.open().length > 0; step += 1) {
        world.now = Math.max(world.now + 1, world.journal.nextDueAt() ?? 0);
        await world.run();
      }
      expect(world.read(older)?.view).toMatchObject({ state: "cancelled", reason: "superseded" });
      expect(world.read(newer)?.view.state).toBe("shown");
      expect(world.writes).toEqual(["B"]);
    }));

  it("finishes every request it began before it reports a failure of ours", () =>
    inObject(async (world) => {
      const quick = world.add("A", "con_quick");
      const slow = world.add("B", "con_slow");
      const released = Promise.withResolvers<void>();
      world.afterStep = async (op) => {
        if (op.id !== quick.id) return;
        setTimeout(() => released.resolve(), 20);
        throw new Error("D1 is away");
      };
      world.beforeEffect = (name) => (name === "B" ? released.promise : Promise.resolve());
      await expect(world.run()).rejects.toThrow("D1 is away");
      expect(world.inFlight.size).toBe(0);
      expect(world.read(slow)?.phase).not.toBe("intent");
      world.afterStep = () => Promise.resolve();
      await world.run();
      expect(world.writes.filter((name) => name === "B")).toEqual(["B"]);
    }));

  it("does not judge an accepted write by a look that failed", () =>
    inObject(async (world) => {
      const op = world.add("new");
      world.afterEffect = () => {
        world.beforeObserve = async () => {
          throw new PlatformError("capability-gone", "endpoint_gone");
        };
      };
      world.afterStep = async () => {
        world.beforeObserve = () => Promise.resolve();
      };
      await world.run();
      expect(world.read(op)?.view.state).toBe("shown");
      expect(world.writes).toEqual(["new"]);
    }));

  it("sets a row aside that it cannot read, and works on", () =>
    inObject(async (world) => {
      const broken = world.add("A", "con_broken");
      const fine = world.add("B", "con_fine");
      const ops = world.journal;
      ops.putOff({ ...broken, slot: "hat" as never }, world.now);
      await world.run();
      expect(world.read(fine)?.view.state).toBe("shown");
      expect(ops.open()).toEqual([]);
    }));

  it("writes nothing with a picture that is deleted while it observes", () =>
    inObject(async (world) => {
      const op = world.add("img_gone");
      world.beforeObserve = async () => world.journal.fence("img_gone", world.now);
      await world.run();
      expect(world.writes).toEqual([]);
      expect(world.read(op)?.view.state).toBe("cancelled");
    }));
});

import { describe, expect, it } from "vitest";

import type { Observation, SlotObservation } from "../platforms/platform.ts";
import { advance } from "./advance.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { newOperation, type Operation } from "./operation.ts";
import { renewOperation } from "./renew-operation.ts";

const TARGET = {
  id: "tgt_1",
  syncRequestId: "syn_1",
  connectionId: "con_1",
  platform: "bluesky",
  slot: "avatar",
  imageId: "img_1",
} as const;
const SETTLES_MS = 60_000;
const START = 1_000_000;

const print = { v: 1 as const, phash: "0".repeat(16), luma: "", colour: "", width: 1, height: 1 };
const shownOf = (identity: string): SlotObservation => ({ identity, url: null, isDefault: false });

/** An operation that ended after it had sent "new" over "old". */
function ended(change: Partial<Operation> = {}): Operation {
  const op = newOperation({ ...TARGET, revision: 7 }, START);
  return {
    ...op,
    phase: "done",
    attempts: 3,
    intentAt: START,
    before: { identity: "old", url: null, isDefault: false, fingerprint: print },
    sent: { variantId: "var_1", sha256: "new", fingerprint: print, exactId: "new" },
    view: { ...op.view, state: "failed", reason: "outcome_unknown" },
    ...change,
  };
}

/** A platform with exact ids that shows `identity`, and the engine's ports over it. */
function world(identity: string) {
  const state = { identity, now: START + 1_000, writes: 0, kept: [] as string[] };
  const observe = (): Promise<Observation> => {
    const slots = { avatar: shownOf(state.identity), banner: shownOf("none") };
    return Promise.resolve({ accountId: "1", handle: "ada", revision: null, slots });
  };
  const ports: EnginePorts = {
    now: () => state.now,
    random: () => 0.5,
    timeScale: 1,
    save: () => true,
    account: () =>
      Promise.resolve({
        observe,
        apply: (_, picture) => {
          state.writes += 1;
          state.identity = picture.sha256;
          return Promise.resolve({ exactId: picture.sha256 });
        },
        confirm: (exactId, _, now) => (exactId === now.identity ? "exact-match" : "exact-mismatch"),
        exactIdOf: (picture) => Promise.resolve(picture.sha256),
        settlesAfterMs: () => SETTLES_MS,
        mayWrite: async () => ({ kind: "go" as const }),
      }),
    desired: () => {
      const picture = { bytes: new Uint8Array(1), format: "jpeg", sha256: "new", altText: null } as const;
      return Promise.resolve({ status: "ready", variantId: "var_1", picture, fingerprint: print });
    },
    look: () => Promise.resolve(print),
    confirmed: () => null,
    setConfirmed: () => {},
    keepRestorePoint: (_, shown) => {
      state.kept.push(shown.identity);
      return Promise.resolve();
    },
    fenced: () => false,
    block: () => {},
    blockedUntil: () => 0,
    connectionNeeds: () => Promise.resolve(),
  };
  return { state, ports };
}

/** Advances until it ends, time going on as the operation asks. */
async function toTheEnd(op: Operation, { state, ports }: ReturnType<typeof world>): Promise<Operation> {
  let current = op;
  for (let step = 0; step < 50 && current.phase !== "done"; step += 1) {
    state.now = Math.max(state.now, current.dueAt);
    current = await advance(current, ports);
  }
  return current;
}

function renewed(old: Operation, overwrites = false): Operation {
  return renewOperation(old, newOperation({ ...TARGET, revision: 8 }, START + 1_000), overwrites);
}

describe("another try", () => {
  it("sends nothing when the write whose answer was lost had arrived", async () => {
    const w = world("new");
    const done = await toTheEnd(renewed(ended()), w);
    expect([done.view.state, w.state.writes]).toEqual(["shown", 0]);
  });

  it("waits for the platform's settling time before it believes that nothing arrived, then sends once", async () => {
    const w = world("old");
    let op = await advance(renewed(ended()), w.ports);
    expect([op.phase, op.view.state, w.state.writes]).toEqual(["unknown", "uploading", 0]);
    while (w.state.now < START + SETTLES_MS) {
      expect(w.state.writes).toBe(0);
      w.state.now = op.dueAt;
      op = await advance(op, w.ports);
    }
    const done = await toTheEnd(op, w);
    expect([done.view.state, w.state.writes]).toEqual(["shown", 1]);
  });

  it("sends at once where the last write had its answer", async () => {
    const w = world("old");
    const done = await toTheEnd(renewed(ended({ appliedAt: START + 10 })), w);
    expect([done.view.state, w.state.writes, done.attempts]).toEqual(["shown", 1, 1]);
  });

  it.each([null, START + 10])(
    "never writes over what somebody put there since (answer at %s)",
    async (appliedAt) => {
      const w = world("theirs");
      w.state.now = START + 2 * SETTLES_MS;
      const done = await toTheEnd(renewed(ended({ appliedAt })), w);
      expect([done.view.state, w.state.identity, w.state.writes]).toEqual(["conflict", "theirs", 0]);
    },
  );

  it("writes over it with the person's word, and keeps it first", async () => {
    const w = world("theirs");
    const done = await toTheEnd(renewed(ended(), true), w);
    expect([done.view.state, w.state.writes, w.state.kept]).toEqual(["shown", 1, ["theirs"]]);
    expect(done.round).toBe(1);
  });

  it("begins anew where nothing was sent, and counts its tries", () => {
    const first = renewed(ended({ sent: null }));
    expect(first).toMatchObject({
      phase: "planned",
      before: null,
      sent: null,
      round: 1,
      revision: 8,
      attempts: 0,
    });
    expect(renewed({ ...first, phase: "done" }).round).toBe(2);
  });
});

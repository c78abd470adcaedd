/** What the engine makes of a write that may not leave: nothing is sent, nothing is counted as a failure. */
import { describe, expect, it } from "vitest";

import { PlatformError } from "../platforms/errors.ts";
import type { SlotObservation } from "../platforms/platform.ts";
import { advance } from "./advance.ts";
import type { EnginePorts, Leave } from "./engine-ports.ts";
import type { GateReason } from "./gate.ts";
import { newOperation, type Operation } from "./operation.ts";
import { waitingOn } from "./target-state.ts";

const NOW = 1_000_000;
const TARGET = {
  id: "tgt_1",
  syncRequestId: "syn_1",
  connectionId: "con_1",
  platform: "x",
  slot: "avatar",
  imageId: "img_1",
  revision: 0,
} as const;

function engine(
  leave: Leave,
  apply: () => Promise<{ exactId: string | null }> = async () => ({ exactId: "new" }),
) {
  const calls: string[] = [];
  const shown: SlotObservation = { identity: "old", url: null, isDefault: false };
  const fingerprint = { v: 1, phash: "0".repeat(16), luma: "", colour: "", width: 1, height: 1 } as const;
  const ports: EnginePorts = {
    now: () => NOW,
    random: () => 0.5,
    timeScale: 1,
    save: () => true,
    account: async () => ({
      mayWrite: async () => leave,
      observe: async () => {
        calls.push("observe");
        return { accountId: "a", handle: "a", slots: { avatar: shown, banner: shown }, revision: null };
      },
      apply: async () => {
        calls.push("apply");
        return apply();
      },
      confirm: () => "identity-same",
      exactIdOf: undefined,
      settlesAfterMs: () => 10_000,
    }),
    desired: async () => ({
      status: "ready",
      variantId: "var",
      picture: { bytes: new Uint8Array(), format: "jpeg", sha256: "new", altText: null },
      fingerprint,
    }),
    look: async () => null,
    confirmed: () => null,
    setConfirmed: () => {},
    keepRestorePoint: async () => void calls.push("restore point"),
    fenced: () => false,
    block: () => void calls.push("block"),
    blockedUntil: () => 0,
    connectionNeeds: async () => void calls.push("connection"),
  };
  return { ports, calls };
}

/** Far up the ladder: one more failure would be the last but one. */
const tired = (): Operation => ({ ...newOperation(TARGET, NOW), failures: 6, attempts: 2 });

describe("a write that may not leave", () => {
  it.each([
    ["platform_busy", "retrying"],
    ["platform_resting", "retrying"],
    ["gate_away", "retrying"],
    ["switched_off", "waiting"],
  ] as const)("waits for %s as %s, its place on the ladder untouched", async (reason, state) => {
    const { ports, calls } = engine({ kind: "wait", state, reason, until: NOW + 9_000 });
    const op = await advance(tired(), ports);
    expect(op).toMatchObject({ phase: "planned", failures: 6, attempts: 2, dueAt: NOW + 9_000 });
    expect(op.view).toMatchObject({ state, reason });
    expect(op.sent).toBeNull();
    expect(calls).toEqual([]);
  });

  it("becomes the person's turn where people do it by hand, with nothing sent and nobody told to reconnect", async () => {
    const { ports, calls } = engine({ kind: "handoff", reason: "plan" });
    const op = await advance(tired(), ports);
    expect(op).toMatchObject({ phase: "done", attempts: 2, view: { state: "needs_you", reason: "plan" } });
    expect(calls).toEqual([]);
  });

  it.each(["platform_busy", "switched_off"] satisfies GateReason[])(
    "is no failure and no attempt when %s is found out at the last moment",
    async (reason) => {
      const held = async () => {
        throw new PlatformError("retry-at", reason, { retryAt: NOW + 7_000 });
      };
      const { ports, calls } = engine({ kind: "go" }, held);
      const op = await advance(tired(), ports);
      expect(op).toMatchObject({ phase: "planned", failures: 6, attempts: 2, dueAt: NOW + 7_000 });
      expect(op.view.reason).toBe(reason);
      expect(calls).toEqual(["observe", "restore point", "apply"]);
    },
  );

  it("is done by hand, not failed, when the platform says that it does not let us", async () => {
    for (const kind of ["payment-needed", "capability-gone"] as const) {
      const refused = async () => {
        throw new PlatformError(kind, "plan");
      };
      const { ports } = engine({ kind: "go" }, refused);
      expect((await advance(newOperation(TARGET, NOW), ports)).view).toMatchObject({
        state: "needs_you",
        reason: "plan",
      });
    }
  });

  it("is ours to mend when it is our gate or our switch", () => {
    expect(waitingOn("waiting", "switched_off")).toBe("linkarooie");
    expect(waitingOn("retrying", "gate_away")).toBe("linkarooie");
    expect(waitingOn("retrying", "platform_busy")).toBe("platform");
  });
});

import { describe, expect, it } from "vitest";

import type { Grant } from "../../src/platforms/platform.ts";
import type { Bench } from "./bench.ts";

const DEAD_OR_STALE = /^token-(?:stale|dead)$/;

/** What goes wrong at a platform, by what it means for a write. */
export function failuresContract(current: () => Bench): void {
  /** Reads or writes under a fault; returns how that ended and what changed at the platform. */
  async function under(fault: Parameters<Bench["world"]["fault"]>[0]["kind"], what: "read" | "write") {
    const { settings, world, connect, observe, effects, failure } = current();
    const grant = await connect();
    const before = await observe(grant);
    const picture = await world.picture("avatar", 7);
    await world.fault({
      kind: fault,
      match: what === "read" ? settings.read : settings.writes.avatar,
      retry_after: 45,
    });
    const work =
      what === "read" ? observe(grant) : world.adapter.apply(world.ports, grant, "avatar", picture, before);
    return { error: await failure(work), changed: await effects(), grant, before, picture };
  }
  const canRefresh = () => current().world.adapter.auth.refresh !== undefined;

  describe("failures", () => {
    it.each(["expired", "revoked"] as const)("knows a token that is %s", async (kind) => {
      expect((await under(kind, "read")).error.kind).toMatch(DEAD_OR_STALE);
    });

    it("knows that the person took the permission back; where it only looks stale, the refresh has the last word", async () => {
      const { world, connect, observe, failure, refresh } = current();
      const grant = await connect();
      await world.revokeAll();
      const read = await failure(observe(grant));
      expect(read.kind).toMatch(DEAD_OR_STALE);
      const last = read.kind === "token-stale" ? await failure(refresh(grant)) : read;
      expect(last.kind).toBe("token-dead");
    });

    it("makes stale tokens fresh where the platform lets them expire, and only there", async () => {
      const { world, connect, observe, refresh } = current();
      expect(canRefresh()).toBe(world.adapter.descriptor.token.lifetimeMs !== null);
      if (!canRefresh()) return;
      const grant = await connect();
      const fresh: Grant = await refresh(grant);
      expect(fresh.accessToken).not.toBe(grant.accessToken);
      expect(fresh.refreshToken).toBeTruthy();
      expect((await observe(fresh)).accountId).toBe(grant.accountId);
    });

    it.each(["read", "write"] as const)(
      "waits as long as the platform says when it throttles a %s",
      async (what) => {
        const { error, changed } = await under("429", what);
        expect(error.kind).toBe("retry-at");
        // Reset headers count whole seconds.
        expect(Math.abs((error.retryAt ?? 0) - (current().world.ports.now() + 45_000))).toBeLessThanOrEqual(
          1_000,
        );
        expect(changed).toEqual([]);
      },
    );

    it.each([
      ["5xx", "read", "unavailable", []],
      ["5xx", "write", "unknown", []],
      ["garbage", "read", "unavailable", []],
      ["garbage", "write", "unknown", ["avatar_set"]],
      ["lost_answer", "read", "unavailable", []],
      ["lost_answer", "write", "unknown", ["avatar_set"]],
      ["413_html", "write", "input-bad", []],
    ] as const)("calls %s on a %s %s", async (fault, what, kind, expected) => {
      const { error, changed } = await under(fault, what);
      expect(error.kind).toBe(kind);
      expect(changed).toEqual(expected);
    });

    it("finds out by observing what a lost answer left open", async () => {
      const { grant, before, picture } = await under("lost_answer", "write");
      const { world, observe, settle } = current();
      settle("avatar");
      const after = await observe(grant);
      const exactId = (await world.adapter.exactIdOf?.(picture)) ?? null;
      const evidence = exactId === null ? "identity-changed" : "exact-match";
      expect(world.adapter.confirm(exactId, before.slots.avatar, after.slots.avatar)).toBe(evidence);
    });
  });
}

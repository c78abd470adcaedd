import { describe, expect, it } from "vitest";

import { PlatformError } from "../../platforms/errors.ts";
import type { Observation } from "../../platforms/platform.ts";
import type { Account } from "../../sync/engine-ports.ts";
import { type ObserveDeps, observeAccounts } from "./observe-accounts.ts";

const NOW = 1_000_000;
const BOTH = ["avatar", "banner"] as const;

const OBSERVED: Observation = {
  accountId: "1",
  handle: "ada",
  revision: null,
  slots: {
    avatar: { identity: "a1", url: "https://p.example/a1", isDefault: false },
    banner: { identity: "none", url: null, isDefault: true },
  },
};

function world(observe: (connectionId: string) => Promise<Observation>, override: Partial<ObserveDeps> = {}) {
  const calls: string[] = [];
  const blocks: [string, number][] = [];
  const tracked: { id: string; done: Promise<void> }[] = [];
  const never = () => Promise.reject(new Error("a plan writes nothing"));
  const deps: ObserveDeps = {
    ports: {
      now: () => NOW,
      blockedUntil: () => 0,
      block: (id, until) => blocks.push([id, until]),
      confirmed: (_, slot) => (slot === "avatar" ? { sha256: "s", identity: "a1" } : null),
      look: () => Promise.resolve(null),
      account: (connectionId) => {
        calls.push(connectionId);
        const account: Account = {
          observe: () => observe(connectionId),
          apply: never,
          confirm: () => "exact-match",
          exactIdOf: undefined,
          settlesAfterMs: () => 0,
          mayWrite: async () => ({ kind: "go" }),
        };
        return Promise.resolve(account);
      },
    },
    fenced: () => false,
    track: (id, done) => tracked.push({ id, done }),
    after: () => new Promise(() => {}),
    ...override,
  };
  return { deps, calls, blocks, tracked };
}

const silent = () => new Promise<Observation>(() => {});

describe("looking at accounts for a plan", () => {
  it("says what each slot shows, and what was proved there", async () => {
    const { deps } = world(() => Promise.resolve(OBSERVED));
    expect(await observeAccounts(deps, [{ connectionId: "con_1", slots: BOTH }])).toEqual([
      {
        connectionId: "con_1",
        slots: {
          avatar: {
            state: "read",
            identity: "a1",
            url: "https://p.example/a1",
            isDefault: false,
            confirmed: { sha256: "s", identity: "a1" },
          },
          banner: { state: "read", identity: "none", url: null, isDefault: true, confirmed: null },
        },
      },
    ]);
  });

  it("waits for no platform longer than it may, and for the others not because of it", async () => {
    const answers = (id: string) => (id === "con_slow" ? silent() : Promise.resolve(OBSERVED));
    const waited: number[] = [];
    const after = (ms: number) => {
      waited.push(ms);
      // Later than everything that is ready.
      return new Promise<void>((resolve) => setTimeout(resolve, 0));
    };
    const { deps } = world(answers, { after });
    const seen = await observeAccounts(deps, [
      { connectionId: "con_slow", slots: BOTH },
      { connectionId: "con_1", slots: ["avatar"] },
    ]);
    expect(seen[0]?.slots).toEqual({
      avatar: { state: "unreadable", reason: "timeout" },
      banner: { state: "unreadable", reason: "timeout" },
    });
    expect(seen[1]?.slots.avatar).toMatchObject({ state: "read" });
    expect(waited).toEqual([8_000, 8_000]);
  });

  it("says why an account could not be read, and keeps what the platform asks for", async () => {
    const busy = new PlatformError("retry-at", "rate_limited", { retryAt: NOW + 60_000 });
    const { deps, blocks } = world(() => Promise.reject(busy));
    const [seen] = await observeAccounts(deps, [{ connectionId: "con_1", slots: ["avatar"] }]);
    expect(seen?.slots).toEqual({ avatar: { state: "unreadable", reason: "rate_limited" } });
    expect(blocks).toEqual([["con_1", NOW + 60_000]]);
    const broken = world(() => Promise.reject(new TypeError("a bug of ours")));
    const [odd] = await observeAccounts(broken.deps, [{ connectionId: "con_1", slots: ["avatar"] }]);
    expect([odd?.slots.avatar, broken.blocks]).toEqual([{ state: "unreadable", reason: "internal" }, []]);
  });

  it("asks nothing of a platform that wants to be left alone, and nothing for a connection that leaves", async () => {
    const blocked = world(() => Promise.resolve(OBSERVED));
    const ports = { ...blocked.deps.ports, blockedUntil: () => NOW + 1 };
    const glances = [{ connectionId: "con_1", slots: ["avatar"] }] as const;
    const [resting] = await observeAccounts({ ...blocked.deps, ports }, glances);
    expect(resting?.slots.avatar).toEqual({ state: "unreadable", reason: "rate_limited" });
    const [leaving] = await observeAccounts({ ...blocked.deps, fenced: () => true }, glances);
    expect(leaving?.slots.avatar).toEqual({ state: "unreadable", reason: "disconnected" });
    expect(blocked.calls).toEqual([]);
  });

  it("tells of each look until it has ended, also of one that nobody waits for any more", async () => {
    let answer: (seen: Observation) => void = () => {};
    const slow = () => new Promise<Observation>((resolve) => (answer = resolve));
    const { deps, tracked } = world(slow, { after: () => Promise.resolve() });
    await observeAccounts(deps, [{ connectionId: "con_1", slots: ["avatar"] }]);
    let ended = false;
    const [look] = tracked;
    const end = look?.done.then(() => (ended = true));
    await Promise.resolve();
    expect([look?.id, ended]).toEqual(["con_1", false]);
    answer(OBSERVED);
    await end;
    expect(ended).toBe(true);
  });

  it("names what is under an address that stays by its pixels", async () => {
    const staying = {
      ...OBSERVED,
      slots: { ...OBSERVED.slots, avatar: { ...OBSERVED.slots.avatar, identityMayStay: true as const } },
    };
    const print = (phash: string) => ({ v: 1 as const, phash, luma: "", colour: "", width: 1, height: 1 });
    const identityWith = async (phash: string) => {
      const { deps } = world(() => Promise.resolve(staying));
      const ports = { ...deps.ports, look: () => Promise.resolve(print(phash)) };
      const glances = [{ connectionId: "con_1", slots: ["avatar"] }] as const;
      const [seen] = await observeAccounts({ ...deps, ports }, glances);
      return seen?.slots.avatar?.state === "read" ? seen.slots.avatar.identity : null;
    };
    const [one, same, other] = await Promise.all(
      ["0".repeat(16), "0".repeat(16), "1".repeat(16)].map(identityWith),
    );
    expect(one).toBe(same);
    expect(one).not.toBe(other);
    expect(one).toMatch(/^a1#/);
  });
});

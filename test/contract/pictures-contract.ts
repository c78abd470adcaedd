import { describe, expect, it } from "vitest";

import { SLOTS } from "../../src/platforms/platform.ts";
import type { Bench } from "./bench.ts";

/** Reading what is shown, writing a slot, and what counts as evidence. */
export function picturesContract(current: () => Bench): void {
  describe("pictures", () => {
    it("shows what the platform shows, at addresses that can be fetched", async () => {
      const { world, connect, observe, apply, settle } = current();
      const grant = await connect();
      for (const slot of SLOTS) {
        await apply(grant, slot);
        settle(slot);
      }
      const seen = await observe(grant);
      expect(seen.accountId).toBe(grant.accountId);
      for (const slot of SLOTS) {
        expect(seen.slots[slot].isDefault).toBe(false);
        const answer = await world.ports.fetch(seen.slots[slot].url ?? "");
        expect(answer.status).toBe(200);
        expect(answer.headers.get("content-type")).toMatch(/^image\//);
      }
    });

    it("tells an account without pictures of its own", async () => {
      const { connect, observe } = current();
      const { slots } = await observe(await connect());
      expect(slots.avatar.isDefault).toBe(true);
      expect(slots.banner).toMatchObject({ isDefault: true, url: null });
    });

    it.each(SLOTS)(
      "writes the %s once, shows evidence of change, and leaves the other slot alone",
      async (slot) => {
        const { world, connect, observe, effects, settle } = current();
        const { adapter } = world;
        const grant = await connect();
        const other = slot === "avatar" ? "banner" : "avatar";
        const before = await observe(grant);
        const was = await world.account();
        const picture = await world.picture(slot, 2);
        const receipt = await adapter.apply(world.ports, grant, slot, picture, before);
        settle(slot);
        const after = await observe(grant);

        const foreseen = (await adapter.exactIdOf?.(picture)) ?? null;
        expect(receipt.exactId).toBe(foreseen);
        const evidence = foreseen === null ? "identity-changed" : "exact-match";
        expect(adapter.confirm(foreseen, before.slots[slot], after.slots[slot])).toBe(evidence);
        expect(adapter.confirm(null, before.slots[other], after.slots[other])).toBe("identity-same");
        expect(await effects()).toEqual([`${slot}_set`]);
        const is = await world.account();
        expect(is[slot]?.sha256).not.toBe(was[slot]?.sha256);
        expect(is[other]).toEqual(was[other]);
      },
    );

    it.each(SLOTS)("changes identity with every new %s", async (slot) => {
      const { connect, observe, apply, settle } = current();
      const grant = await connect();
      const seen = new Set<string>();
      for (const seed of [1, 2, 3]) {
        await apply(grant, slot, seed);
        settle(slot);
        seen.add((await observe(grant)).slots[slot].identity);
      }
      expect(seen.size).toBe(3);
    });

    it("shows no evidence when the platform answered well and did nothing", async () => {
      const { settings, world, connect, observe, effects, settle } = current();
      const { adapter } = world;
      const grant = await connect();
      const before = await observe(grant);
      await world.fault({ kind: "no_effect", match: settings.writes.avatar });
      await adapter.apply(world.ports, grant, "avatar", await world.picture("avatar", 4), before);
      settle("avatar");
      const after = await observe(grant);
      expect(adapter.confirm(null, before.slots.avatar, after.slots.avatar)).toBe("identity-same");
      expect(await effects()).toEqual([]);
    });

    it("refuses a picture above the limit without any effect", async () => {
      const { world, connect, observe, effects, failure } = current();
      const { adapter } = world;
      const grant = await connect();
      const before = await observe(grant);
      const was = await world.account();
      for (const slot of SLOTS) {
        const bytes = new Uint8Array(adapter.descriptor.slots[slot].maxBytes + 1);
        const picture = { ...(await world.picture(slot, 5)), bytes };
        const error = await failure(adapter.apply(world.ports, grant, slot, picture, before));
        expect(error).toMatchObject({ kind: "input-bad", reason: "too_large" });
      }
      expect(await effects()).toEqual([]);
      expect(await world.account()).toEqual(was);
    });
  });
}

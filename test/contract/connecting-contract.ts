import { describe, expect, it } from "vitest";

import type { FlowState } from "../../src/platforms/platform.ts";
import type { Bench } from "./bench.ts";

/** From "Connect" to a grant, and back out. */
export function connectingContract(current: () => Bench): void {
  describe("connecting", () => {
    it("ends with a grant for the account that consented", async () => {
      const { world, connect } = current();
      const grant = await connect();
      // A server that counts its own accounts adds its name: `7@mastodon.example`.
      const { id } = await world.account();
      expect([id, `${id}@${grant.host}`]).toContain(grant.accountId);
      expect(grant.handle).toContain(world.name);
      expect(URL.parse(grant.profileUrl)?.protocol).toBe("https:");
      expect(grant.expiresAt === null || grant.expiresAt > world.ports.now()).toBe(true);
      // It is sealed as JSON.
      expect(JSON.parse(JSON.stringify(grant))).toEqual(grant);
    });

    it("survives a round trip of the flow through storage", async () => {
      const { world, begin, finish } = current();
      const { authorizeUrl, flow } = await begin();
      const callback = await world.consent(authorizeUrl, "allow");
      expect((await finish(callback, JSON.parse(JSON.stringify(flow)) as FlowState)).accountId).not.toBe("");
    });

    it("refuses an answer to another flow and takes no token for it", async () => {
      const { world, begin, finish, failure } = current();
      const { authorizeUrl, flow } = await begin();
      const callback = await world.consent(authorizeUrl, "allow");
      const before = (await world.log()).length;
      const error = await failure(finish(callback, { ...flow, state: `${flow.state}x` }));
      expect(error).toMatchObject({ kind: "input-bad", reason: "state_mismatch" });
      expect((await world.log()).length).toBe(before);
    });

    it("says that the person declined", async () => {
      const { world, begin, finish, failure } = current();
      const { authorizeUrl, flow } = await begin();
      const callback = await world.consent(authorizeUrl, "decline");
      expect(await failure(finish(callback, flow))).toMatchObject({
        kind: "person-must-act",
        reason: "declined",
      });
      expect((await world.account()).tokens).toEqual([]);
    });

    it("cannot be finished twice", async () => {
      const { world, begin, finish, failure } = current();
      const { authorizeUrl, flow } = await begin();
      const callback = await world.consent(authorizeUrl, "allow");
      await finish(callback, flow);
      // Platforms differ in how they refuse a code that was used; none may take it.
      expect(await failure(finish(callback, flow))).not.toMatchObject({ kind: "unknown" });
    });

    it("ends at the platform when revoked, and may be revoked again", async () => {
      const { world, connect, observe, failure } = current();
      const { auth } = world.adapter;
      const grant = await connect();
      expect((await world.account()).tokens.some((token) => token.revoked_at === null)).toBe(true);
      await auth.revoke?.(world.ports, grant);
      expect((await world.account()).tokens.filter((token) => token.revoked_at === null)).toEqual([]);
      expect((await failure(observe(grant))).kind).toMatch(/^token-(?:stale|dead)$/);
      await auth.revoke?.(world.ports, grant);
    });
  });
}

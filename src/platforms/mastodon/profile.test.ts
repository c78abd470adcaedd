import { describe, expect, it } from "vitest";

import { scriptedPorts } from "../../../test/support/worker/scripted-ports.ts";
import { account, before, grant, make, OLD_SERVER, picture, refuse } from "./test-server.fixture.ts";

describe("pictures", () => {
  const PATCH = "PATCH /api/v1/accounts/update_credentials";

  it("tells set pictures from placeholders", async () => {
    const { slots } = await make().adapter.observe(scriptedPorts(OLD_SERVER), grant);
    expect(slots.avatar).toEqual({ identity: account.avatar, url: account.avatar, isDefault: false });
    expect(slots.banner).toEqual({ identity: account.header, url: null, isDefault: true });
  });

  it.each([
    ["avatar", "avatar"],
    ["banner", "header"],
  ] as const)("writes the %s as the only field %s", async (slot, field) => {
    const ports = scriptedPorts({ [PATCH]: account });
    await make().adapter.apply(ports, grant, slot, picture, before);
    const body = ports.sent[0]?.body;
    if (!(body instanceof FormData)) throw new Error("expected a form");
    expect([...body.keys()]).toEqual([field]);
  });

  it.each([
    ["scope-missing", account],
    ["person-must-act", refuse(403, "Your login is currently disabled")],
  ])("asks who is behind a 403: %s", async (kind, verify) => {
    const ports = scriptedPorts({
      [PATCH]: refuse(403, "no"),
      "GET /api/v1/accounts/verify_credentials": verify,
    });
    await expect(make().adapter.apply(ports, grant, "avatar", picture, before)).rejects.toMatchObject({
      kind,
    });
  });

  it("refuses a picture that is too large before anything is sent", async () => {
    const ports = scriptedPorts({});
    const large = { ...picture, bytes: new Uint8Array(2_000_001) };
    await expect(make().adapter.apply(ports, grant, "avatar", large, before)).rejects.toMatchObject({
      reason: "too_large",
    });
    expect(ports.sent).toEqual([]);
  });

  it("says that only the person can revoke where the server no longer knows us", async () => {
    const ports = scriptedPorts({ "POST /oauth/revoke": refuse(403, "unauthorized_client") });
    await expect(make().adapter.auth.revoke?.(ports, grant)).rejects.toMatchObject({
      kind: "person-must-act",
      reason: "revoke_on_platform",
    });
  });
});

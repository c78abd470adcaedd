import { describe, expect, it } from "vitest";

import { scriptedPorts } from "../../../test/support/worker/scripted-ports.ts";
import type { Grant, Observation, Picture, SlotObservation } from "../platform.ts";
import { createX } from "./create-x.ts";

const adapter = createX({ consumerKey: "ck", consumerSecret: "consumer-hush" });
const grant: Grant = {
  accountId: "7",
  handle: "ada",
  host: null,
  profileUrl: "https://x.com/ada",
  accessToken: "7-token",
  tokenSecret: "token-hush",
  expiresAt: null,
  scopes: ["read-write"],
  extra: {},
};
const picture: Picture = {
  bytes: new Uint8Array([1, 2, 3]),
  format: "jpeg",
  sha256: "0".repeat(64),
  altText: null,
};
const unset: SlotObservation = { identity: "none", url: null, isDefault: true };
const before: Observation = {
  accountId: "7",
  handle: "ada",
  slots: { avatar: unset, banner: unset },
  revision: null,
};
const form = (text: string) => () => new Response(text);

describe("connecting", () => {
  it("asks for a token with the callback and sends the person to authorise it", async () => {
    const ports = scriptedPorts({
      "POST /oauth/request_token": form("oauth_token=rt&oauth_token_secret=rs&oauth_callback_confirmed=true"),
    });
    const { authorizeUrl, flow } = await adapter.auth.begin(ports, {
      redirectUri: "https://linkarooie.app/connect/x/callback",
    });
    expect(authorizeUrl).toBe("https://api.x.com/oauth/authorize?oauth_token=rt");
    expect(flow).toEqual({ state: "rt", data: { tokenSecret: "rs" } });
    expect(ports.sent[0]?.headers.get("authorization")).toContain(
      'oauth_callback="https%3A%2F%2Flinkarooie.app',
    );
  });

  it("refuses a token whose callback X did not confirm", async () => {
    const ports = scriptedPorts({
      "POST /oauth/request_token": form(
        "oauth_token=rt&oauth_token_secret=rs&oauth_callback_confirmed=false",
      ),
    });
    await expect(adapter.auth.begin(ports, { redirectUri: "https://l.app/" })).rejects.toMatchObject({
      reason: "unreadable_reply",
    });
  });

  it("blames our own keys, not a person's token, when X refuses the first leg", async () => {
    const ports = scriptedPorts({
      "POST /oauth/request_token": () => Response.json({ errors: [{ code: 32 }] }, { status: 401 }),
    });
    await expect(adapter.auth.begin(ports, { redirectUri: "https://l.app/" })).rejects.toMatchObject({
      kind: "capability-gone",
      reason: "app_credentials",
    });
  });

  it.each([
    ["another token", "oauth_token=other&oauth_verifier=v", "input-bad", "state_mismatch"],
    ["no token", "oauth_verifier=v", "input-bad", "state_mismatch"],
    ["a refusal of another flow", "denied=other", "input-bad", "state_mismatch"],
    ["a refusal", "denied=rt", "person-must-act", "declined"],
    ["no verifier", "oauth_token=rt", "input-bad", "code_missing"],
  ])("ends without a request for %s", async (_what, query, kind, reason) => {
    const ports = scriptedPorts({});
    const flow = { state: "rt", data: { tokenSecret: "rs" } };
    const input = { callback: new URLSearchParams(query), flow, redirectUri: "https://l.app/" };
    await expect(adapter.auth.finish(ports, input)).rejects.toMatchObject({ kind, reason });
    expect(ports.sent).toEqual([]);
  });

  it("takes a token that is dead already as revoked", async () => {
    const ports = scriptedPorts({
      "POST /1.1/oauth/invalidate_token.json": () =>
        Response.json({ errors: [{ code: 89 }] }, { status: 401 }),
    });
    await expect(adapter.auth.revoke?.(ports, grant)).resolves.toBeUndefined();
  });
});

describe("observe", () => {
  const me = (data: object) => ({ "GET /2/users/me": { data: { id: "7", username: "ada", ...data } } });

  it("names pictures by their address without size, and fetches the largest", async () => {
    const ports = scriptedPorts(
      me({
        profile_image_url: "https://pbs.twimg.com/profile_images/9/a_b_normal.jpg",
        profile_banner_url: "https://pbs.twimg.com/profile_banners/7/1700000000",
      }),
    );
    expect(await adapter.observe(ports, grant)).toEqual({
      accountId: "7",
      handle: "ada",
      revision: null,
      slots: {
        avatar: {
          identity: "https://pbs.twimg.com/profile_images/9/a_b.jpg",
          url: "https://pbs.twimg.com/profile_images/9/a_b_400x400.jpg",
          isDefault: false,
        },
        banner: {
          identity: "https://pbs.twimg.com/profile_banners/7/1700000000",
          url: "https://pbs.twimg.com/profile_banners/7/1700000000/1500x500",
          isDefault: false,
        },
      },
    });
    expect(ports.sent[0]?.url).toContain("user.fields=profile_image_url%2Cprofile_banner_url%2Cusername");
  });

  it("sees the default picture and a missing banner as nothing of the person's own", async () => {
    const ports = scriptedPorts(
      me({
        profile_image_url: "https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png",
      }),
    );
    const { slots } = await adapter.observe(ports, grant);
    expect(slots.avatar.isDefault).toBe(true);
    expect(slots.banner).toEqual({ identity: "none", url: null, isDefault: true });
  });
});

describe("apply", () => {
  it("sends one multipart field that is not part of the signature", async () => {
    const ports = scriptedPorts({
      "POST /1.1/account/update_profile_image.json": {
        id_str: "7",
        profile_image_url_https: "https://pbs.twimg.com/x_normal.jpg",
      },
    });
    expect(await adapter.apply(ports, grant, "avatar", picture, before)).toEqual({ exactId: null });
    const body = ports.sent[0]?.body;
    if (!(body instanceof FormData)) throw new Error("expected a form");
    expect([...body.keys()]).toEqual(["image"]);
    expect(ports.sent[0]?.headers.has("content-type")).toBe(false);
  });

  it.each([200, 201, 202])("takes an empty %i for a banner", async (status) => {
    const ports = scriptedPorts({
      "POST /1.1/account/update_profile_banner.json": () => new Response(null, { status }),
    });
    expect(await adapter.apply(ports, grant, "banner", picture, before)).toEqual({ exactId: null });
  });

  it.each(["avatar", "banner"] as const)("believes no page of HTML about the %s", async (slot) => {
    const answer = () => new Response("<html>fine</html>");
    const ports = scriptedPorts({
      "POST /1.1/account/update_profile_image.json": answer,
      "POST /1.1/account/update_profile_banner.json": answer,
    });
    await expect(adapter.apply(ports, grant, slot, picture, before)).rejects.toMatchObject({
      kind: "unknown",
      reason: "unreadable_reply",
    });
  });

  it.each([
    ["too_large", { ...picture, bytes: new Uint8Array(700_001) }],
    ["wrong_format", { ...picture, format: "webp" as const }],
    ["wrong_format", { ...picture, bytes: new Uint8Array(0) }],
  ])("refuses a picture as %s before anything is sent", async (reason, bad) => {
    const ports = scriptedPorts({});
    await expect(adapter.apply(ports, grant, "avatar", bad, before)).rejects.toMatchObject({
      kind: "input-bad",
      reason,
    });
    expect(ports.sent).toEqual([]);
  });
});

it("signs with the clock of the ports", async () => {
  const ports = scriptedPorts({}, () => 1_318_622_958_999);
  await adapter.observe(ports, grant).catch(() => undefined);
  expect(ports.sent[0]?.headers.get("authorization")).toContain('oauth_timestamp="1318622958"');
});

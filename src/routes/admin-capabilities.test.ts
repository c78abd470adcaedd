import { beforeEach, describe, expect, it } from "vitest";

import { makeAdmin } from "../../test/support/worker/admin-person.ts";
import { type AccountsApp, createAccountsApp, rows } from "../../test/support/worker/accounts-app.ts";
import { bindings, makePerson, type Person } from "../../test/support/worker/signed-in.ts";
import { HOUR_MS } from "../limits.ts";
import { gateKey } from "../sync/gate.ts";

let t: AccountsApp;
let admin: Person;

beforeEach(async () => {
  t = createAccountsApp();
  admin = await makeAdmin(t.app);
});

function flip(fields: Record<string, string>, cookie = admin.cookie) {
  const headers = { accept: "text/html", "sec-fetch-site": "same-origin", cookie };
  const body = new URLSearchParams({
    capability: "x:avatar",
    to: "off",
    reason: "they asked us to",
    ...fields,
  });
  return t.request("/admin/capabilities", { method: "POST", headers, body });
}

async function platformNow(platform: string, slot: "avatar" | "banner") {
  const answer = await t.request("/api/v1/platforms", { headers: { cookie: admin.cookie } });
  const { data } = await answer.json<{
    data: { id: string; avatar: { now: unknown }; banner: { now: unknown } }[];
  }>();
  return data.find(({ id }) => id === platform)?.[slot].now;
}

function put(platformId: string, state: string, reason: string) {
  return bindings.DB.prepare("insert into capabilities values (?, ?, 'avatar', ?, ?, 0, null, null, 0)")
    .bind(`cap_${platformId}`, platformId, state, reason)
    .run();
}

describe("the switch of a capability", () => {
  it("switches off and on, tells everybody so, and is in the history with its reason", async () => {
    expect(await platformNow("x", "avatar")).toMatchObject({ state: "works", reason: null });
    const answer = await flip({});
    expect([answer.status, answer.headers.get("location")]).toEqual([
      303,
      "/admin/failures?done=switched_off",
    ]);
    expect(await platformNow("x", "avatar")).toEqual({
      state: "off",
      reason: "switched_off",
      since: new Date(t.clock.now).toISOString(),
      until: null,
    });
    expect(await platformNow("x", "banner")).toMatchObject({ state: "works" });
    expect(await rows("capabilities")).toMatchObject([
      {
        platform_id: "x",
        slot: "avatar",
        state: "off",
        reason: "they asked us to",
        changed_by: admin.userId,
      },
    ]);
    expect((await flip({ to: "on", reason: "settled" })).headers.get("location")).toBe(
      "/admin/failures?done=switched_on",
    );
    expect(await rows("capabilities")).toEqual([]);
    expect((await rows("audit_events")).map(({ action, target }) => [action, target])).toEqual([
      ["admin_acted", "switch_off:x:avatar: they asked us to"],
      ["admin_acted", "switch_on:x:avatar: settled"],
    ]);
  });

  it("holds at the gate itself for the next write, and for nothing else", async () => {
    const ask = (slot: "avatar" | "banner") => {
      const key = gateKey("mastodon", "first.example");
      return t.app.platformGate.admit({ platform: "mastodon", key, slot, calls: { reads: 2, writes: 1 } });
    };
    await flip({ capability: "mastodon:avatar" });
    expect(await ask("avatar")).toMatchObject({ kind: "wait", reason: "switched_off" });
    expect((await ask("banner")).kind).toBe("go");
  });

  it("ends what a platform or one server of it brought about", async () => {
    await put("x", "handoff", "plan");
    await put("mastodon:small.example", "resting", "server_error");
    const headers = { accept: "text/html", cookie: admin.cookie };
    const text = (await (await t.request("/admin/failures", { headers })).text()).replaceAll(/<[^>]+>/g, "");
    expect(text).toContain("X, picture is done by hand, until it is switched on again plan");
    expect(text).toContain("Mastodon at small.example, picture rests after failures server_error");
    await flip({ to: "on" });
    await flip({ to: "on", capability: "mastodon:small.example:avatar" });
    expect(await rows("capabilities")).toEqual([]);
  });

  it.each([
    ["another slot", { capability: "x:cover" }],
    ["another platform", { capability: "facebook:avatar" }],
    ["a server nothing is known of", { capability: "mastodon:nobody.example:avatar" }],
    ["neither on nor off", { to: "maybe" }],
    ["no reason", { reason: "  " }],
    ["a long reason", { reason: "x".repeat(101) }],
  ])("refuses %s, keeps what was typed, and changes nothing", async (_name, fields) => {
    const answer = await flip(fields);
    expect(answer.status).toBe(422);
    expect(await rows("capabilities")).toEqual([]);
    expect((await rows("audit_events")).map(({ action }) => action)).toEqual(["admin_viewed"]);
  });

  it("asks for a recent proof, and does not exist for people", async () => {
    t.clock.now += HOUR_MS;
    const late = await flip({});
    expect(late.headers.get("location")).toMatch(/^\/reauthenticate/);
    const ada = await makePerson(t.app);
    expect((await flip({}, ada.cookie)).status).toBe(404);
    expect(await rows("capabilities")).toEqual([]);
    expect(await rows("audit_events")).toEqual([]);
  });

  it("shows what an operator wrote to administrators alone", async () => {
    await flip({ reason: "secret <b>plan</b>" });
    const everybody = await (await t.request("/api/v1/platforms")).text();
    expect(everybody).not.toContain("secret");
    const headers = { accept: "text/html", cookie: admin.cookie };
    const page = await (await t.request("/admin/failures?done=switched_off", { headers })).text();
    expect(page).toContain("secret &lt;b&gt;plan&lt;/b&gt;");
    expect(page).toContain("Switched off. Within a minute nothing leaves for it.");
  });
});

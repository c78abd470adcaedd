import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
  rows,
} from "../../../test/support/worker/accounts-app.ts";
import { ApiPerson, PASSWORD } from "../../../test/support/worker/api-person.ts";
import { DAY_MS, MINUTE_MS } from "../../limits.ts";

const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

let t: AccountsApp;
let ada: ApiPerson;
let hashes: ReturnType<typeof countHashes>;

beforeEach(async () => {
  hashes = countHashes();
  t = createAccountsApp();
  ada = await new ApiPerson(t, "ada@example.test").join();
  await ada.signIn();
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function listed(person: ApiPerson): Promise<Record<string, unknown>[]> {
  const answer = await person.api("GET", "/auth/sessions");
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { data: Record<string, unknown>[] }).data;
}

async function actions(): Promise<unknown[]> {
  return (await rows("audit_events")).map((row) => row["action"]);
}

describe("the list of sessions", () => {
  it("names device, network, method and which one this is, and no secret", async () => {
    const phone = ada.elsewhere({ "user-agent": FIREFOX, "cf-connecting-ip": "203.0.113.9" });
    t.clock.now += MINUTE_MS;
    await phone.signIn();
    const sessions = await listed(ada);
    expect(sessions).toMatchObject([
      { current: false, device: "Firefox on Windows", network: "203.0.113.0/24", method: "password" },
      { current: true, device: "Unknown device", network: "unknown", two_factor: false },
    ]);
    const text = JSON.stringify(sessions);
    for (const row of await rows("sessions")) expect(text).not.toContain(row["token_hash"]);
    expect(text).not.toContain(ada.cookie("__Host-session"));
  });

  it("shows nobody else's", async () => {
    const eve = await new ApiPerson(t, "eve@example.test").join();
    await eve.signIn();
    expect(await listed(eve)).toHaveLength(1);
  });
});

describe("ending a session", () => {
  it("lets no request in with it any more, at once", async () => {
    const phone = ada.elsewhere();
    await phone.signIn();
    const other = (await listed(ada)).find((session) => session["current"] === false);
    expect((await ada.api("DELETE", `/auth/sessions/${String(other?.["id"])}`)).status).toBe(204);
    const after = await Promise.all(Array.from({ length: 20 }, () => phone.api("GET", "/me")));
    expect(after.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 401));
    expect((await ada.api("GET", "/me")).status).toBe(200);
    expect(await actions()).toContain("session_revoked");
  });

  it("of somebody else is a 404 without effect", async () => {
    const eve = await new ApiPerson(t, "eve@example.test").join();
    await eve.signIn();
    const [session] = await listed(ada);
    expect((await eve.api("DELETE", `/auth/sessions/${String(session?.["id"])}`)).status).toBe(404);
    expect((await ada.api("GET", "/me")).status).toBe(200);
  });

  it("of all others keeps this one, forgets known browsers and half-finished sign-ins", async () => {
    const phone = ada.elsewhere();
    await phone.signIn();
    const answer = await ada.api("DELETE", "/auth/sessions?except_current=true");
    expect(await answer.json()).toEqual({ ended: 1 });
    expect((await phone.api("GET", "/me")).status).toBe(401);
    expect((await ada.api("GET", "/me")).status).toBe(200);
    expect(await rows("known_devices")).toEqual([]);
  });

  it("of all ends this one too", async () => {
    expect((await ada.api("DELETE", "/auth/sessions")).status).toBe(200);
    expect(ada.cookie("__Host-session")).toBeUndefined();
    expect(await rows("sessions")).toEqual([]);
  });

  it("asks for a proof of the last 15 minutes, and works after one", async () => {
    t.clock.now += 15 * MINUTE_MS;
    const late = await ada.api("DELETE", "/auth/sessions");
    expect([late.status, await late.json()]).toMatchObject([403, { code: "reauthentication_needed" }]);
    expect(await rows("sessions")).toHaveLength(1);
    expect((await ada.api("POST", "/auth/reauthenticate", { password: PASSWORD })).status).toBe(200);
    expect((await ada.api("DELETE", "/auth/sessions")).status).toBe(200);
  });
});

describe("proving again who one is", () => {
  it("goes on under a new secret; the old one opens nothing", async () => {
    const before = ada.cookie("__Host-session");
    const copy = ada.elsewhere();
    copy.setCookie("__Host-session", before ?? "");
    await ada.api("POST", "/auth/reauthenticate", { password: PASSWORD });
    expect(ada.cookie("__Host-session")).not.toBe(before);
    expect((await ada.api("GET", "/me")).status).toBe(200);
    expect((await copy.api("GET", "/me")).status).toBe(401);
    expect(await rows("sessions")).toHaveLength(1);
  });

  it("with a wrong password changes nothing and is recorded", async () => {
    t.clock.now += DAY_MS;
    const before = ada.cookie("__Host-session");
    const answer = await ada.api("POST", "/auth/reauthenticate", { password: "not the right one" });
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: "wrong_password" }]);
    expect(ada.cookie("__Host-session")).toBe(before);
    expect((await ada.api("DELETE", "/auth/sessions")).status).toBe(403);
    expect(await actions()).toContain("reauthentication_refused");
  });

  it("is limited to 10 tries, then 429 before any hash", async () => {
    hashes.mockClear();
    const tries = Array.from({ length: 40 }, () =>
      ada.api("POST", "/auth/reauthenticate", { password: "not the right one" }),
    );
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30);
    expect(hashes).toHaveBeenCalledTimes(10);
  });
});

describe("a sign-in from a browser the account has not seen", () => {
  it("is told by mail, but not the first one ever, nor a known browser", async () => {
    await t.deliver();
    const before = t.sent.length;
    await ada.signIn();
    await t.deliver();
    expect(t.sent).toHaveLength(before);
    await ada.elsewhere({ "user-agent": FIREFOX }).signIn();
    await t.deliver();
    expect(t.sent.slice(before)).toMatchObject([
      { to: "ada@example.test", subject: "New sign-in to your Linkarooie account" },
    ]);
    expect(t.sent.at(-1)?.text).toContain("Firefox on Windows");
  });
});

describe("the account's history", () => {
  it("holds sign-ins, refusals and ends, newest first, for its owner alone", async () => {
    t.clock.now += MINUTE_MS;
    await ada.elsewhere().signIn("not the right one");
    const eve = await new ApiPerson(t, "eve@example.test").join();
    await eve.signIn();
    const answer = await ada.api("GET", "/me/audit?limit=1");
    const page = (await answer.json()) as { data: Record<string, unknown>[]; has_more: boolean };
    expect(page).toMatchObject({
      data: [{ action: "sign_in_refused", outcome: "refused", by: "nobody_signed_in" }],
      has_more: true,
    });
    const all = (await (await ada.api("GET", "/me/audit")).json()) as { data: { action: string }[] };
    expect(all.data.map(({ action }) => action)).toContain("signed_in");
    expect(JSON.stringify(all)).not.toContain("eve");
  });

  it("shows 90 days and cannot be changed", async () => {
    const { DB } = (await import("cloudflare:workers")).env as unknown as { DB: D1Database };
    await expect(DB.prepare("update audit_events set action = 'x'").run()).rejects.toThrow("append-only");
    await expect(DB.prepare("delete from audit_events").run()).rejects.toThrow("400 days");
    t.clock.now += 91 * DAY_MS;
    await ada.signIn();
    const { data } = (await (await ada.api("GET", "/me/audit")).json()) as { data: unknown[] };
    expect(data).toHaveLength(1);
  });
});

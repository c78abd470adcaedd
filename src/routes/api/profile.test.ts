import { beforeEach, describe, expect, it } from "vitest";

import { type AccountsApp, createAccountsApp, rows } from "../../../test/support/worker/accounts-app.ts";
import { countRows, makePerson, type Person } from "../../../test/support/worker/signed-in.ts";
import { DAY_MS } from "../../limits.ts";

let t: AccountsApp;
let ada: Person;

beforeEach(async () => {
  t = createAccountsApp();
  ada = await makePerson(t.app);
});

async function patch(
  person: Person,
  body: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await t.request("/api/v1/me/profile", {
    method: "PATCH",
    headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", cookie: person.cookie },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function handles(): Promise<string[]> {
  return (await rows("user_profiles")).map((row) => String(row["handle"])).sort();
}

describe("/api/v1/me/profile", () => {
  it("gives a handle, shows it, and says so in the history", async () => {
    const get = () => t.request("/api/v1/me/profile", { headers: { cookie: ada.cookie } });
    expect(await (await get()).json()).toEqual({ handle: null });
    expect(await patch(ada, { handle: "Ada_L" })).toEqual({ status: 200, body: { handle: "ada_l" } });
    expect(await (await get()).json()).toEqual({ handle: "ada_l" });
    expect(await rows("audit_events")).toMatchObject([
      {
        user_id: ada.userId,
        actor_id: ada.userId,
        session_id: ada.sessionId,
        action: "handle_changed",
        target: "ada_l",
      },
    ]);
    // The same again, or nothing, is no change.
    expect((await patch(ada, { handle: "ada_l" })).status).toBe(200);
    expect(await patch(ada, {})).toEqual({ status: 200, body: { handle: "ada_l" } });
    expect(await countRows("audit_events")).toBe(1);
  });

  it("lets a person change to a name that looks like their own, and frees the one they had", async () => {
    const grace = await makePerson(t.app);
    await patch(ada, { handle: "paul" });
    expect((await patch(ada, { handle: "pau1" })).status).toBe(200);
    expect((await patch(ada, { handle: "lovelace" })).status).toBe(200);
    expect((await patch(grace, { handle: "paul" })).status).toBe(200);
    expect(await handles()).toEqual(["lovelace", "paul"]);
  });

  it("answers the same for a name somebody has and for one that looks like it, and writes nothing", async () => {
    const grace = await makePerson(t.app);
    await patch(ada, { handle: "martin" });
    await patch(grace, { handle: "grace" });
    for (const handle of ["martin", "rnartin", "mart1n", "m_a_r_t_i_n"]) {
      const { status, body } = await patch(grace, { handle });
      expect({ status, code: body["code"] }).toEqual({ status: 409, code: "handle_taken" });
      expect(String(body["detail"]).replace(handle, "martin")).toBe(
        "The name martin, or one that looks like it, belongs to somebody else. Choose another one.",
      );
    }
    expect(await handles()).toEqual(["grace", "martin"]);
    expect((await rows("audit_events")).map((row) => row["target"])).toEqual(["martin", "grace"]);
  });

  it.each([
    [{ handle: "admin" }, "handle_reserved"],
    [{ handle: "a" }, "handle_not_accepted"],
    [{ handle: "\u0430da" }, "handle_not_accepted"],
    [{ handle: null }, "invalid_input"],
    [{ handle: "x".repeat(500) }, "invalid_input"],
    [{ handle: "ada", display_name: "Ada" }, "invalid_input"],
    [{ handle: "ada", role: "admin" }, "invalid_input"],
    [{ handle: "ada", user_id: "usr_other" }, "invalid_input"],
  ])("refuses %j with %s, and counts nothing", async (body, code) => {
    const answer = await patch(ada, body);
    expect([answer.status, answer.body["code"]]).toEqual([422, code]);
    expect(await handles()).toEqual([]);
    expect(await countRows("rate_buckets")).toBe(0);
    expect(await countRows("audit_events")).toBe(0);
  });

  it("lets one of many claims at once win, of one name and of names that look alike", async () => {
    const people = await Promise.all(Array.from({ length: 12 }, () => makePerson(t.app)));
    const names = ["martin", "mart1n", "rnartin", "m_artin"];
    const answers = await Promise.all(
      people.map((person, at) => patch(person, { handle: names[at % names.length] })),
    );
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
    expect(statuses).toEqual([200, ...Array<number>(11).fill(409)]);
    expect(await countRows("user_profiles")).toBe(1);
    expect(await countRows("audit_events")).toBe(1);
  });

  it("does not let anybody try thousands of names: 20 at once, 20 more a day", async () => {
    const grace = await makePerson(t.app);
    await patch(grace, { handle: "grace" });
    const statuses: number[] = [];
    for (let at = 0; at < 25; at += 1) statuses.push((await patch(ada, { handle: "grace" })).status);
    expect(statuses.filter((status) => status === 409)).toHaveLength(20);
    const last = await patch(ada, { handle: "grace" });
    expect([last.status, last.body["code"]]).toEqual([429, "rate_limited"]);
    // Free or not makes no difference once the gate is closed.
    expect((await patch(ada, { handle: "free_name" })).status).toBe(429);
    t.clock.now += DAY_MS / 20;
    expect((await patch(ada, { handle: "free_name" })).status).toBe(200);
  });

  it("is for signed-in people, from our own pages", async () => {
    const init = { method: "PATCH", body: '{"handle":"ada"}' };
    const json = { "content-type": "application/json" };
    expect((await t.request("/api/v1/me/profile")).status).toBe(401);
    expect((await t.request("/api/v1/me/profile", { ...init, headers: json })).status).toBe(401);
    const foreign = { ...json, cookie: ada.cookie, "sec-fetch-site": "cross-site" };
    expect((await t.request("/api/v1/me/profile", { ...init, headers: foreign })).status).toBe(403);
    expect(await handles()).toEqual([]);
  });
});

describe("the section Your name here", () => {
  function open(path: string, init: RequestInit = {}) {
    const headers = { accept: "text/html", cookie: ada.cookie, "sec-fetch-site": "same-origin" };
    return t.request(path, { ...init, headers });
  }
  const submit = (handle: string) =>
    open("/settings/handle", { method: "POST", body: new URLSearchParams({ handle }) });

  it("saves a name by a plain form", async () => {
    const saved = await submit("Ada");
    expect([saved.status, saved.headers.get("location")]).toEqual([303, "/settings?done=handle_changed"]);
    const page = await (await open("/settings?done=handle_changed")).text();
    expect(page).toContain("Your name here is changed.");
    expect(page).toMatch(/<input id="handle" name="handle"[^>]* value="ada"/);
  });

  it("shows what was typed beside why it is refused", async () => {
    const refused = await submit("<adm1n>");
    expect(refused.status).toBe(422);
    const page = await refused.text();
    expect(page).toContain("Use the letters a to z, digits and _ only.");
    expect(page).toContain('value="&lt;adm1n&gt;"');
    expect(page).toContain('aria-invalid="true"');
    expect((await submit("admin")).status).toBe(422);
    expect(await handles()).toEqual([]);
  });
});

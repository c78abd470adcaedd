import { beforeEach, describe, expect, it } from "vitest";

import { makeAdmin } from "../../test/support/worker/admin-person.ts";
import { type AccountsApp, createAccountsApp, rows } from "../../test/support/worker/accounts-app.ts";
import { bindings, countRows, makePerson, type Person } from "../../test/support/worker/signed-in.ts";
import { DAY_MS, MINUTE_MS } from "../limits.ts";

let t: AccountsApp;
let admin: Person;
let ada: Person;

beforeEach(async () => {
  t = createAccountsApp();
  admin = await makeAdmin(t.app);
  ada = await makePerson(t.app);
});

function open(path: string, cookie: string | null, init: RequestInit = {}, app = t) {
  const headers = {
    accept: "text/html",
    "sec-fetch-site": "same-origin",
    ...(cookie === null ? {} : { cookie }),
  };
  return app.request(path, { ...init, headers });
}

/** Every address of ours below /admin, with a person filled in. */
function adminRoutes(): { method: string; path: string }[] {
  const found = t.hono.routes
    .filter(({ method, path }) => method !== "ALL" && /^\/admin\b/.test(path))
    .map(({ method, path }) => ({ method, path: path.replace(":id", ada.userId) }));
  return found.filter(
    (each, at) => found.findIndex((other) => JSON.stringify(other) === JSON.stringify(each)) === at,
  );
}

function pages(): string[] {
  return adminRoutes().flatMap(({ method, path }) => (method === "GET" ? [path] : []));
}

/** What can differ between two refusals of the same kind. */
async function body(answer: Response): Promise<string> {
  return (await answer.text()).replaceAll(/req_\w{26}/g, "req");
}

describe("administrators' pages", () => {
  it("do not exist for strangers and for people, whatever the method", async () => {
    expect(pages().length).toBeGreaterThanOrEqual(6);
    for (const { cookie } of [{ cookie: null }, ada]) {
      for (const { path } of adminRoutes()) {
        for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH"]) {
          const answer = await open(path, cookie, { method });
          const unknown = await open("/no-such-page", cookie, { method });
          expect({ path, method, status: answer.status }).toEqual({ path, method, status: 404 });
          expect(await body(answer)).toBe(await body(unknown));
          expect([...answer.headers.keys()].sort()).toEqual([...unknown.headers.keys()].sort());
        }
      }
    }
    expect(await countRows("audit_events")).toBe(0);
    expect(await countRows("sessions")).toBe(2);
  });

  it("are refused to an administrator with one factor, with what to do about it", async () => {
    const half = await makeAdmin(t.app, false);
    for (const { method, path } of adminRoutes()) {
      const answer = await open(path, half.cookie, { method });
      expect({ path, status: answer.status }).toEqual({ path, status: 403 });
      const text = await answer.text();
      expect(text).toContain(
        "Add a passkey or codes of an authenticator app under Settings, Ways to sign in",
      );
      expect(text).toContain('href="/settings/sign-in"');
      expect(text).not.toContain("example.test");
    }
    expect(await countRows("audit_events")).toBe(0);
    const answer = await t.request("/admin", { headers: { cookie: half.cookie } });
    expect(await answer.json()).toMatchObject({ status: 403, code: "second_factor_required" });
  });

  it("are gone the moment the role is taken away", async () => {
    expect((await open("/admin", admin.cookie)).status).toBe(200);
    await bindings.DB.prepare("update users set role = 'user'").run();
    expect((await open("/admin", admin.cookie)).status).toBe(404);
  });

  it("open for an administrator, each with a row in their history that names it", async () => {
    for (const path of pages()) {
      const before = await countRows("audit_events");
      const answer = await open(path, admin.cookie);
      expect({ path, status: answer.status, cache: answer.headers.get("cache-control") }).toEqual({
        path,
        status: 200,
        cache: "no-store",
      });
      const written = (await rows("audit_events")).slice(before);
      const page = path.replace(/^\/admin\/?/, "").replace("/", ":") || "overview";
      expect(written.filter((row) => row["user_id"] === admin.userId)).toMatchObject([
        {
          actor_id: admin.userId,
          session_id: admin.sessionId,
          action: "admin_viewed",
          target: page,
          outcome: "done",
        },
      ]);
      const others = written.filter((row) => row["user_id"] !== admin.userId);
      expect(others).toHaveLength(path.includes(ada.userId) ? 1 : 0);
    }
  });

  it("show nothing that could not be written down first", async () => {
    for (const path of pages()) {
      await bindings.DB.prepare(
        "create trigger deaf before insert on audit_events begin select raise(abort, 'deaf'); end",
      ).run();
      const answer = await open(path, admin.cookie);
      await bindings.DB.prepare("drop trigger deaf").run();
      expect({ path, status: answer.status }).toEqual({ path, status: 500 });
      expect(await answer.text()).not.toContain("example.test");
    }
    expect(await countRows("audit_events")).toBe(0);
  });

  it("answer 404 for nobody's page, and write nothing about nobody", async () => {
    expect((await open("/admin/users/usr_nobody", admin.cookie)).status).toBe(404);
    expect((await open("/admin/nothing", admin.cookie)).status).toBe(404);
    expect(await countRows("audit_events")).toBe(0);
  });

  it("are linked from the settings of administrators only", async () => {
    const link = '<a href="/admin">';
    expect(await (await open("/settings", admin.cookie)).text()).toContain(link);
    expect(await (await open("/settings", ada.cookie)).text()).not.toContain(link);
    expect(await (await open("/", admin.cookie)).text()).not.toContain(link);
  });
});

describe("a page about a person", () => {
  it("is in that person's history, who was not told who looked or from where", async () => {
    await t.request(`/admin/users/${ada.userId}`, {
      headers: {
        cookie: admin.cookie,
        "user-agent": "Mozilla/5.0 Firefox/140.0",
        "cf-connecting-ip": "203.0.113.9",
      },
    });
    const stored = (await rows("audit_events")).find((row) => row["user_id"] === ada.userId);
    expect(stored).toMatchObject({
      actor_id: admin.userId,
      action: "admin_viewed",
      network: "203.0.113.0/24",
    });
    const answer = await t.request("/api/v1/me/audit", { headers: { cookie: ada.cookie } });
    const { data } = (await answer.json()) as { data: Record<string, unknown>[] };
    expect(data).toMatchObject([
      { action: "admin_viewed", by: "somebody_else", device: "Linkarooie", network: "unknown", target: null },
    ]);
    expect(JSON.stringify(data)).not.toContain(admin.userId);
    const page = await (await open("/settings/history", ada.cookie)).text();
    expect(page).toContain("Looked at by an administrator");
    expect(page).not.toContain("203.0.113");
  });

  it("shows what support needs: how they sign in, counts, states; and no picture, token or hash", async () => {
    const insert = (sql: string, ...values: unknown[]) => bindings.DB.prepare(sql).bind(...values);
    await bindings.DB.batch([
      insert("insert into platforms values ('mastodon', 'Mastodon', 'https://m', 'v1', 0)"),
      ...["a", "b", "c"].map((id) =>
        insert(
          `insert into user_platforms (id, user_id, platform_id, account_id, handle, profile_url, status, scopes, sealed_grant, created_at, updated_at)
           values (?, ?, 'mastodon', ?, 'ada-elsewhere', 'https://m', ?, '[]', 'SEALED-GRANT', 0, 0)`,
          `con_${id}`,
          ada.userId,
          id,
          id === "c" ? "needs_attention" : "connected",
        ),
      ),
      insert("insert into password_credentials values (?, '$scrypt$HASH', 0)", ada.userId),
      insert(
        "insert into identities values ('idn_1', ?, 'google', 'SUBJECT', 'other@example.test', 'N', 0, 0)",
        ada.userId,
      ),
      insert(
        "insert into passkeys values ('psk_1', ?, 'CREDENTIAL', 'PUBLICKEY', 0, '[]', 0, 'KEYNAME', 0, 0)",
        ada.userId,
      ),
      insert("insert into totp_credentials values (?, 'SEALED-SECRET', 1, 0, 0)", ada.userId),
      insert("insert into recovery_codes values ('CODEHASH', ?, 0, null)", ada.userId),
      insert("insert into user_profiles values (?, 'ada', 'ada', 0, 0)", ada.userId),
    ]);
    const text = await (await open(`/admin/users/${ada.userId}`, admin.cookie)).text();
    for (const shown of [
      `${ada.userId}@example.test`,
      "@ada",
      "Mastodon: 2 connected",
      "Mastodon: 1 needs attention",
      "Google",
      "Yes, 1 recovery codes left",
      "Confirmed",
    ])
      expect(text).toContain(shown);
    for (const hidden of [
      "SEALED",
      "HASH",
      "SUBJECT",
      "CREDENTIAL",
      "PUBLICKEY",
      "KEYNAME",
      "other@",
      "ada-elsewhere",
    ])
      expect(text).not.toContain(hidden);
    expect(text).not.toMatch(/<img|\/media\//);
    const [session] = await rows(`sessions where user_id = '${ada.userId}'`);
    expect(text).not.toContain(String(session?.["token_hash"]));
  });
});

describe("looking for people", () => {
  it("finds by exact address, id or name, and by nothing less", async () => {
    await bindings.DB.prepare("insert into user_profiles values (?, 'lovelace', 'lovelace', 0, 0)")
      .bind(ada.userId)
      .run();
    const found = async (query: string) => {
      const page = await (await open(`/admin/users?q=${encodeURIComponent(query)}`, admin.cookie)).text();
      return page.includes(`/admin/users/${ada.userId}`);
    };
    const email = `${ada.userId}@example.test`;
    for (const query of [email, ` ${email.toUpperCase()} `, ada.userId, "lovelace", "@Lovelace"])
      expect([query, await found(query)]).toEqual([query, true]);
    for (const query of ["example.test", ada.userId.slice(0, -1), "love", "%", "_", "' or 1=1 --"])
      expect([query, await found(query)]).toEqual([query, false]);
    const targets = (await rows("audit_events")).map((row) => row["target"]);
    expect(new Set(targets)).toEqual(new Set(["users:search"]));
  });

  it("lists everybody, newest first, page by page, each once", async () => {
    for (let at = 0; at < 62; at += 1) {
      t.clock.now += Number(at % 3 === 0);
      await makePerson(t.app);
    }
    const seen: string[] = [];
    let path: string | null = "/admin/users";
    for (let page = 0; path !== null && page < 5; page += 1) {
      const text = await (await open(path, admin.cookie)).text();
      seen.push(...[...text.matchAll(/href="\/admin\/users\/(usr_\w+)"/g)].map(([, id = ""]) => id));
      path = /href="(\/admin\/users\?cursor=[^"]+)"/.exec(text)?.[1] ?? null;
    }
    expect(seen).toHaveLength(64);
    expect(new Set(seen).size).toBe(64);
    expect((await open("/admin/users?cursor=nonsense", admin.cookie)).status).toBe(422);
  });
});

describe("signing a person out everywhere", () => {
  const post = (id: string) => open(`/admin/users/${id}/sign-out`, admin.cookie, { method: "POST" });

  it("ends every session, half a sign-in and every known browser of theirs, of nobody else, and says so twice", async () => {
    const grace = await makePerson(t.app);
    await bindings.DB.batch([
      bindings.DB.prepare("insert into pending_sign_ins values ('h', ?, 'password', 0, 9e15)").bind(
        ada.userId,
      ),
      bindings.DB.prepare("insert into known_devices values ('d', ?, 0, 9e15)").bind(ada.userId),
      bindings.DB.prepare("insert into known_devices values ('e', ?, 0, 9e15)").bind(grace.userId),
    ]);
    const answer = await post(ada.userId);
    expect([answer.status, answer.headers.get("location")]).toEqual([
      303,
      `/admin/users/${ada.userId}?done=signed_out`,
    ]);
    expect((await t.request("/api/v1/me", { headers: { cookie: ada.cookie } })).status).toBe(401);
    expect((await t.request("/api/v1/me", { headers: { cookie: grace.cookie } })).status).toBe(200);
    expect(await countRows("pending_sign_ins")).toBe(0);
    expect((await rows("known_devices")).map((row) => row["user_id"])).toEqual([grace.userId]);
    expect(await rows("audit_events")).toMatchObject([
      { user_id: ada.userId, actor_id: admin.userId, action: "sessions_revoked", target: null },
      {
        user_id: admin.userId,
        actor_id: admin.userId,
        action: "admin_acted",
        target: `sign_out:${ada.userId}`,
      },
    ]);
    expect(t.queued).toEqual([]);
    const page = await (await open(`/admin/users/${ada.userId}?done=signed_out`, admin.cookie)).text();
    expect(page).toContain("This person is signed out everywhere.");
  });

  it("asks for a recent proof first", async () => {
    t.clock.now += 16 * MINUTE_MS;
    const answer = await post(ada.userId);
    expect(answer.headers.get("location")).toMatch(/^\/reauthenticate\?next=/);
    expect(await countRows("audit_events")).toBe(0);
    expect((await t.request("/api/v1/me", { headers: { cookie: ada.cookie } })).status).toBe(200);
  });

  it("does nothing for nobody, and leads an administrator who signs themself out to the sign-in page", async () => {
    expect((await post("usr_nobody")).status).toBe(404);
    expect(await countRows("audit_events")).toBe(0);
    const own = await post(admin.userId);
    expect(own.headers.get("location")).toBe("/sign-in?notice=signed_out");
    expect((await open("/admin", admin.cookie)).status).toBe(404);
  });

  it("is refused from another site", async () => {
    const headers = { cookie: admin.cookie, "sec-fetch-site": "cross-site" };
    const answer = await t.request(`/admin/users/${ada.userId}/sign-out`, { method: "POST", headers });
    expect(answer.status).toBe(403);
    expect(await countRows("sessions")).toBe(2);
  });
});

describe("what went wrong", () => {
  async function addTarget(
    id: string,
    state: string,
    reason: string | null,
    slot: string,
    updatedAt: number,
  ) {
    await bindings.DB.batch([
      bindings.DB.prepare(
        "insert or ignore into sync_requests (id, user_id, state, created_at, updated_at) values ('syn_1', ?, 'finished', 0, 0)",
      ).bind(ada.userId),
      bindings.DB.prepare(
        `insert into sync_targets (id, sync_request_id, user_id, platform_id, handle, profile_url, slot, state, waiting_on, reason, created_at, updated_at)
         values (?, 'syn_1', ?, 'mastodon', 'private-handle', 'https://m', ?, ?, 'nobody', ?, 0, ?)`,
      ).bind(id, ada.userId, slot, state, reason, updatedAt),
    ]);
  }

  it("is counted by platform, slot and reason, for seven days, with nobody named", async () => {
    const now = t.clock.now;
    for (let at = 0; at < 3; at += 1) await addTarget(`tgt_${at}`, "failed", "gave_up", "avatar", now - at);
    await addTarget("tgt_b", "failed", "no_effect", "banner", now - 1);
    await addTarget("tgt_c", "failed", null, "banner", now - 1);
    await addTarget("tgt_old", "failed", "gave_up", "avatar", now - 7 * DAY_MS);
    await addTarget("tgt_ok", "shown", "gave_up", "avatar", now);
    const text = await (await open("/admin/failures", admin.cookie)).text();
    const groups = [...text.matchAll(/<li class="record">(.*?)<\/li>/gs)].map(([, html = ""]) =>
      html
        .replaceAll(/<[^>]+>/g, " ")
        .replaceAll(/\s+/g, " ")
        .trim(),
    );
    expect(groups.map((group) => group.replace(/Last .* (?=once|\d)/, ""))).toEqual([
      "Mastodon, picture gave_up 3 times",
      "Mastodon, banner unknown once",
      "Mastodon, banner no_effect once",
    ]);
    for (const hidden of ["private-handle", ada.userId]) expect(text).not.toContain(hidden);
  });

  it("lists dead letters by id and kind, whatever else a message holds", async () => {
    const letter = (id: string, message: unknown, at: number) =>
      bindings.DB.prepare("insert into dead_letters values (?, 'linkarooie-email-dead', ?, 6, ?)").bind(
        id,
        JSON.stringify(message),
        at,
      );
    await bindings.DB.batch([
      letter("0123abc", { v: 1, kind: "send_email", emailId: "eml_7", secret: "do-not-show" }, 1),
      letter("ffff000", { kind: "<b>", imageId: "x y" }, 2),
      ...Array.from({ length: 31 }, (_, at) => letter(`old${at}`, "text", 0)),
    ]);
    const text = await (await open("/admin/dead-letters", admin.cookie)).text();
    expect(text).toContain("send_email");
    expect(text).toContain("eml_7");
    expect(text).toContain("0123abc");
    for (const hidden of ["do-not-show", "&lt;b", "x y"]) expect(text).not.toContain(hidden);
    const next = /href="(\/admin\/dead-letters\?cursor=[^"]+)"/.exec(text)?.[1] ?? "";
    const older = await (await open(next, admin.cookie)).text();
    expect([...older.matchAll(/<li class="record">/g)]).toHaveLength(3);
  });

  it("shows everybody's history, of one action when asked", async () => {
    await open(`/admin/users/${ada.userId}`, admin.cookie);
    await open(`/admin/users/${ada.userId}/sign-out`, admin.cookie, { method: "POST" });
    const all = await (await open("/admin/history", admin.cookie)).text();
    expect(all).toContain(`sign_out:${ada.userId}`);
    const some = await (await open("/admin/history?action=sessions_revoked", admin.cookie)).text();
    expect([...some.matchAll(/<li class="record">/g)]).toHaveLength(1);
    expect(some).toContain('<option value="sessions_revoked" selected="">');
    const odd = await open("/admin/history?action=%3Cscript%3E", admin.cookie);
    expect(odd.status).toBe(200);
    expect(await odd.text()).not.toContain("<script>");
  });

  it("shows how far new sizes have come, with nobody named, while they matter", async () => {
    const now = t.clock.now;
    const row = (
      id: string,
      platform: string,
      slot: string,
      total: number,
      done: number,
      finishedAt: number | null,
    ) =>
      bindings.DB.prepare(
        "insert into rerenders values (?, ?, ?, '400x400 jpeg 700000', ?, ?, 2, ?, ?)",
      ).bind(id, platform, slot, total, done, now - 60_000, finishedAt);
    const none = await (await open("/admin", admin.cookie)).text();
    expect(none).not.toContain("New size");
    await bindings.DB.batch([
      row("rrn_1", "x", "avatar", 1_400, 120, null),
      row("rrn_2", "linkarooie", "thumbnail", 9, 9, now - 1),
      row("rrn_3", "mastodon", "avatar", 9, 9, now - 7 * DAY_MS),
      row("rrn_4", "bluesky", "banner", 0, 0, now),
    ]);
    const text = (await (await open("/admin", admin.cookie)).text()).replaceAll(/<[^>]+>/g, "");
    expect([...text.matchAll(/New size of [^<]*?made/g)].map(String)).toEqual([
      "New size of X, picture: 120 of 1,400 pictures, 2 could not be made",
      "New size of Linkarooie, our own thumbnail: 9 of 9 pictures, 2 could not be made",
    ]);
    expect((await rows("audit_events")).map((event) => event["target"])).toEqual(["overview", "overview"]);
  });

  it("shows counts and how many values are under each vault key, by its id", async () => {
    await bindings.DB.prepare("insert into totp_credentials values (?, 'v1.t0.AAAA.SEALED', 1, 0, 0)")
      .bind(ada.userId)
      .run();
    await bindings.DB.prepare("insert into totp_credentials values (?, 'v1.t1.AAAA.SEALED', 1, 0, 0)")
      .bind(admin.userId)
      .run();
    const text = await (await open("/admin", admin.cookie)).text();
    const plain = text.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");
    expect(plain).toContain("People 2 Confirmed addresses 2 Administrators 1 Living sessions 2");
    expect(plain).toContain("The primary key is t1");
    expect(plain).toContain("under t0 1 under t1 1");
    expect(text).not.toContain("SEALED");
  });
});

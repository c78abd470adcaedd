/** What `docs/storage.md` says goes by the cron goes by the cron; what is still needed stays. */
import { expect, it } from "vitest";

import { DAY_MS } from "../../../src/limits.ts";
import { sweep } from "../../../src/services/outbox/sweep.ts";
import { createAccountsApp } from "../../support/worker/accounts-app.ts";
import { bindings, countRows } from "../../support/worker/signed-in.ts";

/** A row whose time ended at `?2`, under the name `?1`, of the person `usr_1`. */
const ROWS: Readonly<Record<string, string>> = {
  sessions: `insert into sessions (id, user_id, token_hash, created_at, last_used_at, expires_at)
    values (?1, 'usr_1', ?1, ?2, ?2, ?2)`,
  mail_tokens: `insert into mail_tokens (token_hash, user_id, purpose, email, created_at, expires_at)
    values (?1, 'usr_1', case ?1 when 'old' then 'verify_email' else 'reset_password' end, 'a', ?2, ?2)`,
  connect_flows: `insert into connect_flows (state_hash, user_id, session_id, platform_id, sealed_flow, created_at, expires_at)
    values (?1, 'usr_1', 's', 'x', '', ?2, ?2)`,
  pending_sign_ins: `insert into pending_sign_ins (token_hash, user_id, method, created_at, expires_at)
    values (?1, 'usr_1', 'password', ?2, ?2)`,
  known_devices: `insert into known_devices (token_hash, user_id, created_at, last_used_at)
    values (?1, 'usr_1', ?2, ?2)`,
  login_flows: `insert into login_flows (state_hash, provider, purpose, browser_hash, sealed_flow, created_at, expires_at)
    values (?1, 'github', 'sign_in', 'b', '', ?2, ?2)`,
  pending_identities: `insert into pending_identities (browser_hash, provider, subject, created_at, expires_at)
    values (?1, 'github', ?1, ?2, ?2)`,
  passkey_challenges: `insert into passkey_challenges (challenge_hash, purpose, created_at, expires_at)
    values (?1, 'sign_in', ?2, ?2)`,
  rate_buckets: "insert into rate_buckets (key, empty_until) values (?1, ?2)",
  audit_events: `insert into audit_events (id, user_id, action, outcome, network, request_id, at)
    values (?1, 'usr_1', 'signed_in', 'done', 'unknown', 'r', ?2)`,
};

it("takes away what is past its time, and nothing else", async () => {
  // The trigger that guards the history counts by the database's own clock.
  const now = Date.now();
  const t = createAccountsApp({ now: () => now });
  const { DB } = bindings;
  await DB.prepare("insert into users values ('usr_1', 'a', 'a', 1, null, null, 'user', 1, 1)").run();
  for (const insert of Object.values(ROWS)) {
    await DB.prepare(insert)
      .bind("old", now - 402 * DAY_MS)
      .run();
    await DB.prepare(insert)
      .bind("new", now + DAY_MS)
      .run();
  }
  await sweep(t.app);
  const left = await Promise.all(Object.keys(ROWS).map(async (table) => [table, await countRows(table)]));
  expect(left).toEqual(Object.keys(ROWS).map((table) => [table, 1]));
  expect(t.logLines).toEqual([]);
});

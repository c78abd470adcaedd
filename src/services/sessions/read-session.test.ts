import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";

import {
  type AccountsApp,
  createAccountsApp,
  rows,
  START,
} from "../../../test/support/worker/accounts-app.ts";
import { testClient } from "../../../test/support/worker/test-client.ts";
import { findUser } from "../../db/users.ts";
import { DAY_MS, HOUR_MS } from "../../limits.ts";
import { readSession } from "./read-session.ts";
import { signOut } from "./sign-out.ts";
import { startSession } from "./start-session.ts";

const CLIENT = testClient({ userAgent: "Mozilla/5.0" });

let t: AccountsApp;
let secret: string;

beforeEach(async () => {
  t = createAccountsApp();
  const { DB } = env as unknown as { DB: D1Database };
  await DB.prepare(
    "insert into users (id, email, email_key, email_verified_at, first_name, created_at, updated_at) values ('usr_1', 'A@x.test', 'a@x.test', 1, 'Ada', 1, 1)",
  ).run();
  const user = await findUser(t.app.db, "usr_1");
  if (user === null) throw new Error("the person is not there");
  const how = { method: "password", twoFactor: false, client: CLIENT } as const;
  secret = (await startSession(t.app, { user, ...how })).sessionSecret;
});

describe("a session", () => {
  it("tells whose it is", async () => {
    expect(await readSession(t.app, secret)).toMatchObject({
      userId: "usr_1",
      email: "A@x.test",
      emailVerified: true,
      firstName: "Ada",
    });
    expect(await readSession(t.app, `${secret.slice(0, -1)}_`)).toBeNull();
  });

  it("is written at most once an hour, and then lives 14 days more", async () => {
    t.clock.now = START + HOUR_MS - 1;
    await readSession(t.app, secret);
    expect(await rows("sessions")).toMatchObject([{ last_used_at: START, expires_at: START + 14 * DAY_MS }]);
    t.clock.now = START + HOUR_MS;
    await readSession(t.app, secret);
    const moved = { last_used_at: START + HOUR_MS, expires_at: START + HOUR_MS + 14 * DAY_MS };
    expect(await rows("sessions")).toMatchObject([moved]);
    t.clock.now += HOUR_MS - 1;
    await readSession(t.app, secret);
    expect(await rows("sessions")).toMatchObject([moved]);
  });

  it("ends after 14 days without use", async () => {
    t.clock.now = START + 14 * DAY_MS - 1;
    expect(await readSession(t.app, secret)).not.toBeNull();
    t.clock.now += 14 * DAY_MS;
    expect(await readSession(t.app, secret)).toBeNull();
  });

  it("ends after 90 days however much it is used", async () => {
    for (const day of [13, 26, 39, 52, 65, 78, 89.99]) {
      t.clock.now = START + day * DAY_MS;
      expect(await readSession(t.app, secret)).not.toBeNull();
    }
    t.clock.now = START + 90 * DAY_MS;
    expect(await readSession(t.app, secret)).toBeNull();
  });

  it("ends at once when signed out", async () => {
    const session = await readSession(t.app, secret);
    if (session === null) throw new Error("nobody is signed in");
    await signOut(t.app, session, CLIENT);
    expect(await readSession(t.app, secret)).toBeNull();
  });
});

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { createAccountsApp, rows } from "../../../test/support/worker/accounts-app.ts";
import { testClient } from "../../../test/support/worker/test-client.ts";
import { demoSignIn } from "./demo-sign-in.ts";
import { readSession } from "./read-session.ts";

const CLIENT = testClient();

async function seed(): Promise<void> {
  const { DB } = env as unknown as { DB: D1Database };
  await DB.prepare(
    "insert into users (id, email, email_key, email_verified_at, created_at, updated_at) values ('usr_ada', 'ada@example.test', 'ada@example.test', 1, 1, 1)",
  ).run();
}

describe("the demo sign-in", () => {
  it("signs the seeded person in", async () => {
    await seed();
    const { app } = createAccountsApp();
    const { sessionSecret } = await demoSignIn(app, CLIENT);
    expect(await readSession(app, sessionSecret)).toMatchObject({ userId: "usr_ada" });
  });

  it("does not exist where people's accounts are", async () => {
    await seed();
    const { app } = createAccountsApp();
    const live = { ...app, config: { ...app.config, environment: "production" as const, simulated: false } };
    await expect(demoSignIn(live, CLIENT)).rejects.toMatchObject({ status: 404 });
    expect(await rows("sessions")).toEqual([]);
  });

  it("says how to get the demo person when she is not there", async () => {
    await expect(demoSignIn(createAccountsApp().app, CLIENT)).rejects.toMatchObject({
      code: "demo_person_missing",
    });
  });
});

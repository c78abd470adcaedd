import { beforeEach, describe, expect, it } from "vitest";

import { rows } from "../../../test/support/worker/accounts-app.ts";
import { countRows, makePerson, type Person, testContext } from "../../../test/support/worker/signed-in.ts";
import { testClient } from "../../../test/support/worker/test-client.ts";
import { PlatformError } from "../../platforms/errors.ts";
import type { Grant, PlatformAdapter } from "../../platforms/platform.ts";
import { descriptors } from "../../platforms/registry.ts";
import { beginConnection } from "./begin-connection.ts";
import { disconnect } from "./disconnect.ts";
import { finishConnection } from "./finish-connection.ts";

const GRANT: Grant = {
  accountId: "1",
  handle: "ada@mastodon.example",
  host: "mastodon.example",
  profileUrl: "https://mastodon.example/@ada",
  accessToken: "a-token-nobody-may-read",
  expiresAt: null,
  scopes: ["read:accounts", "write:accounts"],
  extra: {},
};

let revoked: string[];
let declined: boolean;
let ada: Person;

const mastodon = {
  descriptor: descriptors.mastodon,
  auth: {
    begin: () =>
      Promise.resolve({
        authorizeUrl: "https://mastodon.example/oauth/authorize",
        flow: { state: "state-1", data: {} },
      }),
    finish: () =>
      declined ? Promise.reject(new PlatformError("person-must-act", "declined")) : Promise.resolve(GRANT),
    revoke: (_ports: unknown, grant: Grant) => {
      revoked.push(grant.accessToken);
      return Promise.resolve();
    },
  },
} as unknown as PlatformAdapter;

const app = testContext({ adapters: { mastodon } });
const client = testClient({ network: "203.0.113.0/24", userAgent: "Test/1", requestId: "req_1" });

async function connect(): Promise<string> {
  await beginConnection(app, ada, "mastodon", { host: "mastodon.example" });
  const callback = new URLSearchParams({ state: "state-1", code: "c" });
  return (await finishConnection(app, ada, "mastodon", callback, client)).id;
}

beforeEach(async () => {
  revoked = [];
  declined = false;
  ada = await makePerson(app);
});

describe("the history of connections", () => {
  it("says when an account was connected, by whom and from where, and nothing of the grant", async () => {
    const id = await connect();
    const history = await rows("audit_events");
    expect(history).toMatchObject([
      {
        user_id: ada.userId,
        actor_id: ada.userId,
        session_id: ada.sessionId,
        action: "platform_connected",
        target: "mastodon",
        outcome: "done",
        network: "203.0.113.0/24",
        user_agent: "Test/1",
        request_id: "req_1",
      },
    ]);
    expect(JSON.stringify(history)).not.toContain(GRANT.accessToken);
    expect(await rows("user_platforms")).toMatchObject([{ id, status: "connected" }]);
  });

  it("says when it was disconnected, once the access was handed back", async () => {
    const id = await connect();
    await disconnect(app, ada, id, client);
    expect(revoked).toEqual([GRANT.accessToken]);
    expect(await countRows("user_platforms")).toBe(0);
    expect((await rows("audit_events")).map((row) => [row["action"], row["target"]])).toEqual([
      ["platform_connected", "mastodon"],
      ["platform_disconnected", "mastodon"],
    ]);
  });

  it("holds nothing of a connection that was declined, or of one that is somebody else's", async () => {
    declined = true;
    await expect(connect()).rejects.toMatchObject({ reason: "declined" });
    declined = false;
    const id = await connect();
    const grace = await makePerson(app);
    await expect(disconnect(app, grace, id, client)).rejects.toMatchObject({ status: 404 });
    expect((await rows("audit_events")).map((row) => [row["user_id"], row["action"]])).toEqual([
      [ada.userId, "platform_connected"],
    ]);
  });
});

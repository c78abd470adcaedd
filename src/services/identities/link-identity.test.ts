import { beforeEach, describe, expect, it } from "vitest";

import { rows } from "../../../test/support/worker/accounts-app.ts";
import { ADA, createLoginWorld, type LoginWorld } from "../../../test/support/worker/login-world.ts";
import { loginBrowser, type LoginBrowser } from "../../../test/support/worker/login-browser.ts";
import { passkeys, passwordCredentials } from "../../db/schema.ts";
import { MINUTE_MS } from "../../limits.ts";
import { newId } from "../../new-id.ts";

const LINK = "?purpose=link";
/** Another address than the account's, and not even a proved one: linking does not look at it. */
const CAT = { subject: "77", name: "octo", email: "octo@example.test", verified: false };

let t: LoginWorld;
let browser: LoginBrowser;
let userId: string;

beforeEach(async () => {
  t = createLoginWorld();
  browser = loginBrowser(t);
  await t.through(browser, "google", ADA);
  userId = String((await rows("users"))[0]?.["id"]);
});

function whereTo(answer: Response): string {
  return answer.headers.get("location") ?? `no redirect, ${answer.status}`;
}

async function mailed(): Promise<[string, string][]> {
  await t.deliver();
  return t.sent.splice(0).map((mail) => [mail.to, mail.subject]);
}

interface Listed {
  id: string;
  provider: string;
  removable: boolean;
}

async function listed(): Promise<Listed[]> {
  const answer = await browser.call("GET", "/api/v1/auth/identities");
  return ((await answer.json()) as { data: Listed[] }).data;
}

async function find(provider: string): Promise<Listed | undefined> {
  return (await listed()).find((identity) => identity.provider === provider);
}

function remove(id: string | undefined, who = browser): Promise<Response> {
  return who.call("DELETE", `/api/v1/auth/identities/${id}`);
}

async function codeOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { code: string }).code;
}

describe("linking", () => {
  it("adds a way in, tells the owner, and writes it into the history", async () => {
    const answer = await t.through(browser, "github", CAT, LINK);
    expect(whereTo(answer)).toBe("/settings/sign-in?done=identity_linked");
    const page = await (await browser.open(whereTo(answer))).text();
    for (const text of ["The account is linked.", "GitHub", "Remove", 'href="/auth/facebook?purpose=link"']) {
      expect(page).toContain(text);
    }
    expect(await mailed()).toEqual([[ADA.email, "GitHub is linked to your account"]]);
    const events = (await rows("audit_events")).filter((row) => row["action"] === "identity_linked");
    expect(events.at(-1)).toMatchObject({ user_id: userId, actor_id: userId, target: "github" });
    const other = loginBrowser(t);
    await t.through(other, "github", CAT);
    expect(await other.whoAmI()).toBe(ADA.email);
  });

  it("refuses an account that opens somebody else's, and changes nothing for either", async () => {
    const grace = { subject: "2", email: "grace@gmail.com", verified: true };
    await t.through(loginBrowser(t), "google", grace);
    const before = await rows("identities");
    const answer = await t.through(browser, "google", grace, LINK);
    expect(whereTo(answer)).toBe("/settings/sign-in?problem=identity_taken&provider=google");
    expect(await (await browser.open(whereTo(answer))).text()).toContain(
      "That Google account opens another account here.",
    );
    expect([await rows("identities"), await mailed()]).toEqual([before, []]);
  });

  it("does nothing twice", async () => {
    await t.through(browser, "github", CAT, LINK);
    await mailed();
    t.clock.now += 1_000;
    expect(whereTo(await t.through(browser, "github", CAT, LINK))).toBe(
      "/settings/sign-in?done=identity_linked",
    );
    expect(await rows("identities")).toHaveLength(2);
    expect(await mailed()).toEqual([]);
    const [first, second] = await Promise.all([
      t.begin(browser, "facebook", LINK),
      t.begin(browser, "facebook", LINK),
    ]);
    const answers = await Promise.all([first, second].map((at) => browser.arrive(t.allow(at, CAT))));
    expect(answers.map(whereTo)).toEqual(
      Array.from({ length: 2 }, () => "/settings/sign-in?done=identity_linked"),
    );
    expect(await mailed()).toEqual([[ADA.email, "Facebook is linked to your account"]]);
  });

  it("does nothing when the person turns back", async () => {
    const at = await t.begin(browser, "github", LINK);
    const state = at.searchParams.get("state") ?? "";
    const answer = await browser.arrive(`/auth/github/callback?error=access_denied&state=${state}`);
    expect(whereTo(answer)).toBe("/settings/sign-in?problem=declined&provider=github");
    expect(await rows("identities")).toHaveLength(1);
  });
});

describe("GET /api/v1/auth/identities", () => {
  it("lists one's own, without the provider's id of the person", async () => {
    await t.through(loginBrowser(t), "google", { subject: "2", email: "grace@gmail.com", verified: true });
    const answer = await browser.call("GET", "/api/v1/auth/identities");
    const time = new Date(t.clock.now).toISOString();
    expect(await answer.json()).toEqual({
      data: [
        {
          id: expect.stringMatching(/^idn_/),
          provider: "google",
          provider_name: "Google",
          email: ADA.email,
          name: ADA.name,
          linked_at: time,
          last_used_at: time,
          removable: false,
        },
      ],
    });
    expect((await loginBrowser(t).call("GET", "/api/v1/auth/identities")).status).toBe(401);
  });
});

describe("DELETE /api/v1/auth/identities/{id}", () => {
  it("refuses the last way in, here and on the page", async () => {
    const [only] = await listed();
    const answer = await remove(only?.id);
    expect([answer.status, await codeOf(answer)]).toEqual([409, "last_way_in"]);
    const form = await browser.submit(`/settings/sign-in/identities/${only?.id}/remove`);
    expect(whereTo(form)).toBe("/settings/sign-in?problem=last_way_in");
    const page = await (await browser.open(whereTo(form))).text();
    expect(page).toContain("This is your only way to sign in.");
    expect(page).not.toContain("/remove");
    expect([await rows("identities"), await mailed()]).toEqual([[expect.anything()], []]);
  });

  it.each([
    ["another linked account", () => t.through(browser, "github", CAT, LINK)],
    ["a password", () => t.app.db.insert(passwordCredentials).values({ userId, hash: "x", updatedAt: 0 })],
    [
      "a passkey",
      () =>
        t.app.db.insert(passkeys).values({
          id: newId("psk"),
          userId,
          credentialId: "c",
          publicKey: "k",
          counter: 0,
          transports: "[]",
          backedUp: true,
          name: "Key",
          createdAt: 0,
        }),
    ],
  ])("removes one beside %s, tells the owner, and writes it down", async (_, add) => {
    await add();
    await mailed();
    const google = await find("google");
    expect(google).toMatchObject({ provider: "google", removable: true });
    expect((await remove(google?.id)).status).toBe(204);
    expect((await listed()).some(({ provider }) => provider === "google")).toBe(false);
    expect(await mailed()).toEqual([[ADA.email, "Google is no longer linked"]]);
    const events = await rows("audit_events");
    expect(events.filter((row) => row["action"] === "identity_unlinked")).toMatchObject([
      { target: "google" },
    ]);
    expect((await remove(google?.id)).status).toBe(404);
  });

  it("leaves one of two that are removed at the same moment", async () => {
    await t.through(browser, "github", CAT, LINK);
    const statuses = await Promise.all((await listed()).map(async ({ id }) => (await remove(id)).status));
    expect(statuses.toSorted((one, other) => one - other)).toEqual([204, 409]);
    expect(await rows("identities")).toHaveLength(1);
    const removals = (await rows("audit_events")).filter((row) => row["action"] === "identity_unlinked");
    expect(removals).toHaveLength(1);
    expect((await mailed()).filter(([, subject]) => subject?.includes("no longer linked"))).toHaveLength(1);
  });

  it("needs a recent proof, and is nobody else's to do", async () => {
    await t.through(browser, "github", CAT, LINK);
    const grace = loginBrowser(t);
    await t.through(grace, "google", { subject: "2", email: "grace@gmail.com", verified: true });
    const google = await find("google");
    expect((await remove(google?.id, grace)).status).toBe(404);
    expect((await remove(google?.id, loginBrowser(t))).status).toBe(401);
    t.clock.now += 16 * MINUTE_MS;
    const late = await remove(google?.id);
    expect([late.status, await codeOf(late)]).toEqual([403, "reauthentication_needed"]);
    const form = await browser.submit(`/settings/sign-in/identities/${google?.id}/remove`);
    expect(whereTo(form)).toBe("/reauthenticate?next=%2Fsettings");
    expect(await rows("identities")).toHaveLength(3);
  });

  it("removes by the button on the page", async () => {
    await t.through(browser, "github", CAT, LINK);
    const github = await find("github");
    const answer = await browser.submit(`/settings/sign-in/identities/${github?.id}/remove`);
    expect(whereTo(answer)).toBe("/settings/sign-in?done=identity_removed");
    expect(await (await browser.open(whereTo(answer))).text()).toContain("The account is no longer linked.");
  });
});

/** Which passwords the account routes take, and in which order they find out. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
  rows,
  setCookies,
  tokenIn,
} from "../../../test/support/worker/accounts-app.ts";
import { scriptedPorts } from "../../../test/support/worker/scripted-ports.ts";
import { sha1Hex } from "../../auth/hash.ts";
import { type AppContext, createContext } from "../../context.ts";
import { MINUTE_MS } from "../../limits.ts";

const ADA = { email: "ada@example.test", password: "analytical engines hum" };
const BREACHED = "eleven kiwis ripen";

let hashes: ReturnType<typeof countHashes>;
let steps: string[];

beforeEach(() => {
  hashes = countHashes();
  steps = [];
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** The account routes with the breach check on; everything but `BREACHED` is in no breach. */
async function breachApp(overrides: Partial<AppContext> = {}): Promise<AccountsApp> {
  const row = `${(await sha1Hex(BREACHED)).slice(5)}:7`;
  const answer = () => (steps.push("breach"), new Response(row));
  const paths = await Promise.all(
    [BREACHED, ADA.password].map(async (text) => (await sha1Hex(text)).slice(0, 5)),
  );
  const { config } = createContext(env as unknown as AppEnv);
  return createAccountsApp({
    config: { ...config, breachCheck: true },
    ports: scriptedPorts(Object.fromEntries(paths.map((prefix) => [`GET /range/${prefix}`, answer]))),
    gate: () => (steps.push("gate"), Promise.resolve(true)),
    ...overrides,
  });
}

async function visible(response: Response) {
  const headers = [...response.headers].filter(([name]) => name !== "x-request-id");
  return {
    status: response.status,
    headers,
    body: (await response.text()).replace(/req_\w+/g, "…"),
  };
}

describe("register", () => {
  it.each([
    ["too_common", "qwertyuiop", []],
    ["breached", BREACHED, ["gate", "breach"]],
  ])(
    "answers %s the same for a known, an unproved and an unknown address, and does nothing",
    async (code, password, order) => {
      const t = await breachApp();
      const cookie = setCookies(await t.post("/api/v1/auth/register", ADA))[0]?.pair ?? "";
      await t.deliver();
      await t.post("/api/v1/auth/verify-email", { token: tokenIn(t.sent[0]) }, { cookie });
      await t.post("/api/v1/auth/register", { ...ADA, email: "grace@example.test" });
      await t.deliver();
      t.clock.now += 120 * MINUTE_MS;
      const before = [await rows("users"), await rows("emails"), await rows("password_credentials")];
      t.sent.length = 0;
      hashes.mockClear();
      const answers = [];
      for (const email of [ADA.email, "grace@example.test", "mary@example.test"]) {
        steps.length = 0;
        answers.push(await visible(await t.post("/api/v1/auth/register", { email, password })));
        expect(steps).toEqual(order);
      }
      await t.deliver();
      expect(answers[0]?.status).toBe(422);
      expect(JSON.parse(answers[0]?.body ?? "")).toMatchObject({
        code: "password_not_accepted",
        errors: [{ pointer: "/password", code }],
      });
      expect(answers[1]).toEqual(answers[0]);
      expect(answers[2]).toEqual(answers[0]);
      expect([await rows("users"), await rows("emails"), await rows("password_credentials")]).toEqual(before);
      expect(t.sent).toEqual([]);
      expect(hashes).not.toHaveBeenCalled();
    },
  );

  it("asks the breach service nothing while the gate is closed", async () => {
    const t = await breachApp({ gate: () => Promise.resolve(false) });
    expect((await t.post("/api/v1/auth/register", ADA)).status).toBe(429);
    expect(steps).toEqual([]);
  });

  it("signs up while the breach service is away, and still refuses common passwords", async () => {
    const t = await breachApp({ ports: scriptedPorts({}) });
    expect((await t.post("/api/v1/auth/register", ADA)).status).toBe(202);
    expect((await t.post("/api/v1/auth/register", { ...ADA, password: "qwertyuiop" })).status).toBe(422);
    expect(t.logLines.filter((line) => line.includes("breach_check_failed"))).toHaveLength(1);
    expect(await rows("users")).toHaveLength(1);
  });
});

describe("verify-email", () => {
  it.each([
    ["too_common", "qwertyuiop", ["gate"]],
    ["breached", BREACHED, ["gate", "breach"]],
  ])("refuses %s after the gate and leaves the link good", async (code, password, order) => {
    const t = await breachApp();
    await t.post("/api/v1/auth/register", ADA);
    await t.deliver();
    const token = tokenIn(t.sent[0]);
    hashes.mockClear();
    steps.length = 0;
    const refused = await t.post("/api/v1/auth/verify-email", { token, password });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ code: "password_not_accepted", errors: [{ code }] });
    expect(steps).toEqual(order);
    expect(hashes).not.toHaveBeenCalled();
    expect(await rows("users")).toMatchObject([{ email_verified_at: null }]);
    expect((await t.post("/api/v1/auth/verify-email", { token, password: ADA.password })).status).toBe(200);
  });

  it("asks nothing about a link that is not good, nor when no password comes along", async () => {
    const t = await breachApp();
    const cookie = setCookies(await t.post("/api/v1/auth/register", ADA))[0]?.pair ?? "";
    await t.deliver();
    steps.length = 0;
    await t.post("/api/v1/auth/verify-email", { token: "x".repeat(43), password: BREACHED });
    await t.post("/api/v1/auth/verify-email", { token: tokenIn(t.sent[0]) }, { cookie });
    expect(steps).toEqual(["gate", "gate"]);
  });
});

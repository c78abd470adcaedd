import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";

import { sha1Hex } from "../../auth/hash.ts";
import { type AppContext, createContext } from "../../context.ts";
import { createLogger } from "../../log.ts";
import { createOutboundFetch } from "../../outbound/outbound-fetch.ts";
import { USER_AGENT } from "../../outbound/user-agent.ts";
import { acceptPassword } from "./accept-password.ts";
import { checkBreachedPassword } from "./check-breached-password.ts";

const PASSWORD = "eleven kiwis ripen";
const EMAIL = "ada@example.test";
const HASH = await sha1Hex(PASSWORD);
const PREFIX = HASH.slice(0, 5);
const OTHER_ROWS = ["0018A45C4D1DEF81644B54AB7F969B88D65:1", "00D4F6E8FA6EECAD2A3AA415EEC418D38EC:2"];
const BREACHED = { code: "password_not_accepted", status: 422, errors: [{ code: "breached" }] };

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

/** A context whose requests leave through the real guarded fetch and end in `answer`. */
function breachWorld(answer: (sent: Sent) => Response | Promise<Response>, breachCheck = true) {
  const sent: Sent[] = [];
  const logLines: string[] = [];
  const log = createLogger({}, (_level, line) => logLines.push(line));
  const base = createContext(env as unknown as AppEnv, { log });
  const fetch = createOutboundFetch(base.config, async (url, init) => {
    sent.push({ url, init });
    return answer({ url, init });
  });
  const config = { ...base.config, breachCheck };
  const app: AppContext = { ...base, config, ports: { ...base.ports, fetch } };
  return { app, sent, logLines };
}

function range(...rows: string[]): () => Response {
  return () => new Response([...OTHER_ROWS, ...rows].join("\r\n"));
}

const suffixRow = (count: string) => `${HASH.slice(5)}:${count}`;

afterEach(() => {
  vi.restoreAllMocks();
});

describe("checkBreachedPassword", () => {
  it("sends the first 5 hex digits of the hash to the range API and nothing else of the password", async () => {
    const { app, sent, logLines } = breachWorld(range());
    await checkBreachedPassword(app, PASSWORD);
    expect(sent).toHaveLength(1);
    const [request] = sent;
    expect(request?.url).toBe(`https://api.pwnedpasswords.com/range/${PREFIX}`);
    expect(PREFIX).toMatch(/^[0-9A-F]{5}$/);
    expect(request?.init.method).toBe("GET");
    expect(request?.init.body).toBeUndefined();
    expect([...new Headers(request?.init.headers)]).toEqual([
      ["add-padding", "true"],
      ["user-agent", USER_AGENT],
    ]);
    expect(logLines).toEqual([]);
  });

  it("refuses a password that is in the answer, in either case, and says nothing to the log", async () => {
    for (const row of [suffixRow("1"), suffixRow("52579").toLowerCase()]) {
      const { app, logLines } = breachWorld(range(row));
      await expect(checkBreachedPassword(app, PASSWORD)).rejects.toMatchObject(BREACHED);
      expect(logLines).toEqual([]);
    }
  });

  it("looks both Unicode forms of a password up as one", async () => {
    const { app, sent } = breachWorld(range());
    await checkBreachedPassword(app, "caf\u00e9 au lait");
    await checkBreachedPassword(app, "cafe\u0301 au lait");
    expect(sent[0]?.url).toBe(sent[1]?.url);
  });

  it("takes a row of padding for nothing", async () => {
    const { app, logLines } = breachWorld(range(suffixRow("0")));
    await checkBreachedPassword(app, PASSWORD);
    expect(logLines).toEqual([]);
  });
});

describe("when the breach service does not say", () => {
  const elsewhere = { location: "https://elsewhere.example/range" };
  const failures: [string, () => Response | Promise<Response>, string][] = [
    ["is down", () => Promise.reject(new TypeError(`no route to ${PREFIX}`)), "network"],
    ["answers 500", () => new Response(suffixRow("9"), { status: 500 }), "unreadable_reply"],
    ["answers 404", () => new Response(suffixRow("9"), { status: 404 }), "unreadable_reply"],
    ["answers 429", () => new Response("", { status: 429 }), "unreadable_reply"],
    ["sends us elsewhere", () => new Response("", { status: 302, headers: elsewhere }), "unreadable_reply"],
    ["answers garbage", () => new Response(`<html>${suffixRow("9")}</html>`), "unreadable_reply"],
    ["answers nothing", () => new Response(""), "unreadable_reply"],
    ["never stops", () => new Response("0".repeat(600_000)), "reply_too_large"],
  ];

  it.each(failures)(
    "because it %s: one line, the password passes, the filter still refuses",
    async (_, answer, reason) => {
      const { app, sent, logLines } = breachWorld(answer);
      await acceptPassword(app, PASSWORD, EMAIL);
      expect(sent).toHaveLength(1);
      expect(logLines).toHaveLength(1);
      expect(JSON.parse(logLines[0] ?? "")).toMatchObject({
        level: "warn",
        event: "breach_check_failed",
        reason,
      });
      for (const secret of [PASSWORD, PREFIX, HASH.slice(5)]) {
        expect(logLines[0]?.toLowerCase()).not.toContain(secret.toLowerCase());
      }
      await expect(acceptPassword(app, "qwertyuiop", EMAIL)).rejects.toMatchObject({
        errors: [{ code: "too_common" }],
      });
      expect(sent).toHaveLength(1);
    },
  );

  it("waits a second and no longer, even for a connection that ignores its signal", async () => {
    const limits: number[] = [];
    const elapsed = new AbortController();
    vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
      limits.push(ms);
      return elapsed.signal;
    });
    const { app, logLines } = breachWorld(() => {
      elapsed.abort();
      return new Promise(() => undefined);
    });
    await acceptPassword(app, PASSWORD, EMAIL);
    expect(limits).toEqual([1_000]);
    expect(logLines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { event: "breach_check_failed", reason: "timeout" },
    ]);
  });
});

describe("acceptPassword", () => {
  it("refuses a breached password when the check is on, and asks nobody when it is off", async () => {
    const on = breachWorld(range(suffixRow("3")));
    await expect(acceptPassword(on.app, PASSWORD, EMAIL)).rejects.toMatchObject(BREACHED);
    const off = breachWorld(range(suffixRow("3")), false);
    await acceptPassword(off.app, PASSWORD, EMAIL);
    expect(off.sent).toEqual([]);
  });

  it("asks nobody about a password that breaks a rule anyway", async () => {
    const { app, sent } = breachWorld(range());
    for (const [password, context] of [
      ["short", {}],
      ["qwertyuiop", {}],
      ["countess1815", { handle: "countess" }],
    ] as const) {
      await expect(acceptPassword(app, password, EMAIL, context)).rejects.toMatchObject({
        code: "password_not_accepted",
      });
    }
    expect(sent).toEqual([]);
  });
});

/** The whole app over the test bindings, with its mail, its queue and its clock in the test's hands. */
import { env } from "cloudflare:workers";
import nodeCrypto from "node:crypto";

import type { Hono } from "hono";
import { vi } from "vitest";

import { createApp } from "../../../src/app.ts";
import type { AppContext } from "../../../src/context.ts";
import type { OutgoingMail } from "../../../src/emails/mailer.ts";
import { createLogger } from "../../../src/log.ts";
import type { HonoEnv } from "../../../src/routes/app-env.ts";
import { createContext } from "../../../src/context.ts";
import { sendEmail } from "../../../src/queues/send-email.ts";

export const ORIGIN = "http://localhost:8787";
export const START = Date.UTC(2026, 10, 22, 9, 0, 0);

export interface AccountsApp {
  readonly hono: Hono<HonoEnv>;
  readonly app: AppContext;
  /** Mail that was handed over, oldest first. */
  readonly sent: OutgoingMail[];
  /** Ids the queue was told. */
  readonly queued: string[];
  readonly logLines: string[];
  readonly clock: { now: number };
  request(path: string, init?: RequestInit): Promise<Response>;
  /** POST with a JSON body from our own pages. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Runs the consumer over everything queued so far. */
  deliver(): Promise<void>;
}

export function createAccountsApp(overrides: Partial<AppContext> = {}): AccountsApp {
  const sent: OutgoingMail[] = [];
  const queued: string[] = [];
  const logLines: string[] = [];
  const clock = { now: START };
  const afterwards: Promise<void>[] = [];
  const parts: Partial<AppContext> = {
    now: () => clock.now,
    gate: () => Promise.resolve(true),
    later: (_, work) => afterwards.push(work()),
    log: createLogger({}, (_, line) => logLines.push(line)),
    mailer: {
      send: (mail) => {
        sent.push(mail);
        return Promise.resolve();
      },
    },
    queues: {
      renderImage: () => Promise.resolve(),
      sendEmail: (id) => {
        queued.push(id);
        return Promise.resolve();
      },
    },
    ...overrides,
  };
  const app = createContext(env as unknown as AppEnv, parts);
  const hono = buildApp(parts);
  const request = async (path: string, init: RequestInit = {}) => {
    const url = path.startsWith("http") ? path : `${ORIGIN}${path}`;
    const answer = await hono.request(url, init, env as unknown as AppEnv);
    await Promise.all(afterwards.splice(0));
    return answer;
  };
  return {
    hono,
    app,
    sent,
    queued,
    logLines,
    clock,
    request,
    post: (path, body, headers = {}) =>
      request(path, {
        method: "POST",
        headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", ...headers },
        body: JSON.stringify(body),
      }),
    async deliver() {
      for (const emailId of queued.splice(0)) await sendEmail(app, { v: 1, kind: "send_email", emailId });
    },
  };
}

function buildApp(parts: Partial<AppContext>): Hono<HonoEnv> {
  const hono = createApp(parts);
  hono.get("/boom", () => {
    throw new Error("secret detail of ours");
  });
  return hono;
}

/** Counts password hashes and makes them cheap: the real cost is tested beside the function. */
export function countHashes() {
  const real = nodeCrypto.scrypt.bind(nodeCrypto);
  return vi
    .spyOn(nodeCrypto, "scrypt")
    .mockImplementation((password, salt, length, options, done) =>
      real(password, salt, length, { ...options, N: 16, p: 1 }, done),
    );
}

/** `name=value` of each cookie an answer sets, with its attributes apart. */
export function setCookies(response: Response): { pair: string; name: string; attributes: string }[] {
  return response.headers.getSetCookie().map((line) => {
    const [pair = "", ...attributes] = line.split("; ");
    return { pair, name: pair.split("=", 1)[0] ?? "", attributes: attributes.join("; ") };
  });
}

/** The token in the newest mail. */
export function tokenIn(mail: OutgoingMail | undefined): string {
  const token = /\?token=([\w-]+)/.exec(mail?.text ?? "")?.[1];
  if (token === undefined) throw new Error("the mail holds no link");
  return token;
}

/** Rows of a table, for assertions about what is there and what is not. */
export async function rows(table: string): Promise<Record<string, unknown>[]> {
  const { DB } = env as unknown as { DB: D1Database };
  return (await DB.prepare(`select * from ${table}`).all<Record<string, unknown>>()).results;
}

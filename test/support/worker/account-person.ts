/** A person with a confirmed address and a password, and what tests ask of the account routes again and again. */
import { env } from "cloudflare:workers";

import { cookieName } from "../../../src/auth/cookies.ts";
import type { OutgoingMail } from "../../../src/emails/mailer.ts";
import { type AccountsApp, setCookies, tokenIn } from "./accounts-app.ts";

export const ADA = { email: "Ada@Example.test", password: "analytical engines hum" };
export const DB = (env as unknown as { DB: D1Database }).DB;

/** Registers and confirms; no mail is left to look at. */
export async function confirmed(t: AccountsApp, person = ADA): Promise<void> {
  const cookie = setCookies(await t.post("/api/v1/auth/register", person))[0]?.pair ?? "";
  await t.deliver();
  const token = tokenIn(t.sent.at(-1));
  const answer = await t.post("/api/v1/auth/verify-email", { token }, { cookie });
  if (answer.status !== 200) throw new Error(`the address was not confirmed: ${await answer.text()}`);
  t.sent.length = 0;
}

/** Signs in and returns the cookies as a `Cookie` header. */
export async function signedIn(t: AccountsApp, person = ADA, cookie = ""): Promise<string> {
  const answer = await t.post("/api/v1/auth/login", person, { cookie });
  if (answer.status !== 200) throw new Error(`not signed in: ${await answer.text()}`);
  return cookieHeader(answer);
}

/** The cookies an answer sets, as a browser sends them back. */
export function cookieHeader(answer: Response): string {
  return setCookies(answer)
    .map((cookie) => cookie.pair)
    .join("; ");
}

/** The session's cookie alone. */
export function sessionOf(cookies: string): string {
  return cookies.split("; ").find((pair) => pair.startsWith(cookieName("session"))) ?? "";
}

/** Whom this cookie signs in: the status of `/me`. */
export async function meStatus(t: AccountsApp, cookie: string): Promise<number> {
  return (await t.request("/api/v1/me", { headers: { cookie } })).status;
}

/** Runs the queue and returns what was sent by it. */
export async function delivered(t: AccountsApp): Promise<OutgoingMail[]> {
  t.sent.length = 0;
  await t.deliver();
  return [...t.sent];
}

/** Recipient and subject of a mail. */
export function line(mail: OutgoingMail | undefined): readonly [string, string] {
  return [mail?.to ?? "", mail?.subject ?? ""];
}

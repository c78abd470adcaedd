/** A browser of somebody's: it keeps the cookies the app sets, and says that its requests come from our own pages. */
import { readSecrets } from "../../../src/auth/cookies.ts";
import { type AccountsApp, setCookies, tokenIn } from "./accounts-app.ts";

export const PASSWORD = "analytical engines hum";

export class TestBrowser {
  readonly cookies = new Map<string, string>();
  readonly userAgent: string;
  readonly #t: AccountsApp;

  constructor(t: AccountsApp, userAgent = "Firefox") {
    this.#t = t;
    this.userAgent = userAgent;
  }

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** The secret behind a cookie, as services are given it. */
  secrets() {
    return readSecrets(this.cookie);
  }

  async send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("user-agent", this.userAgent);
    if (this.cookies.size > 0) headers.set("cookie", this.cookie);
    if (method !== "GET") headers.set("sec-fetch-site", "same-origin");
    const answer = await this.#t.request(path, { ...init, method, headers });
    for (const { name, pair, attributes } of setCookies(answer)) {
      if (/Max-Age=0(;|$)/.test(attributes)) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(name.length + 1));
    }
    return answer;
  }

  /** A call of the API. */
  api(method: string, path: string, body?: unknown): Promise<Response> {
    const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    return this.send(method, `/api/v1/auth${path}`, body === undefined ? {} : json);
  }

  /** A page. */
  open(path: string): Promise<Response> {
    return this.send("GET", path, { headers: { accept: "text/html" } });
  }

  /** A form of a page. */
  submit(path: string, fields: Record<string, string>, from = path): Promise<Response> {
    const headers = { accept: "text/html", referer: `http://localhost:8787${from}` };
    return this.send("POST", path, { headers, body: new URLSearchParams(fields) });
  }

  signIn(email: string, password = PASSWORD): Promise<Response> {
    return this.api("POST", "/login", { email, password });
  }
}

/** Somebody with a confirmed address and `PASSWORD`, signed in nowhere. Mails of the way there are forgotten. */
export async function addPerson(t: AccountsApp, email: string): Promise<void> {
  const browser = new TestBrowser(t);
  await browser.api("POST", "/register", { email, password: PASSWORD });
  await t.deliver();
  await browser.api("POST", "/verify-email", { token: tokenIn(t.sent.at(-1)) });
  t.sent.length = 0;
}

/** The same, signed in. */
export async function addSignedIn(t: AccountsApp, email: string): Promise<TestBrowser> {
  await addPerson(t, email);
  const browser = new TestBrowser(t);
  const answer = await browser.signIn(email);
  if (answer.status !== 200) throw new Error(`signing in answered ${answer.status}`);
  return browser;
}

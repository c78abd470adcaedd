/** A browser as far as signing in needs one: it keeps cookies, says where it comes from, and submits forms. */
import type { AccountsApp } from "./accounts-app.ts";

export interface LoginBrowser {
  /** By cookie name. */
  readonly cookies: Map<string, string>;
  /** Follows a link on a page of ours, unless `headers` say otherwise. */
  open(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Arrives from another site, as from a provider's page. */
  arrive(path: string): Promise<Response>;
  /** Submits a form of ours. */
  submit(path: string, fields?: Record<string, string>): Promise<Response>;
  /** Calls the API as our own page would. */
  call(method: string, path: string, body?: unknown): Promise<Response>;
  /** Who is signed in here, by the API: the address, or null. */
  whoAmI(): Promise<string | null>;
}

export function loginBrowser(t: Pick<AccountsApp, "request">): LoginBrowser {
  const cookies = new Map<string, string>();

  async function send(path: string, init: RequestInit, headers: Record<string, string>): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const all = { accept: "text/html", ...(cookie === "" ? {} : { cookie }), ...headers };
    const answer = await t.request(path, { ...init, headers: all });
    for (const line of answer.headers.getSetCookie()) keep(line);
    return answer;
  }

  function keep(line: string): void {
    const [pair = "", ...attributes] = line.split("; ");
    const at = pair.indexOf("=");
    if (attributes.includes("Max-Age=0")) cookies.delete(pair.slice(0, at));
    else cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }

  const own = { "sec-fetch-site": "same-origin" };
  const browser: LoginBrowser = {
    cookies,
    open: (path, headers = own) => send(path, {}, headers),
    arrive: (path) => send(path, {}, { "sec-fetch-site": "cross-site" }),
    submit: (path, fields = {}) => send(path, { method: "POST", body: new URLSearchParams(fields) }, own),
    call: (method, path, body) =>
      send(
        path,
        { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
        { ...own, accept: "application/json", "content-type": "application/json" },
      ),
    async whoAmI() {
      const answer = await browser.call("GET", "/api/v1/me");
      return answer.status === 200 ? ((await answer.json()) as { email: string }).email : null;
    },
  };
  return browser;
}

/** A person's browser as far as HTTP goes: cookies by origin, redirects followed by hand, forms submitted. */

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

export class HttpClient {
  readonly #cookies = new Map<string, Map<string, string>>();
  readonly #appOrigin: string;

  constructor(appOrigin: string) {
    this.#appOrigin = appOrigin;
  }

  /** One request with the origin's cookies; redirects are not followed. Same-origin writes carry `Origin`. */
  async send(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url);
    const jar = this.#cookies.get(origin) ?? new Map<string, string>();
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set("cookie", [...jar].map(([name, value]) => `${name}=${value}`).join("; "));
    if (init.method !== undefined && init.method !== "GET") headers.set("origin", origin);
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const [name = "", ...value] = pair.split("=");
      if (/max-age=0/i.test(cookie)) jar.delete(name.trim());
      else jar.set(name.trim(), value.join("="));
    }
    this.#cookies.set(origin, jar);
    return response;
  }

  /** Follows redirects as a browser does after a click, at most ten. */
  async open(url: string, init: RequestInit = {}): Promise<Page> {
    let at = url;
    let how: RequestInit = init;
    for (let hop = 0; hop < 10; hop += 1) {
      const response = await this.send(at, how);
      const text = await response.text();
      const location = response.headers.get("location");
      if (response.status < 300 || response.status >= 400 || location === null) {
        return { url: at, status: response.status, text };
      }
      at = new URL(location, at).href;
      how = {};
    }
    throw new Error(`too many redirects, last ${at}`);
  }

  /** Submits the page's first form: hidden fields and ticked boxes as they are, `choices` for the rest, the first button pressed. */
  async submitFirstForm(page: Page, choices: Record<string, string>): Promise<Page> {
    const form = /<form[^>]*>[\s\S]*?<\/form>/i.exec(page.text)?.[0];
    if (form === undefined) throw new Error(`no form on ${page.url} (HTTP ${page.status})`);
    const body = new URLSearchParams(choices);
    for (const [tag] of form.matchAll(/<input[^>]*type="(?:hidden"|checkbox"[^>]*\schecked)[^>]*>/gi)) {
      body.set(attribute(tag, "name"), attribute(tag, "value"));
    }
    const button = /<button[^>]*>/i.exec(form)?.[0] ?? "";
    if (attribute(button, "name") !== "") body.set(attribute(button, "name"), attribute(button, "value"));
    const action = attribute(/<form[^>]*>/i.exec(form)?.[0] ?? "", "action");
    return this.open(action === "" ? page.url : new URL(action, page.url).href, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: body.toString(),
    });
  }

  /** A call of the JSON API. Throws with the problem's sentence when it is refused. */
  async api<T>(method: string, path: string, body?: unknown): Promise<T> {
    const isForm = body instanceof FormData;
    const response = await this.send(`${this.#appOrigin}/api/v1${path}`, {
      method,
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      headers: body === undefined || isForm ? {} : { "content-type": "application/json" },
    });
    const text = await response.text();
    const json: unknown = text === "" ? null : JSON.parse(text);
    if (!response.ok) throw new ApiProblem(response.status, json as Problem);
    return json as T;
  }
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly detail: string }[];
}

/** A refusal of the API; the message is its sentence for people. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, problem: Problem) {
    super(problem.detail ?? problem.errors?.[0]?.detail ?? `HTTP ${status}`);
    this.status = status;
    this.code = problem.code ?? "";
  }
}

const ENTITIES: Record<string, string> = {
  "&amp;": "&",
  "&quot;": '"',
  "&#39;": "'",
  "&lt;": "<",
  "&gt;": ">",
};

function attribute(tag: string, name: string): string {
  const raw = new RegExp(`\\s${name}="([^"]*)"`, "i").exec(tag)?.[1] ?? "";
  return raw.replace(/&(amp|quot|#39|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}

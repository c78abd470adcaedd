/** A person of `createAccountsApp` who signs up, confirms and signs in through the API, with a cookie jar. */
import { type AccountsApp, setCookies, tokenIn } from "./accounts-app.ts";

export const PASSWORD = "a rather long pass phrase";

export class ApiPerson {
  readonly email: string;
  readonly #app: AccountsApp;
  readonly #jar = new Map<string, string>();
  readonly #headers: Record<string, string>;

  constructor(app: AccountsApp, email: string, headers: Record<string, string> = {}) {
    this.#app = app;
    this.email = email;
    this.#headers = headers;
  }

  /** The same person in another browser. */
  elsewhere(headers: Record<string, string> = {}): ApiPerson {
    return new ApiPerson(this.#app, this.email, { ...this.#headers, ...headers });
  }

  cookie(name: string): string | undefined {
    return this.#jar.get(name);
  }

  setCookie(name: string, value: string): void {
    this.#jar.set(name, value);
  }

  async send(method: string, path: string, body?: unknown): Promise<Response> {
    const cookie = [...this.#jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await this.#app.request(path, {
      method,
      headers: {
        "sec-fetch-site": "same-origin",
        ...this.#headers,
        ...(cookie === "" ? {} : { cookie }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const { name, pair, attributes } of setCookies(answer)) {
      if (attributes.includes("Max-Age=0")) this.#jar.delete(name);
      else this.#jar.set(name, pair.slice(name.length + 1));
    }
    return answer;
  }

  api(method: string, path: string, body?: unknown): Promise<Response> {
    return this.send(method, `/api/v1${path}`, body);
  }

  /** Signs up and confirms the address. */
  async join(): Promise<this> {
    await this.api("POST", "/auth/register", { email: this.email, password: PASSWORD });
    await this.#app.deliver();
    const mail = this.#app.sent.filter(({ to }) => to === this.email).at(-1);
    await this.api("POST", "/auth/verify-email", { token: tokenIn(mail) });
    return this;
  }

  async signIn(password = PASSWORD): Promise<Response> {
    return this.api("POST", "/auth/login", { email: this.email, password });
  }
}

/** The page on which a person of a simulated platform lets an app in. A plain form: the first button allows, the second declines. */
import { html } from "hono/html";

import { page } from "./page.ts";

interface ConsentRequest {
  /** The platform's name as people know it. */
  readonly platform: string;
  /** The name the app registered. */
  readonly app: string;
  /** What the app asks for, in plain words or scopes. */
  readonly asks: readonly string[];
  readonly accounts: readonly { readonly name: string; readonly handle: string }[];
  /** Chosen beforehand, as with `login_hint`. */
  readonly selected?: string | undefined;
  /** What the person may leave out: ticked boxes, sent as `name=yes` while they are ticked. */
  readonly choices?: readonly { readonly name: string; readonly label: string }[];
  /** A sentence on how the app asked, such as that the person has to sign in again. */
  readonly note?: string | undefined;
  /** Sent back with the form as they are. */
  readonly hidden: Readonly<Record<string, string>>;
  /** Where the form posts to; the page's own address when left out. */
  readonly action?: string;
}

/** Answers the form posts: `account` is the name chosen, `decision` is `allow` or `decline`, beside the hidden fields. */
export function consentPage(request: ConsentRequest): Promise<Response> {
  return page(
    `Sign in to ${request.platform}`,
    html`<main class="card consent">
      <p class="eyebrow">${request.platform}, simulated</p>
      <h1>Let ${request.app} in?</h1>
      <form method="post" ${request.action === undefined ? "" : html`action="${request.action}"`}>
        ${Object.entries(request.hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
        <label for="account">Sign in as</label>
        <select id="account" name="account">
          ${request.accounts.map(
            ({ name, handle }) =>
              html`<option value="${name}" ${name === request.selected ? "selected" : ""}>${handle}</option>`,
          )}
        </select>
        <p>${request.app} asks to:</p>
        <ul>
          ${request.asks.map((ask) => html`<li>${ask}</li>`)}
        </ul>
        ${(request.choices ?? []).map(
          ({ name, label }) =>
            html`<input type="hidden" name="asked" value="${name}" />
              <p>
                <input type="checkbox" id="${name}" name="${name}" value="yes" checked />
                <label for="${name}" class="beside">${label}</label>
              </p>`,
        )}
        ${request.note === undefined ? "" : html`<p class="quiet">${request.note}</p>`}
        <p class="buttons">
          <button type="submit" name="decision" value="allow" class="primary">Allow</button>
          <button type="submit" name="decision" value="decline">Decline</button>
        </p>
      </form>
      <p class="quiet">
        No password is asked for: everybody here is made up, and nothing leaves this machine.
      </p>
    </main>`,
  );
}

/** A page that says why the platform does not go on. `text` is a sentence. */
export function refusalPage(platform: string, status: number, text: string): Promise<Response> {
  return page(
    `${platform} refused`,
    html`<main class="card consent">
      <p class="eyebrow">${platform}, simulated</p>
      <h1>${platform} does not go on</h1>
      <p>${text}</p>
    </main>`,
    status,
  );
}

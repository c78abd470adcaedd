/** Login accounts as people see them: a list for the front page, and a page for each. */
import { html } from "hono/html";

import { page, type Markup } from "../page.ts";
import type { LoginProvider, LoginView } from "../simulator.ts";

/** A heading and a list of links. */
export function loginList(provider: LoginProvider): Markup {
  return html`<h2>${provider.name}, to sign in with</h2>
    <ul>
      ${provider
        .people()
        .map(
          ({ name, displayName, handle }) =>
            html`<li>
              <a href="/${provider.id}/${name}">${displayName}</a> <span class="quiet">${handle}</span>
            </li>`,
        )}
    </ul>`;
}

export function loginPage({ id, name }: LoginProvider, person: LoginView): Promise<Response> {
  const alive = person.tokens.filter((token) => token.revokedAt === null);
  const apps = [...new Set(alive.map((token) => token.client))];
  return page(
    `${person.displayName} on ${name}`,
    html`<main class="card consent">
      <p class="eyebrow">${name}, simulated</p>
      <h1>${person.displayName}</h1>
      <dl>
        <dt>id</dt>
        <dd><code>${person.id}</code></dd>
        ${Object.entries(person.facts).map(
          ([fact, value]) =>
            html`<dt>${fact}</dt>
              <dd>${told(value)}</dd>`,
        )}
        <dt>Apps let in</dt>
        <dd>${apps.length === 0 ? "none" : apps.join(", ")}</dd>
      </dl>
      <form method="post" action="/_sim/forms/revoke?platform=${id}&name=${person.name}">
        <p class="buttons"><button type="submit">Take back every app's permission</button></p>
      </form>
      <p><a href="/">All simulated platforms</a></p>
    </main>`,
  );
}

function told(value: unknown): string | Markup {
  if (value === null) return "none";
  if (Array.isArray(value)) return html`${value.map((each) => html`<div>${told(each)}</div>`)}`;
  return typeof value === "string" ? value : html`<code>${JSON.stringify(value)}</code>`;
}

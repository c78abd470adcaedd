/** An account as people see it on its platform: banner, round picture, name, and when each changed. */
import { html } from "hono/html";

import { page, type Markup } from "./page.ts";
import type { AccountView, PictureView, Simulator, SimulatedSlot } from "./simulator.ts";

export function profilePage(simulator: Simulator, account: AccountView): Promise<Response> {
  const { id, name: platformName } = simulator;
  const source = (picture: PictureView) => `/${id}${picture.path}`;
  const { avatar, banner } = account;
  return page(
    `${account.displayName} on ${platformName}`,
    html`<main class="card profile">
        ${banner === null ? html`<div class="cover"></div>` : html`<img class="cover" src="${source(banner)}" alt="Banner of ${account.displayName}" />`}
        <img class="face" src="${source(avatar)}" alt="Picture of ${account.displayName}" />
        <div class="body">
          <h1>${account.displayName}</h1>
          <p class="eyebrow">${account.handle} on ${platformName}, simulated</p>
          ${account.status === "active" ? "" : html`<p class="bad">This account is ${account.status}.</p>`}
          <dl>
            <dt>Picture</dt>
            <dd>${shown(avatar)}</dd>
            <dt>Banner</dt>
            <dd>${banner === null ? "none" : shown(banner)}</dd>
            <dt>Apps let in</dt>
            <dd>${apps(account)}</dd>
          </dl>
        </div>
      </main>
      <section class="beneath" aria-labelledby="by-hand">
        <h2 id="by-hand">Change it by hand</h2>
        <p class="quiet">As if ${account.displayName} changed it on ${platformName}, without Linkarooie.</p>
        ${editForm(id, account.name, "avatar", "Picture")} ${editForm(id, account.name, "banner", "Banner")}
        <form method="post" action="/_sim/forms/revoke?platform=${id}&name=${account.name}">
          <p class="buttons"><button type="submit">Take back every app's permission</button></p>
        </form>
        <p><a href="/">All simulated platforms</a></p>
      </section>`,
  );
}

function editForm(platform: string, name: string, slot: SimulatedSlot, label: string): Markup {
  return html`<form
    method="post"
    enctype="multipart/form-data"
    class="row"
    action="/_sim/forms/edit?platform=${platform}&name=${name}"
  >
    <input type="hidden" name="slot" value="${slot}" />
    <div>
      <label for="file-${slot}">${label}</label>
      <input type="file" id="file-${slot}" name="file" accept="image/*" required />
    </div>
    <button type="submit">Change the ${label.toLowerCase()}</button>
    <button type="submit" name="remove" value="yes" formnovalidate>Take it away</button>
  </form>`;
}

function shown(picture: PictureView): Markup {
  const size = `${picture.width} × ${picture.height} px`;
  if (picture.changedAt === null)
    return html`${picture.isDefault ? "the platform's own" : "never changed"}, ${size}`;
  const time = new Date(picture.changedAt).toISOString();
  return html`${picture.isDefault ? "taken away" : "changed"}
    <time datetime="${time}">${time.slice(0, 19).replace("T", " ")} UTC</time>, ${size}`;
}

function apps(account: AccountView): string {
  const alive = account.tokens.filter((token) => token.revokedAt === null);
  return alive.length === 0 ? "none" : [...new Set(alive.map((token) => token.client))].join(", ");
}

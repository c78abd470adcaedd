/** The mailbox as people read it: newest first, with links that can be followed. */
import { html } from "hono/html";

import type { Mail } from "./mailbox.ts";
import { page, type Markup } from "./page.ts";

/** Addresses in plain text, without the punctuation that ends a sentence. */
const LINK = /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/;

export function mailPage(mails: readonly Mail[]): Promise<Response> {
  return page(
    "Mailbox",
    html`<main>
      <h1>Mailbox</h1>
      <p>What the app sent by mail, newest first. None of it left this machine.</p>
      ${mails.length === 0 ? html`<p class="quiet">There is none.</p>` : mails.map(letter)}
      <p><a href="/">All simulated platforms</a></p>
    </main>`,
  );
}

function letter({ id, to, subject, at, text }: Mail): Markup {
  return html`<article class="card letter" id="${id}">
    <h2>${subject}</h2>
    <p class="eyebrow">to ${to}, <time datetime="${at}">${at.slice(0, 19).replace("T", " ")} UTC</time></p>
    <p class="text">${withLinks(text)}</p>
  </article>`;
}

/** Splitting by a group leaves every second part a link. */
function withLinks(text: string): (string | Markup)[] {
  return text
    .split(LINK)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : part));
}

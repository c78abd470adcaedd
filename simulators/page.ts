/** The frame of every page the simulators show to people. */
import { html } from "hono/html";

import { STYLE } from "./style.ts";

export type Markup = ReturnType<typeof html>;

/** A whole page as an answer that is never stored. `body` holds the landmarks. */
export async function page(title: string, body: Markup, status = 200): Promise<Response> {
  const text = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html>`;
  return new Response(String(text), {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      // With no-referrer browsers post forms with `Origin: null`, which the control API refuses.
      "referrer-policy": "same-origin",
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'",
    },
  });
}

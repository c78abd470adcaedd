import type { Child } from "hono/jsx";

/** Mail programs know neither stylesheets nor variables: colours are written out. */
const PAPER = "#fbfaf7";
const INK = "#1c2230";
const QUIET = "#596070";
const ACCENT = "#0b6b56";

interface MailLayoutProps {
  readonly title: string;
  /** The line that mail programs show beside the subject. */
  readonly preview: string;
  /** Our own origin, for the footer. */
  readonly origin: string;
  readonly children: Child;
}

/** The frame of every mail: one column, no pictures, readable without styles. */
export function MailLayout(props: MailLayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>{props.title}</title>
      </head>
      <body style={`margin:0;padding:0;background:${PAPER};color:${INK}`}>
        <div style="display:none;max-height:0;overflow:hidden">{props.preview}</div>
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style={`background:${PAPER}`}>
          <tr>
            <td align="center" style="padding:32px 16px">
              <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px">
                <tr>
                  <td style="font:16px/1.55 system-ui,-apple-system,'Segoe UI',sans-serif">
                    <h1 style="font-size:24px;line-height:1.25;font-weight:650;margin:0 0 16px">
                      {props.title}
                    </h1>
                    {props.children}
                    <p style={`color:${QUIET};font-size:14px;margin:32px 0 0`}>
                      Sent by Linkarooie,{" "}
                      <a href={props.origin} style={`color:${QUIET}`}>
                        {props.origin}
                      </a>
                      , about your account.
                    </p>
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>
  );
}

export function MailParagraph(props: { readonly children: Child }) {
  return <p style="margin:0 0 16px">{props.children}</p>;
}

/** The one action of a mail, with its address spelled out below for programs that show no links. */
export function MailButton(props: { readonly href: string; readonly label: string }) {
  return (
    <>
      <p style="margin:24px 0">
        <a
          href={props.href}
          style={`background:${ACCENT};color:#ffffff;text-decoration:none;font-weight:600;padding:12px 20px;border-radius:10px;display:inline-block`}
        >
          {props.label}
        </a>
      </p>
      <p style={`color:${QUIET};font-size:14px;margin:0 0 16px;word-break:break-all`}>
        Or open this address:{" "}
        <a href={props.href} style={`color:${QUIET}`}>
          {props.href}
        </a>
      </p>
    </>
  );
}

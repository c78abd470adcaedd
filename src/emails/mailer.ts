import type { AppConfig } from "../config.ts";
import { UnavailableError } from "../errors.ts";

export interface OutgoingMail {
  /** Id of the `emails` row: travels as a header, so that a copy sent twice can be told from two mails. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Hands mail over. Resolves when it was accepted, throws when it was not or nobody knows. */
export interface Mailer {
  send(mail: OutgoingMail): Promise<void>;
}

const SENDER_NAME = "Linkarooie";
const SINK_TIMEOUT_MS = 5_000;

/** The e-mail binding, or in development the mailbox of the simulators when `MAIL_SINK` names it. */
export function createMailer(
  config: Pick<AppConfig, "mailSink" | "mailFrom">,
  binding: SendEmail,
  fetchImpl: (url: string, init: RequestInit) => Promise<Response> = (url, init) => fetch(url, init),
): Mailer {
  if (SIMULATORS && config.mailSink !== "") {
    return { send: (mail) => sendToSink(config, mail, fetchImpl) };
  }
  return {
    async send(mail) {
      const { to, subject, text, html } = mail;
      const from = { name: SENDER_NAME, email: config.mailFrom };
      await binding.send({ from, to, subject, text, html, headers: mailHeaders(mail) });
    },
  };
}

function mailHeaders(mail: OutgoingMail): Record<string, string> {
  return { "X-Linkarooie-Mail-Id": mail.id };
}

async function sendToSink(
  config: Pick<AppConfig, "mailSink" | "mailFrom">,
  mail: OutgoingMail,
  fetchImpl: (url: string, init: RequestInit) => Promise<Response>,
): Promise<void> {
  const response = await fetchImpl(config.mailSink, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...mail, from: config.mailFrom, headers: mailHeaders(mail) }),
    signal: AbortSignal.timeout(SINK_TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new UnavailableError("mail_sink", `The mail sink answered ${response.status}.`);
}

import { describe, expect, it, vi } from "vitest";

import { createMailer } from "./mailer.ts";

const MAIL = { id: "eml_1", to: "ada@example.test", subject: "Hello", text: "Hi", html: "<p>Hi</p>" };
type Fetch = (url: string, init: RequestInit) => Promise<Response>;
const HEADERS = { "X-Linkarooie-Mail-Id": "eml_1" };

function binding() {
  return {
    send: vi.fn<(mail: EmailMessageBuilder) => Promise<EmailSendResult>>(() =>
      Promise.resolve({ messageId: "m" }),
    ),
  };
}

describe("createMailer", () => {
  it("hands mail to the binding", async () => {
    const mail = binding();
    const fetchImpl = vi.fn<Fetch>();
    await createMailer(
      { mailSink: "", mailFrom: "hello@linkarooie.example" },
      mail as SendEmail,
      fetchImpl,
    ).send(MAIL);
    expect(mail.send.mock.calls).toEqual([
      [
        {
          from: { name: "Linkarooie", email: "hello@linkarooie.example" },
          to: MAIL.to,
          subject: MAIL.subject,
          text: MAIL.text,
          html: MAIL.html,
          headers: HEADERS,
        },
      ],
    ]);
    expect(fetchImpl).not.toHaveBeenCalled();
  });

  it("posts mail to the development mailbox instead when there is one", async () => {
    const mail = binding();
    const fetchImpl = vi.fn<Fetch>(() => Promise.resolve(new Response(null, { status: 202 })));
    const config = { mailSink: "http://127.0.0.1:8788/_sim/mail", mailFrom: "hello@linkarooie.example" };
    await createMailer(config, mail as SendEmail, fetchImpl).send(MAIL);
    const [url, init] = fetchImpl.mock.calls[0] ?? [];
    expect(url).toBe(config.mailSink);
    expect(await new Response(init?.body).json()).toEqual({
      ...MAIL,
      from: config.mailFrom,
      headers: HEADERS,
    });
    expect(mail.send).not.toHaveBeenCalled();
  });

  it("throws when the mailbox does not take it", async () => {
    const fetchImpl = () => Promise.resolve(new Response("no", { status: 500 }));
    const mailer = createMailer(
      { mailSink: "http://127.0.0.1:1/x", mailFrom: "a@b.example" },
      binding() as SendEmail,
      fetchImpl,
    );
    await expect(mailer.send(MAIL)).rejects.toMatchObject({ code: "mail_sink" });
  });
});

import { AppError } from "../errors.ts";
import type { MailTemplate } from "./mail-template.ts";
import { isTemplateName, templates } from "./templates.ts";

interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A mail from its template's name and stored values. Throws `unknown_mail` when either is of another release. */
export async function renderMail(name: string, values: unknown): Promise<RenderedMail> {
  if (!isTemplateName(name)) throw new AppError(500, "unknown_mail", `There is no mail template ${name}.`);
  // Each template checks its own values, so the union of them may be seen as a template of anything.
  const template = templates[name] as MailTemplate<unknown>;
  const parsed = template.values.safeParse(values);
  if (!parsed.success)
    throw new AppError(500, "unknown_mail", `The values of a ${name} mail have another form.`);
  const html = (await template.html(parsed.data)).toString();
  return {
    subject: template.subject(parsed.data),
    text: template.text(parsed.data),
    html: `<!DOCTYPE html>${html}`,
  };
}

/** Milliseconds after which a mail of this kind is not worth sending; 0 for one nobody knows. */
export function mailUsefulFor(name: string): number {
  return isTemplateName(name) ? templates[name].usefulForMs : 0;
}

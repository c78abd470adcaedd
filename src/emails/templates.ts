import type * as z from "zod";

import { alreadyRegistered } from "./already-registered.tsx";
import { codeRefused } from "./code-refused.tsx";
import { factorChanged } from "./factor-changed.tsx";
import { newDevice } from "./new-device.tsx";
import { verifyEmail } from "./verify-email.tsx";

/** Every mail this app sends, by the name that is stored with it. */
export const templates = {
  "verify-email": verifyEmail,
  "already-registered": alreadyRegistered,
  "new-device": newDevice,
  "factor-changed": factorChanged,
  "code-refused": codeRefused,
} as const;

export type TemplateName = keyof typeof templates;
/** The values each template needs. */
export type MailTemplates = { readonly [Name in TemplateName]: z.infer<(typeof templates)[Name]["values"]> };

export function isTemplateName(name: string): name is TemplateName {
  return Object.hasOwn(templates, name);
}

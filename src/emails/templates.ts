import type * as z from "zod";

import { addressChangeAsked } from "./address-change-asked.tsx";
import { addressChanged } from "./address-changed.tsx";
import { addressTaken } from "./address-taken.tsx";
import { alreadyConfirmed } from "./already-confirmed.tsx";
import { alreadyRegistered } from "./already-registered.tsx";
import { changeEmail } from "./change-email.tsx";
import { codeRefused } from "./code-refused.tsx";
import { factorChanged } from "./factor-changed.tsx";
import { newDevice } from "./new-device.tsx";
import { passwordChanged } from "./password-changed.tsx";
import { resetPassword } from "./reset-password.tsx";
import { verifyEmail } from "./verify-email.tsx";

/** Every mail this app sends, by the name that is stored with it. */
export const templates = {
  "verify-email": verifyEmail,
  "already-confirmed": alreadyConfirmed,
  "already-registered": alreadyRegistered,
  "new-device": newDevice,
  "reset-password": resetPassword,
  "password-changed": passwordChanged,
  "change-email": changeEmail,
  "address-change-asked": addressChangeAsked,
  "address-changed": addressChanged,
  "address-taken": addressTaken,
  "factor-changed": factorChanged,
  "code-refused": codeRefused,
} as const;

export type TemplateName = keyof typeof templates;
/** The values each template needs. */
export type MailTemplates = { readonly [Name in TemplateName]: z.infer<(typeof templates)[Name]["values"]> };

export function isTemplateName(name: string): name is TemplateName {
  return Object.hasOwn(templates, name);
}

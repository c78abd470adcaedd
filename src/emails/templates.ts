import type * as z from "zod";

import { alreadyRegistered } from "./already-registered.tsx";
import { confirmIdentity } from "./confirm-identity.tsx";
import { identityChanged } from "./identity-changed.tsx";
import { identityHasAccount } from "./identity-has-account.tsx";
import { newDevice } from "./new-device.tsx";
import { verifyEmail } from "./verify-email.tsx";

/** Every mail this app sends, by the name that is stored with it. */
export const templates = {
  "verify-email": verifyEmail,
  "already-registered": alreadyRegistered,
  "confirm-identity": confirmIdentity,
  "identity-changed": identityChanged,
  "identity-has-account": identityHasAccount,
  "new-device": newDevice,
} as const;

export type TemplateName = keyof typeof templates;
/** The values each template needs. */
export type MailTemplates = { readonly [Name in TemplateName]: z.infer<(typeof templates)[Name]["values"]> };

export function isTemplateName(name: string): name is TemplateName {
  return Object.hasOwn(templates, name);
}

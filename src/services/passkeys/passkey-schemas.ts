/** What is sent to the passkey services. The shape of an answer is the browser's (WebAuthn Level 3, 5.1 and 5.5). */
import * as z from "zod";

/** Credential ids have at most 1,023 bytes (WebAuthn Level 3, 4). */
const MAX_ID_CHARS = 1_400;
/** Holds an attestation with certificates, although none are asked for. */
const MAX_PART_CHARS = 24_000;
const MAX_NAME_CHARS = 60;

const base64Url = z.string().regex(/^[\w-]+$/, { message: "must be base64url" });
const id = base64Url.max(MAX_ID_CHARS);
const part = base64Url.max(MAX_PART_CHARS);
/** Asked for none, so nothing of it is read. */
const extensions = z.object({}).default({});

const attestation = z
  .object({
    id,
    rawId: id,
    type: z.literal("public-key"),
    response: z.object({
      clientDataJSON: part,
      attestationObject: part,
      transports: z.array(z.string().max(32)).max(10).default([]),
    }),
    clientExtensionResults: extensions,
  })
  .meta({ id: "PasskeyAttestation" });
export type PasskeyAttestation = z.infer<typeof attestation>;

const assertion = z
  .object({
    id,
    rawId: id,
    type: z.literal("public-key"),
    response: z.object({
      clientDataJSON: part,
      authenticatorData: part,
      signature: part,
      userHandle: base64Url.max(128).nullish(),
    }),
    clientExtensionResults: extensions,
  })
  .meta({ id: "PasskeyAssertion" });
export type PasskeyAssertion = z.infer<typeof assertion>;

export const passkeyName = z
  .string()
  .trim()
  .min(1)
  .max(MAX_NAME_CHARS)
  .regex(/^\P{Cc}*$/u, { message: "must not contain control characters" });

export const registerPasskeyBody = z
  .strictObject({ name: passkeyName.optional(), response: attestation })
  .meta({ id: "RegisterPasskeyRequest" });
export type RegisterPasskeyBody = z.infer<typeof registerPasskeyBody>;

export const renamePasskeyBody = z.strictObject({ name: passkeyName }).meta({ id: "RenamePasskeyRequest" });

export const usePasskeyBody = z.strictObject({ response: assertion }).meta({ id: "UsePasskeyRequest" });

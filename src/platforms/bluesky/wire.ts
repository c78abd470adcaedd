/** What AT Protocol servers send, as far as this adapter reads it. Unknown fields are ignored, except in the record. */
import * as z from "zod";

const origin = z.string().transform((value, ctx) => {
  const url = URL.parse(value);
  if (
    url !== null &&
    url.protocol === "https:" &&
    url.pathname === "/" &&
    url.search === "" &&
    url.username === ""
  ) {
    return url.origin;
  }
  ctx.addIssue({ code: "custom", message: "must be an https origin" });
  return z.NEVER;
});
const httpsUrl = z
  .string()
  .refine((value) => URL.parse(value)?.protocol === "https:", "must be an https URL");

export const didDocument = z.object({
  id: z.string(),
  alsoKnownAs: z.array(z.string()).default([]),
  service: z
    .array(z.looseObject({ id: z.string(), type: z.unknown(), serviceEndpoint: z.unknown() }))
    .default([]),
});

/** A personal data server's address in a DID document. */
export const pdsOrigin = origin;

/** DNS over HTTPS in JSON; type 16 is TXT. */
export const dnsAnswer = z.object({
  Status: z.number(),
  Answer: z.array(z.object({ type: z.number(), data: z.string() })).default([]),
});

export const protectedResource = z.object({
  resource: origin,
  authorization_servers: z.array(origin).length(1),
});

export const serverMetadata = z.object({
  issuer: z.string(),
  authorization_endpoint: httpsUrl,
  token_endpoint: httpsUrl,
  pushed_authorization_request_endpoint: httpsUrl,
  revocation_endpoint: httpsUrl.optional(),
  scopes_supported: z.array(z.string()),
  code_challenge_methods_supported: z.array(z.string()),
  dpop_signing_alg_values_supported: z.array(z.string()),
  token_endpoint_auth_methods_supported: z.array(z.string()),
  require_pushed_authorization_requests: z.literal(true),
  authorization_response_iss_parameter_supported: z.literal(true),
  client_id_metadata_document_supported: z.literal(true),
  protected_resources: z.array(z.string()).optional(),
});

export const pushedRequest = z.object({ request_uri: z.string().min(1) });

export const tokenReply = z.object({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^dpop$/i),
  scope: z.string(),
  sub: z.string(),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive().optional(),
});

export const accountSession = z.object({
  did: z.string(),
  handle: z.string(),
  active: z.boolean().optional(),
  status: z.string().optional(),
});

/** A blob as today's lexicon writes it, or as the first servers did. */
const blobRef = z.union([
  z
    .object({ $type: z.literal("blob"), ref: z.object({ $link: z.string() }) })
    .transform((blob) => blob.ref.$link),
  z.object({ cid: z.string(), mimeType: z.string() }).transform((blob) => blob.cid),
]);

export const profileRecord = z.object({ cid: z.string(), value: z.record(z.string(), z.unknown()) });
export const profilePictures = z.object({ avatar: blobRef.optional(), banner: blobRef.optional() });

/** Kept as it came: the record must name the blob exactly as the server does. */
export const uploadedBlob = z.object({
  blob: z.looseObject({ $type: z.literal("blob"), ref: z.object({ $link: z.string() }) }),
});

export const writtenRecord = z.object({ uri: z.string(), cid: z.string() });

/** OAuth says `error_description`, XRPC says `message`. */
export const errorReply = z.object({
  error: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
});

/** The shapes of answers of Mastodon and servers that speak its API. */
import * as z from "zod";

/** A server that anybody may run gets no more room than a real one needs. */
const MAX_TOKEN_CHARS = 2_000;
const MAX_URL_CHARS = 2_048;
const url = z.string().max(MAX_URL_CHARS);

export const errorSchema = z.object({ error: z.string(), error_description: z.string().optional() });

/** RFC 8414 with Mastodon's own key for registering apps; from 4.3 on. */
export const metadataSchema = z.object({
  authorization_endpoint: z.url().max(MAX_URL_CHARS),
  token_endpoint: z.url().max(MAX_URL_CHARS),
  revocation_endpoint: z.url().max(MAX_URL_CHARS).optional(),
  app_registration_endpoint: z.url().max(MAX_URL_CHARS).optional(),
});

export const appSchema = z.object({
  client_id: z.string().min(1).max(MAX_TOKEN_CHARS),
  client_secret: z.string().min(1).max(MAX_TOKEN_CHARS),
});

/** Mastodon states no expiry; a server that does is believed. */
export const tokenSchema = z.object({
  access_token: z.string().min(1).max(MAX_TOKEN_CHARS),
  scope: z.string().max(1_000).optional(),
  expires_in: z.number().positive().nullish(),
});

/** Account names as Mastodon allows them; compatible servers add dots and hyphens. Never a mark that turns text round. */
export const accountSchema = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  username: z.string().regex(/^[\p{L}\p{N}_.-]{1,100}$/u),
  url,
  avatar: url,
  header: url,
});

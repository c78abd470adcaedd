/** The shapes of answers of Mastodon and servers that speak its API. */
import * as z from "zod";

export const errorSchema = z.object({ error: z.string(), error_description: z.string().optional() });

/** RFC 8414 with Mastodon's own key for registering apps; from 4.3 on. */
export const metadataSchema = z.object({
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  revocation_endpoint: z.url().optional(),
  app_registration_endpoint: z.url().optional(),
});

export const appSchema = z.object({ client_id: z.string().min(1), client_secret: z.string().min(1) });

/** Mastodon states no expiry; a server that does is believed. */
export const tokenSchema = z.object({
  access_token: z.string().min(1),
  scope: z.string().optional(),
  expires_in: z.number().positive().nullish(),
});

export const accountSchema = z.object({
  id: z.string().min(1),
  username: z.string().min(1),
  url: z.string(),
  avatar: z.string(),
  header: z.string(),
});

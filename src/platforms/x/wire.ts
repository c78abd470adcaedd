/** The shapes of X's answers: v1.1, v2 and the form-encoded ones of OAuth 1.0a. */
import * as z from "zod";

/** v1.1 errors. */
export const legacyErrorSchema = z.object({
  errors: z.array(z.object({ code: z.number(), message: z.string().optional() })).min(1),
});

/** v2 errors: RFC 7807 problems. */
export const problemSchema = z.object({
  title: z.string(),
  detail: z.string().optional(),
  type: z.string().optional(),
  reason: z.string().optional(),
});

/** `GET /2/users/me`; an account without a banner has no `profile_banner_url`. */
export const meSchema = z.object({
  data: z.object({
    id: z.string().min(1),
    username: z.string().min(1),
    profile_image_url: z.url().optional(),
    profile_banner_url: z.url().optional(),
  }),
});

/** The v1.1 user that `update_profile_image` answers with. */
export const legacyUserSchema = z.object({ id_str: z.string().min(1), profile_image_url_https: z.url() });

export const requestTokenSchema = z.object({
  oauth_token: z.string().min(1),
  oauth_token_secret: z.string().min(1),
  oauth_callback_confirmed: z.literal("true"),
});

export const accessTokenSchema = z.object({
  oauth_token: z.string().min(1),
  oauth_token_secret: z.string().min(1),
  user_id: z.string().min(1),
  screen_name: z.string().min(1),
});

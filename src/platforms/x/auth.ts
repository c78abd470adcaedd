import type * as z from "zod";

import { PlatformError } from "../errors.ts";
import type { PlatformReply } from "../http.ts";
import type { PlatformAuth } from "../platform.ts";
import { descriptor } from "./descriptor.ts";
import { sendSigned, tokenOf, type XClient } from "./send.ts";
import { accessTokenSchema, requestTokenSchema } from "./wire.ts";

/**
 * OAuth 1.0a in three legs (RFC 5849 section 2). The temporary token is the state: X sends it back with the callback, and
 * its secret never leaves the flow. Tokens do not expire, so there is no `refresh`.
 */
export function createXAuth(client: XClient): PlatformAuth {
  return {
    async begin(ports, { redirectUri }) {
      const reply = await sendSigned(ports, client, {
        method: "POST",
        path: "/oauth/request_token",
        oauth: { oauth_callback: redirectUri },
      }).catch(blameOurKeys);
      const token = readForm(reply, requestTokenSchema);
      const authorizeUrl = new URL("/oauth/authorize", client.origin);
      authorizeUrl.searchParams.set("oauth_token", token.oauth_token);
      return {
        authorizeUrl: authorizeUrl.href,
        flow: { state: token.oauth_token, data: { tokenSecret: token.oauth_token_secret } },
      };
    },

    async finish(ports, { callback, flow }) {
      const denied = callback.get("denied");
      if ((denied ?? callback.get("oauth_token")) !== flow.state)
        throw new PlatformError("input-bad", "state_mismatch");
      if (denied !== null) throw new PlatformError("person-must-act", "declined");
      const verifier = callback.get("oauth_verifier");
      if (verifier === null) throw new PlatformError("input-bad", "code_missing");
      const reply = await sendSigned(ports, client, {
        method: "POST",
        path: "/oauth/access_token",
        token: { key: flow.state, secret: flow.data["tokenSecret"] ?? "" },
        oauth: { oauth_verifier: verifier },
      }).catch(blameTheCode);
      const granted = readForm(reply, accessTokenSchema);
      return {
        accountId: granted.user_id,
        handle: granted.screen_name,
        host: null,
        profileUrl: `https://x.com/${encodeURIComponent(granted.screen_name)}`,
        accessToken: granted.oauth_token,
        tokenSecret: granted.oauth_token_secret,
        expiresAt: null,
        scopes: descriptor.scopes.map(({ scope }) => scope),
        extra: {},
      };
    },

    async revoke(ports, grant) {
      try {
        await sendSigned(ports, client, {
          method: "POST",
          path: "/1.1/oauth/invalidate_token.json",
          token: tokenOf(grant),
        });
      } catch (error) {
        // A token that is dead already is what we came for.
        if (error instanceof PlatformError && error.kind === "token-dead") return;
        throw error;
      }
    },
  };
}

function readForm<Schema extends z.ZodType>(reply: PlatformReply, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(Object.fromEntries(new URLSearchParams(reply.text)));
  if (parsed.success) return parsed.data;
  throw new PlatformError("unavailable", "unreadable_reply", {
    message: "X answered a token request in an unexpected form",
    status: reply.status,
  });
}

/** No person's token is involved yet: a refusal is about our own registration. */
function blameOurKeys(error: unknown): never {
  if (error instanceof PlatformError && error.kind === "token-dead") {
    throw new PlatformError("capability-gone", "app_credentials", { status: error.status, cause: error });
  }
  throw error;
}

/** A verifier used twice, made up or too late: the person starts again. */
function blameTheCode(error: unknown): never {
  if (error instanceof PlatformError && error.kind === "token-dead") {
    throw new PlatformError("input-bad", "code_rejected", { status: error.status, cause: error });
  }
  throw error;
}

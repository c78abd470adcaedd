import { randomSecret, sha256Hex } from "../../auth/hash.ts";
import { SESSION_IDLE_MS } from "../../auth/session-cookie.ts";
import type { AppContext } from "../../context.ts";
import { insertSession } from "../../db/sessions.ts";
import { newId } from "../../new-id.ts";
import type { ClientInfo } from "./client-info.ts";

const MAX_USER_AGENT_CHARS = 256;

/** Starts a session under a new id and a new secret, ends the browser's previous one, and returns the secret. */
export async function startSession(
  app: AppContext,
  input: { userId: string; client: ClientInfo; previousSecret: string | null },
): Promise<string> {
  const secret = randomSecret();
  const now = app.now();
  await insertSession(app.db, {
    row: {
      id: newId("ses"),
      userId: input.userId,
      tokenHash: await sha256Hex(secret),
      userAgent: input.client.userAgent?.slice(0, MAX_USER_AGENT_CHARS) ?? null,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: now + SESSION_IDLE_MS,
    },
    replacedTokenHash: input.previousSecret === null ? null : await sha256Hex(input.previousSecret),
  });
  app.log.info("signed_in", { user_id: input.userId });
  return secret;
}

/** Ways to sign in beside the password, and what is under way while somebody does. Times are milliseconds since the epoch, UTC. */
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

import { users } from "./accounts.ts";

export const LOGIN_PROVIDERS = ["google", "facebook", "github"] as const;

/** A person's account at a login provider. (provider, subject) is the key; the address is an attribute and may be wrong. */
export const identities = sqliteTable(
  "identities",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    provider: text("provider", { enum: LOGIN_PROVIDERS }).notNull(),
    /** The provider's permanent id of the person: `sub`, app-scoped id, numeric id. */
    subject: text("subject").notNull(),
    /** What the provider said when it was linked or last used, for the person to recognise it by. */
    email: text("email"),
    name: text("name"),
    createdAt: integer("created_at").notNull(),
    lastUsedAt: integer("last_used_at").notNull(),
  },
  (table) => [
    uniqueIndex("identities_subject").on(table.provider, table.subject),
    index("identities_user").on(table.userId),
  ],
);

/** A provider flow between its two halves, bound to the browser that began it and, when signed in, to its session. */
export const loginFlows = sqliteTable(
  "login_flows",
  {
    stateHash: text("state_hash").primaryKey(),
    provider: text("provider", { enum: LOGIN_PROVIDERS }).notNull(),
    purpose: text("purpose", { enum: ["sign_in", "link", "reauthenticate"] }).notNull(),
    userId: text("user_id").references(() => users.id, { onDelete: "cascade" }),
    sessionId: text("session_id"),
    /** SHA-256 of the cookie of the browser that began. */
    browserHash: text("browser_hash").notNull(),
    /** PKCE verifier and nonce. */
    sealedFlow: text("sealed_flow").notNull(),
    nextPath: text("next_path"),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [index("login_flows_expires").on(table.expiresAt)],
);

/** A provider account nobody here owns yet, waiting for its address to be proved in the browser that signed in there. */
export const pendingIdentities = sqliteTable(
  "pending_identities",
  {
    browserHash: text("browser_hash").primaryKey(),
    provider: text("provider", { enum: LOGIN_PROVIDERS }).notNull(),
    subject: text("subject").notNull(),
    name: text("name"),
    /** The address the mail went to, as typed; null until then. */
    email: text("email"),
    /** SHA-256 of the secret in that mail. */
    tokenHash: text("token_hash"),
    /** What the provider named; only a suggestion. */
    suggestedEmail: text("suggested_email"),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [
    uniqueIndex("pending_identities_token").on(table.tokenHash),
    index("pending_identities_expires").on(table.expiresAt),
  ],
);

/** First factor given, second still owed. The cookie holds the secret, the row its SHA-256. */
export const pendingSignIns = sqliteTable(
  "pending_sign_ins",
  {
    tokenHash: text("token_hash").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    method: text("method").notNull(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [
    index("pending_sign_ins_user").on(table.userId),
    index("pending_sign_ins_expires").on(table.expiresAt),
  ],
);

export const passkeys = sqliteTable(
  "passkeys",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** Base64url, as the authenticator names it. */
    credentialId: text("credential_id").notNull(),
    /** COSE key in base64url. */
    publicKey: text("public_key").notNull(),
    /** Signature counter; synced passkeys stay at 0. */
    counter: integer("counter").notNull(),
    /** JSON list of transports. */
    transports: text("transports").notNull(),
    backedUp: integer("backed_up", { mode: "boolean" }).notNull(),
    /** What its owner calls it. */
    name: text("name").notNull(),
    createdAt: integer("created_at").notNull(),
    lastUsedAt: integer("last_used_at"),
  },
  (table) => [
    uniqueIndex("passkeys_credential").on(table.credentialId),
    index("passkeys_user").on(table.userId),
  ],
);

/** A challenge for a passkey: single use, minutes. */
export const passkeyChallenges = sqliteTable(
  "passkey_challenges",
  {
    challengeHash: text("challenge_hash").primaryKey(),
    purpose: text("purpose", { enum: ["register", "sign_in", "reauthenticate"] }).notNull(),
    userId: text("user_id").references(() => users.id, { onDelete: "cascade" }),
    sessionId: text("session_id"),
    /** SHA-256 of the cookie of the browser that asked, for signing in. */
    browserHash: text("browser_hash"),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [index("passkey_challenges_expires").on(table.expiresAt)],
);

/** One-time codes of an authenticator app. Counts as a factor once `confirmed_at` is set. */
export const totpCredentials = sqliteTable("totp_credentials", {
  userId: text("user_id")
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  /** AES-256-GCM, `auth/vault.ts`. */
  sealedSecret: text("sealed_secret").notNull(),
  confirmedAt: integer("confirmed_at"),
  /** The newest 30-second step that was accepted: a code works once (RFC 6238 5.2). */
  lastStep: integer("last_step").notNull().default(0),
  createdAt: integer("created_at").notNull(),
});

/** What opens the account when the authenticator is lost; each works once. */
export const recoveryCodes = sqliteTable(
  "recovery_codes",
  {
    codeHash: text("code_hash").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: integer("created_at").notNull(),
    usedAt: integer("used_at"),
  },
  (table) => [index("recovery_codes_user").on(table.userId)],
);

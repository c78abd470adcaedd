/** Who people are and how they sign in. Times are milliseconds since the epoch, UTC. */
import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export const users = sqliteTable(
  "users",
  {
    id: text("id").primaryKey(),
    /** As typed; compared by `email_key`. */
    email: text("email").notNull(),
    /** Lower-cased address, the unique key. */
    emailKey: text("email_key").notNull(),
    emailVerifiedAt: integer("email_verified_at"),
    firstName: text("first_name"),
    lastName: text("last_name"),
    role: text("role", { enum: ["user", "admin"] })
      .notNull()
      .default("user"),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [uniqueIndex("users_email_key").on(table.emailKey)],
);

export const passwordCredentials = sqliteTable("password_credentials", {
  userId: text("user_id")
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  /** PHC string, scrypt. */
  hash: text("hash").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

/** One row a signed-in browser. The cookie holds the secret, the row its SHA-256. */
export const sessions = sqliteTable(
  "sessions",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    tokenHash: text("token_hash").notNull(),
    userAgent: text("user_agent"),
    /** Network prefix at sign-in (IPv4 /24, IPv6 /64), or `unknown`. */
    network: text("network").notNull().default("unknown"),
    /** How the person proved who they are: `password`, `google`, `passkey`, … */
    method: text("method").notNull().default("password"),
    /** True when two factors were given: a passkey, or a code beside something else. */
    twoFactor: integer("two_factor", { mode: "boolean" }).notNull().default(false),
    /** The newest full proof of who it is; sensitive actions ask for one of the last 15 minutes. */
    authenticatedAt: integer("authenticated_at").notNull().default(0),
    createdAt: integer("created_at").notNull(),
    lastUsedAt: integer("last_used_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [
    uniqueIndex("sessions_token_hash").on(table.tokenHash),
    index("sessions_user").on(table.userId),
    index("sessions_expires").on(table.expiresAt),
  ],
);

/** Single-use secrets sent by mail. The mail holds the secret, the row its SHA-256. */
export const mailTokens = sqliteTable(
  "mail_tokens",
  {
    tokenHash: text("token_hash").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    purpose: text("purpose", { enum: ["verify_email", "reset_password", "change_email"] }).notNull(),
    /** The address the token proves, lower-cased. */
    email: text("email").notNull(),
    /** The same as typed, for a change of address. */
    address: text("address"),
    /** SHA-256 of the browser secret of the registration, null when none was kept. */
    browserHash: text("browser_hash"),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [uniqueIndex("mail_tokens_user_purpose").on(table.userId, table.purpose)],
);

/** Outgoing mail, written with the row that caused it and marked when it was handed over. */
export const emails = sqliteTable(
  "emails",
  {
    id: text("id").primaryKey(),
    userId: text("user_id").references(() => users.id, { onDelete: "cascade" }),
    template: text("template").notNull(),
    recipient: text("recipient").notNull(),
    /** Sealed JSON of the template's values: it may hold a single-use link. Emptied once sent. */
    sealedValues: text("sealed_values").notNull(),
    createdAt: integer("created_at").notNull(),
    sentAt: integer("sent_at"),
    failedAt: integer("failed_at"),
  },
  (table) => [
    index("emails_unsent")
      .on(table.createdAt)
      .where(sql`sent_at is null and failed_at is null`),
  ],
);

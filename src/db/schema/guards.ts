/** What keeps strangers out and owners informed. Times are milliseconds since the epoch, UTC. */
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

import { users } from "./accounts.ts";

/** Exact counts of attempts: one number a key, by the generic cell rate algorithm (see `db/spend.ts`). */
export const rateBuckets = sqliteTable(
  "rate_buckets",
  {
    /** HMAC of what is counted: neither addresses nor networks are kept in clear. */
    key: text("key").primaryKey(),
    /** When the bucket will be full again; also when the row is of no use any more. */
    emptyUntil: integer("empty_until").notNull(),
  },
  (table) => [index("rate_buckets_empty_until").on(table.emptyUntil)],
);

/** A browser that has signed in to this account before. The cookie holds the secret, the row its SHA-256. */
export const knownDevices = sqliteTable(
  "known_devices",
  {
    tokenHash: text("token_hash").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: integer("created_at").notNull(),
    lastUsedAt: integer("last_used_at").notNull(),
  },
  (table) => [index("known_devices_user").on(table.userId), index("known_devices_used").on(table.lastUsedAt)],
);

/**
 * What happened to an account, for its owner. Append-only: triggers refuse updates, and deletes of rows younger than
 * their retention. No foreign key: the record outlives sessions and, as a bare id, the account.
 */
export const auditEvents = sqliteTable(
  "audit_events",
  {
    id: text("id").primaryKey(),
    /** Whose account it is about. */
    userId: text("user_id").notNull(),
    /** Who did it; null when nobody had signed in. */
    actorId: text("actor_id"),
    sessionId: text("session_id"),
    action: text("action").notNull(),
    /** What it was done to: an id or a short word, never a secret. */
    target: text("target"),
    outcome: text("outcome", { enum: ["done", "refused"] }).notNull(),
    network: text("network").notNull(),
    userAgent: text("user_agent"),
    requestId: text("request_id").notNull(),
    at: integer("at").notNull(),
  },
  (table) => [index("audit_events_user").on(table.userId, table.at), index("audit_events_at").on(table.at)],
);

/** The public name of a person. */
export const userProfiles = sqliteTable(
  "user_profiles",
  {
    userId: text("user_id")
      .primaryKey()
      .references(() => users.id, { onDelete: "cascade" }),
    handle: text("handle").notNull(),
    /** The handle with everything folded together that looks alike; unique, so that nobody passes for somebody else. */
    handleSkeleton: text("handle_skeleton").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [
    uniqueIndex("user_profiles_handle").on(table.handle),
    uniqueIndex("user_profiles_skeleton").on(table.handleSkeleton),
  ],
);

/**
 * One row a vault key that became primary, and one named `<key>/check` for the look an hour after the first that found
 * nothing under another key: when both have finished, everything at rest is sealed with it.
 */
export const vaultRotations = sqliteTable("vault_rotations", {
  keyId: text("key_id").primaryKey(),
  startedAt: integer("started_at").notNull(),
  resealed: integer("resealed").notNull().default(0),
  finishedAt: integer("finished_at"),
});

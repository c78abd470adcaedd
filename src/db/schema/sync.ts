/** Platforms, connections and sync runs. The journal of what is in flight lives in the `UserSync` object. */
import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

import { users } from "./accounts.ts";
import { images, looks } from "./pictures.ts";

/** Seeded from the registry in `platforms/registry.ts`. */
export const platforms = sqliteTable("platforms", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  baseUrl: text("base_url").notNull(),
  apiVersion: text("api_version").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

/** A connection: a user's account on a platform, with its sealed grant. */
export const userPlatforms = sqliteTable(
  "user_platforms",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    platformId: text("platform_id")
      .notNull()
      .references(() => platforms.id),
    /** The platform's permanent id of the account. */
    accountId: text("account_id").notNull(),
    handle: text("handle").notNull(),
    host: text("host"),
    profileUrl: text("profile_url").notNull(),
    status: text("status", { enum: ["connected", "finish_setup", "needs_attention", "paused"] }).notNull(),
    statusReason: text("status_reason"),
    /** JSON list of granted scopes. */
    scopes: text("scopes").notNull(),
    /** AES-256-GCM, `auth/vault.ts`. */
    sealedGrant: text("sealed_grant").notNull(),
    /** Compare-and-set counter of the grant; the higher one is the truth. */
    grantGeneration: integer("grant_generation").notNull().default(1),
    tokenExpiresAt: integer("token_expires_at"),
    lastSuccessAt: integer("last_success_at"),
    /** Which slots a run writes unless it names some itself. */
    syncAvatar: integer("sync_avatar", { mode: "boolean" }).notNull().default(true),
    syncBanner: integer("sync_banner", { mode: "boolean" }).notNull().default(true),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [uniqueIndex("user_platforms_account").on(table.userId, table.platformId, table.accountId)],
);

/** An OAuth flow between its two halves, bound to the session that began it. */
export const connectFlows = sqliteTable(
  "connect_flows",
  {
    stateHash: text("state_hash").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    sessionId: text("session_id").notNull(),
    platformId: text("platform_id").notNull(),
    sealedFlow: text("sealed_flow").notNull(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [index("connect_flows_expires").on(table.expiresAt)],
);

export const syncRequests = sqliteTable(
  "sync_requests",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    lookId: text("look_id").references(() => looks.id, { onDelete: "set null" }),
    state: text("state", { enum: ["running", "finished", "cancelled"] }).notNull(),
    /** The plan the person approved, `sync/plan-hash.ts`. Null: there was none. */
    planHash: text("plan_hash"),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    finishedAt: integer("finished_at"),
  },
  (table) => [
    index("sync_requests_user").on(table.userId, table.createdAt),
    index("sync_requests_open")
      .on(table.updatedAt)
      .where(sql`state = 'running'`),
  ],
);

/** One connection and slot inside a run. `state` is one of `sync/target-state.ts`. */
export const syncTargets = sqliteTable(
  "sync_targets",
  {
    id: text("id").primaryKey(),
    syncRequestId: text("sync_request_id")
      .notNull()
      .references(() => syncRequests.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** Null once the connection left: what a run did stays known. */
    connectionId: text("connection_id").references(() => userPlatforms.id, { onDelete: "set null" }),
    platformId: text("platform_id").notNull(),
    /** The account as it was called when the run began. */
    handle: text("handle").notNull(),
    profileUrl: text("profile_url").notNull(),
    slot: text("slot", { enum: ["avatar", "banner"] }).notNull(),
    imageId: text("image_id").references(() => images.id, { onDelete: "set null" }),
    state: text("state").notNull(),
    waitingOn: text("waiting_on", { enum: ["linkarooie", "platform", "you", "nobody"] }).notNull(),
    reason: text("reason"),
    attempts: integer("attempts").notNull().default(0),
    nextAttemptAt: integer("next_attempt_at"),
    sentVariantId: text("sent_variant_id"),
    sentSha256: text("sent_sha256"),
    shownUrl: text("shown_url"),
    shownDistance: integer("shown_distance"),
    verifiedBy: text("verified_by"),
    checkedAt: integer("checked_at"),
    /** What was shown when it was last looked at, as a small picture of ours: R2 key, and its name under /media. */
    proofKey: text("proof_key"),
    proofMediaId: text("proof_media_id"),
    /** Raised by every change; a later write with a lower number is dropped. */
    revision: integer("revision").notNull().default(0),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [
    uniqueIndex("sync_targets_once").on(table.syncRequestId, table.connectionId, table.slot),
    index("sync_targets_connection").on(table.connectionId, table.slot),
  ],
);

/** What was sent to a platform for a target and what came of it, in the order it happened. For the person to read. */
export const syncAttempts = sqliteTable(
  "sync_attempts",
  {
    id: text("id").primaryKey(),
    targetId: text("target_id")
      .notNull()
      .references(() => syncTargets.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** Of the operation when it happened: a repeated mirror writes nothing twice. */
    revision: integer("revision").notNull(),
    /** A target state, `sync/target-state.ts`. */
    state: text("state").notNull(),
    reason: text("reason"),
    nextAttemptAt: integer("next_attempt_at"),
    at: integer("at").notNull(),
  },
  (table) => [uniqueIndex("sync_attempts_once").on(table.targetId, table.revision)],
);

/** What a person wants of syncing. No row: the defaults of `services/syncs/preferences.ts`. */
export const syncPreferences = sqliteTable("sync_preferences", {
  userId: text("user_id")
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  /** How often platforms are looked at for changes by others. */
  watch: text("watch", { enum: ["off", "on_change", "daily", "weekly"] }).notNull(),
  /** IANA name. */
  timeZone: text("time_zone").notNull(),
  /** Minutes after midnight, local; both null: no quiet hours. */
  quietFrom: integer("quiet_from"),
  quietTo: integer("quiet_to"),
  /** Whether a platform that tells followers about a new picture is written without asking each time. */
  announceFreely: integer("announce_freely", { mode: "boolean" }).notNull(),
  /** For platforms that bill: cents of US dollars a month at most; null: none. */
  costCapCents: integer("cost_cap_cents"),
  updatedAt: integer("updated_at").notNull(),
});

/** What a platform lets us do at present, where that differs from its descriptor. No row: all is well. */
export const capabilities = sqliteTable(
  "capabilities",
  {
    id: text("id").primaryKey(),
    platformId: text("platform_id").notNull(),
    slot: text("slot", { enum: ["avatar", "banner"] }).notNull(),
    /** `resting`: tried again at `until`. `handoff`: people do it by hand. `off`: an operator's switch. */
    state: text("state", { enum: ["resting", "handoff", "off"] }).notNull(),
    reason: text("reason").notNull(),
    since: integer("since").notNull(),
    until: integer("until"),
    /** Whoever switched it; null: the breaker. */
    changedBy: text("changed_by"),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [uniqueIndex("capabilities_once").on(table.platformId, table.slot)],
);

const KINDS = [
  "render_image",
  "rerender_image",
  "wake_sync",
  "send_email",
  "delete_bytes",
  "purge_media",
  "look_again",
] as const;

/** What must still be told to a queue or an object. Written in the batch that caused it; the sweeper sends what is left. */
export const outbox = sqliteTable(
  "outbox",
  {
    id: text("id").primaryKey(),
    kind: text("kind", { enum: KINDS }).notNull(),
    /** Id of the image, user, e-mail or rerender; the R2 key of bytes; the public name of a file. */
    subjectId: text("subject_id").notNull(),
    createdAt: integer("created_at").notNull(),
    /** When to look at it again; moved forward by each send. */
    dueAt: integer("due_at").notNull(),
    sends: integer("sends").notNull().default(0),
  },
  (table) => [index("outbox_due").on(table.dueAt)],
);

/** When each user's object has work due: the cron watchdog pokes objects that slept through it. */
export const syncWatch = sqliteTable(
  "sync_watch",
  {
    userId: text("user_id")
      .primaryKey()
      .references(() => users.id, { onDelete: "cascade" }),
    nextDueAt: integer("next_due_at"),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [index("sync_watch_due").on(table.nextDueAt)],
);

/** Messages no consumer could finish. An operator sees and replays them. */
export const deadLetters = sqliteTable("dead_letters", {
  id: text("id").primaryKey(),
  queue: text("queue").notNull(),
  /** The message: ids only. */
  body: text("body").notNull(),
  attempts: integer("attempts").notNull(),
  createdAt: integer("created_at").notNull(),
});

/**
 * The object's own SQLite: what is in flight. Small synchronous functions; a write is on disk before any request that
 * follows it leaves (the runtime's output gate). Everything here can be rebuilt from D1 and by reading back.
 */
import type { Slot } from "../../platforms/platform.ts";
import type { Confirmed } from "../../sync/engine-ports.ts";
import { type Operation, operationSchema } from "../../sync/operation.ts";
import { DAY_MS } from "../../limits.ts";

/** Ended operations are kept this long for support questions, then only D1 has them. */
const KEEP_DONE_MS = 30 * DAY_MS;

const SCHEMA = `
create table if not exists meta (key text primary key, value text not null);
create table if not exists operations (
  id text primary key, connection_id text not null, slot text not null, sync_request_id text not null,
  phase text not null, due_at integer not null, revision integer not null, mirrored integer not null,
  updated_at integer not null, body text not null);
create index if not exists operations_due on operations (phase, due_at);
create table if not exists confirmed (
  connection_id text not null, slot text not null, sha256 text not null, identity text not null,
  primary key (connection_id, slot));
create table if not exists blocked (connection_id text primary key, until integer not null);
create table if not exists budgets (connection_id text primary key, body text not null);
create table if not exists fences (subject text primary key, at integer not null);
create table if not exists grants (
  connection_id text primary key, generation integer not null, sealed text not null, mirrored integer not null);`;

export type Journal = ReturnType<typeof openJournal>;

/** Opens the journal in `sql`, making its tables when they are missing. `onUnreadable` hears of rows set aside. */
export function openJournal(sql: SqlStorage, onUnreadable: (operationId: string) => void = () => {}) {
  sql.exec(SCHEMA);

  function operations(where: string, ...args: (string | number)[]): Operation[] {
    const rows = sql
      .exec<{ id: string; body: string }>(`select id, body from operations where ${where}`, ...args)
      .toArray();
    return rows.flatMap(({ id, body }) => {
      const parsed = operationSchema.safeParse(JSON.parse(body));
      if (parsed.success) return [parsed.data];
      // One row nobody can read must not keep the person's other work, a cancel or a disconnect from happening.
      onUnreadable(id);
      sql.exec("update operations set phase = 'done', mirrored = revision where id = ?", id);
      return [];
    });
  }

  return {
    userId(): string | null {
      const row = sql.exec<{ value: string }>("select value from meta where key = 'user_id'").toArray()[0];
      return row?.value ?? null;
    },
    setUserId(userId: string): void {
      sql.exec("insert or ignore into meta (key, value) values ('user_id', ?)", userId);
    },

    /**
     * Writes the operation if the journal has no newer revision of it and it has not ended: a copy that was read before
     * somebody cancelled or replaced it changes nothing. True when it was written. D1 hears of it later.
     */
    save(op: Operation, now: number): boolean {
      const cursor = sql.exec(
        `insert into operations (id, connection_id, slot, sync_request_id, phase, due_at, revision, mirrored, updated_at, body)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (id) do update set phase = excluded.phase, due_at = excluded.due_at,
           revision = excluded.revision, updated_at = excluded.updated_at, body = excluded.body
         where operations.revision < excluded.revision and operations.phase != 'done'
         returning id`,
        op.id,
        op.connectionId,
        op.slot,
        op.syncRequestId,
        op.phase,
        op.dueAt,
        op.revision,
        op.revision,
        now,
        JSON.stringify(op),
      );
      return cursor.toArray().length > 0;
    },
    find: (id: string): Operation | null => operations("id = ?", id)[0] ?? null,
    /** Opens an operation that has ended once more, as D1 knows already. One that is open stays as it is. */
    renew(op: Operation, now: number): void {
      sql.exec(
        `update operations set phase = ?, due_at = ?, revision = ?, mirrored = ?, updated_at = ?, body = ?
         where id = ? and phase = 'done' and revision < ?`,
        op.phase,
        op.dueAt,
        op.revision,
        op.revision,
        now,
        JSON.stringify(op),
        op.id,
        op.revision,
      );
    },
    /** Puts an open operation off without changing what people see. */
    putOff(op: Operation, dueAt: number): void {
      const body = JSON.stringify({ ...op, dueAt });
      sql.exec(
        "update operations set due_at = ?, body = ? where id = ? and revision = ? and phase != 'done'",
        dueAt,
        body,
        op.id,
        op.revision,
      );
    },
    /** True when the same slot was wished for again after this operation. */
    hasNewerWish(op: Operation): boolean {
      const query = `select 1 from operations where connection_id = ? and slot = ?
        and rowid > (select rowid from operations where id = ?) limit 1`;
      return sql.exec(query, op.connectionId, op.slot, op.id).toArray().length > 0;
    },
    has(id: string): boolean {
      return sql.exec("select 1 from operations where id = ?", id).toArray().length > 0;
    },
    open: () => operations("phase != 'done' order by due_at, id"),
    due: (now: number) => operations("phase != 'done' and due_at <= ? order by due_at, id", now),
    unmirrored: () => operations("revision > mirrored order by updated_at limit 50"),
    markMirrored(id: string, revision: number): void {
      sql.exec("update operations set mirrored = ? where id = ? and mirrored < ?", revision, id, revision);
    },
    /** D1 has only this revision of the operation: it is told of newer ones again. */
    tellAgain(id: string, revision: number): void {
      sql.exec("update operations set mirrored = ? where id = ? and mirrored > ?", revision, id, revision);
    },
    /** When there is something to do next, null when there is nothing. */
    nextDueAt(): number | null {
      const row = sql
        .exec<{ due: number | null }>("select min(due_at) as due from operations where phase != 'done'")
        .one();
      return row.due;
    },
    forgetOld(now: number): void {
      const old = now - KEEP_DONE_MS;
      sql.exec(
        "delete from operations where phase = 'done' and mirrored >= revision and updated_at < ?",
        old,
      );
      // Ids of runs and connections never come back, so a fence is needed only while something of theirs is open.
      sql.exec("delete from fences where at < ?", old);
      sql.exec("delete from blocked where until < ?", now);
    },

    confirmed(connectionId: string, slot: Slot): Confirmed | null {
      const query = "select sha256, identity from confirmed where connection_id = ? and slot = ?";
      return sql.exec<{ sha256: string; identity: string }>(query, connectionId, slot).toArray()[0] ?? null;
    },
    setConfirmed(connectionId: string, slot: Slot, confirmed: Confirmed): void {
      sql.exec(
        "insert or replace into confirmed (connection_id, slot, sha256, identity) values (?, ?, ?, ?)",
        connectionId,
        slot,
        confirmed.sha256,
        confirmed.identity,
      );
    },

    blockedUntil(connectionId: string): number {
      const query = "select until from blocked where connection_id = ?";
      return sql.exec<{ until: number }>(query, connectionId).toArray()[0]?.until ?? 0;
    },
    block(connectionId: string, until: number): void {
      sql.exec(
        `insert into blocked (connection_id, until) values (?, ?)
         on conflict (connection_id) do update set until = max(until, excluded.until)`,
        connectionId,
        until,
      );
    },

    /** What the connection used of its platform's limits, as JSON; null when nothing is known. */
    budget(connectionId: string): string | null {
      const query = "select body from budgets where connection_id = ?";
      return sql.exec<{ body: string }>(query, connectionId).toArray()[0]?.body ?? null;
    },
    setBudget(connectionId: string, body: string): void {
      sql.exec("insert or replace into budgets (connection_id, body) values (?, ?)", connectionId, body);
    },

    /** Nothing more may be written for `subject`, a connection's or a sync request's id. */
    fence(subject: string, now: number): void {
      // Each is younger than the one before, however close they come: `liftFence` tells them apart.
      sql.exec(
        `insert into fences (subject, at) values (?, ?)
         on conflict (subject) do update set at = max(fences.at + 1, excluded.at)`,
        subject,
        now,
      );
    },
    /** The fence that stands, null when there is none. */
    standingFence(subject: string): number | null {
      return (
        sql.exec<{ at: number }>("select at from fences where subject = ?", subject).toArray()[0]?.at ?? null
      );
    },
    fenced(subject: string): boolean {
      return sql.exec("select 1 from fences where subject = ?", subject).toArray().length > 0;
    },
    /** Lifts a fence that stood, as `standingFence` said; one that was put up since stays. */
    liftFence(subject: string, standing: number | null): void {
      sql.exec("delete from fences where subject = ? and at <= ?", subject, standing);
    },

    grant(connectionId: string): { generation: number; sealed: string; mirrored: boolean } | null {
      const query = "select generation, sealed, mirrored from grants where connection_id = ?";
      const row = sql
        .exec<{ generation: number; sealed: string; mirrored: number }>(query, connectionId)
        .toArray()[0];
      return row === undefined ? null : { ...row, mirrored: row.mirrored === 1 };
    },
    /** Writes a grant ahead of D1, unless the journal has one as new. True when it was written. */
    setGrant(connectionId: string, generation: number, sealed: string): boolean {
      const cursor = sql.exec(
        `insert into grants (connection_id, generation, sealed, mirrored) values (?, ?, ?, 0)
         on conflict (connection_id) do update set generation = excluded.generation, sealed = excluded.sealed, mirrored = 0
         where grants.generation < excluded.generation
         returning connection_id`,
        connectionId,
        generation,
        sealed,
      );
      return cursor.toArray().length > 0;
    },
    /** Puts the same grant, sealed anew, in the place of `from`. False when another one is there by now. */
    replaceGrant(connectionId: string, from: string, to: string): boolean {
      const query =
        "update grants set sealed = ? where connection_id = ? and sealed = ? returning connection_id";
      return sql.exec(query, to, connectionId, from).toArray().length > 0;
    },
    markGrantMirrored(connectionId: string, generation: number): void {
      sql.exec(
        "update grants set mirrored = 1 where connection_id = ? and generation = ?",
        connectionId,
        generation,
      );
    },
    /** Forgets what is kept of a connection that has left; its fence stays. */
    forgetConnection(connectionId: string): void {
      for (const table of ["grants", "confirmed", "blocked", "budgets"]) {
        sql.exec(`delete from ${table} where connection_id = ?`, connectionId);
      }
    },
  };
}

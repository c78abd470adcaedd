/**
 * The journal in memory, with the rules of the object's SQLite. What was written since the last request left may be lost in
 * a crash, as behind the runtime's output gate.
 */
import type { Confirmed } from "../../src/sync/engine-ports.ts";
import type { Operation } from "../../src/sync/operation.ts";
import type { OperationJournal } from "../../src/sync/operation-journal.ts";

interface Row {
  readonly op: Operation;
  readonly order: number;
  readonly mirrored: number;
}
interface GrantRow {
  readonly generation: number;
  readonly sealed: string;
  readonly mirrored: boolean;
}

/** Everything on the disk; each map's values are never changed in place. */
class Disk {
  rows = new Map<string, Row>();
  confirmed = new Map<string, Confirmed>();
  blocked = new Map<string, number>();
  fences = new Map<string, number>();
  grants = new Map<string, GrantRow>();
  /** Not the journal's: what the object was told, which it may forget with what it had not kept. */
  told = new Map<string, number>();
  alarm: number | null = null;

  copy(): Disk {
    const copy = new Disk();
    copy.rows = new Map(this.rows);
    copy.confirmed = new Map(this.confirmed);
    copy.blocked = new Map(this.blocked);
    copy.fences = new Map(this.fences);
    copy.grants = new Map(this.grants);
    copy.told = new Map(this.told);
    copy.alarm = this.alarm;
    return copy;
  }
}

export class ModelJournal implements OperationJournal {
  #disk = new Disk();
  #kept = new Disk();
  #changed = false;
  onSave: (op: Operation) => void = () => {};

  /** The disk, about to change. */
  #write(): Disk {
    this.#changed = true;
    return this.#disk;
  }

  flush(): void {
    if (this.#changed) this.#kept = this.#disk.copy();
    this.#changed = false;
  }
  /** A crash. */
  loseUnflushed(): void {
    if (this.#changed) this.#disk = this.#kept.copy();
    this.#changed = false;
  }

  get alarm(): number | null {
    return this.#disk.alarm;
  }
  setAlarm(at: number | null): void {
    this.#write().alarm = at;
  }

  save(op: Operation): boolean {
    const row = this.#disk.rows.get(op.id);
    if (row !== undefined && (row.op.revision >= op.revision || row.op.phase === "done")) return false;
    const { rows } = this.#write();
    rows.set(op.id, {
      op,
      order: row?.order ?? rows.size,
      mirrored: row?.mirrored ?? op.revision,
    });
    this.onSave(op);
    return true;
  }
  putOff(op: Operation, dueAt: number): void {
    const row = this.#disk.rows.get(op.id);
    if (row === undefined || row.op.revision !== op.revision || row.op.phase === "done") return;
    this.#write().rows.set(op.id, { ...row, op: { ...row.op, dueAt } });
  }
  hasNewerWish(op: Operation): boolean {
    const order = this.#disk.rows.get(op.id)?.order ?? Infinity;
    return this.all().some(
      ({ op: other, order: theirs }) =>
        other.connectionId === op.connectionId && other.slot === op.slot && theirs > order,
    );
  }
  has(id: string): boolean {
    return this.#disk.rows.has(id);
  }
  find(id: string): Operation | null {
    return this.#disk.rows.get(id)?.op ?? null;
  }
  renew(op: Operation): void {
    const row = this.#disk.rows.get(op.id);
    if (row === undefined || row.op.phase !== "done" || row.op.revision >= op.revision) return;
    this.#write().rows.set(op.id, { ...row, op, mirrored: op.revision });
  }
  get(id: string): Operation | undefined {
    return this.#disk.rows.get(id)?.op;
  }
  /** In the order they were taken in. */
  all(): Row[] {
    return [...this.#disk.rows.values()];
  }
  open(): Operation[] {
    return this.all()
      .map(({ op }) => op)
      .filter(({ phase }) => phase !== "done")
      .toSorted((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1));
  }
  due(now: number): Operation[] {
    return this.open().filter(({ dueAt }) => dueAt <= now);
  }
  nextDueAt(): number | null {
    let next: number | null = null;
    for (const { op } of this.#disk.rows.values())
      if (op.phase !== "done" && (next === null || op.dueAt < next)) next = op.dueAt;
    return next;
  }
  unmirrored(): Operation[] {
    return this.all()
      .filter(({ op, mirrored }) => op.revision > mirrored)
      .map(({ op }) => op);
  }
  markMirrored(id: string, revision: number): void {
    const row = this.#disk.rows.get(id);
    if (row !== undefined && row.mirrored < revision)
      this.#write().rows.set(id, { ...row, mirrored: revision });
  }
  /** D1 has an older state than it was told, as after a restore. */
  tellAgain(id: string, revision: number): void {
    const row = this.#disk.rows.get(id);
    if (row !== undefined && row.mirrored > revision)
      this.#write().rows.set(id, { ...row, mirrored: revision });
  }

  confirmed(connectionId: string, slot: string): Confirmed | null {
    return this.#disk.confirmed.get(`${connectionId}/${slot}`) ?? null;
  }
  setConfirmed(connectionId: string, slot: string, confirmed: Confirmed): void {
    this.#write().confirmed.set(`${connectionId}/${slot}`, confirmed);
  }
  blockedUntil(connectionId: string): number {
    return this.#disk.blocked.get(connectionId) ?? 0;
  }
  block(connectionId: string, until: number): void {
    this.#write().blocked.set(connectionId, Math.max(until, this.blockedUntil(connectionId)));
  }
  toldUntil(connectionId: string): number {
    return this.#disk.told.get(connectionId) ?? 0;
  }
  tell(connectionId: string, until: number): void {
    this.#write().told.set(connectionId, Math.max(until, this.toldUntil(connectionId)));
  }
  fence(subject: string): void {
    const { fences } = this.#write();
    fences.set(subject, (fences.get(subject) ?? 0) + 1);
  }
  fenced(subject: string): boolean {
    return this.#disk.fences.has(subject);
  }
  standingFence(subject: string): number | null {
    return this.#disk.fences.get(subject) ?? null;
  }
  liftFence(subject: string, standing: number | null): void {
    if (this.standingFence(subject) === standing) this.#write().fences.delete(subject);
  }
  grant(id: string): GrantRow | null {
    return this.#disk.grants.get(id) ?? null;
  }
  setGrant(id: string, generation: number, sealed: string): boolean {
    if ((this.grant(id)?.generation ?? 0) >= generation) return false;
    this.#write().grants.set(id, { generation, sealed, mirrored: false });
    return true;
  }
  markGrantMirrored(id: string, generation: number): void {
    const row = this.grant(id);
    if (row?.generation === generation) this.#write().grants.set(id, { ...row, mirrored: true });
  }
  forgetConnection(id: string): void {
    const disk = this.#write();
    disk.grants.delete(id);
    disk.blocked.delete(id);
    for (const slot of ["avatar", "banner"]) disk.confirmed.delete(`${id}/${slot}`);
  }
}

/** Everything around one user: the machine, D1, the journal's disk, the accounts; and what must never happen, noted when it does. */
import type { Fingerprint } from "../../src/images/fingerprint-type.ts";
import { PlatformError } from "../../src/platforms/errors.ts";
import type { Slot } from "../../src/platforms/platform.ts";
import type { DesiredPicture } from "../../src/sync/engine-ports.ts";
import type { Operation } from "../../src/sync/operation.ts";
import { Machine } from "./machine.ts";
import type { ModelAccount } from "./model-account.ts";
import { ModelJournal } from "./model-journal.ts";
import { ModelObject, sealable } from "./model-object.ts";
import type { ModelPicture } from "./model-platform.ts";
import { ModelStore } from "./model-store.ts";
import { pooledPicture } from "./pictures.ts";
import type { Random } from "./random.ts";

export const START = Date.UTC(2026, 0, 1);

/** How rough a world is; probabilities of one call. */
export interface Roughness {
  readonly platformTrouble: number;
  readonly storeTrouble: number;
  readonly crash: number;
}

interface Edit {
  readonly connectionId: string;
  readonly slot: Slot;
  /** Operations that had looked at the slot before the person changed it. */
  readonly seenBy: ReadonlySet<string>;
}

export class World {
  readonly random: Random;
  readonly rough: Roughness;
  readonly machine: Machine;
  readonly store: ModelStore;
  readonly journal = new ModelJournal();
  readonly accounts = new Map<string, ModelAccount>();
  readonly broken: string[] = [];
  readonly trace: (line: string) => void;
  readonly edits: Edit[] = [];
  /** Connections, runs and pictures after whose end nothing may be written; the value counts journal writes. */
  readonly ended = new Map<string, number>();
  readonly effects = new Map<string, number>();
  readonly rendered = new Map<string, number>();
  #object: { readonly epoch: number; readonly object: ModelObject } | null = null;
  #views = new Map<number, ModelJournal>();
  #saves = 0;
  readonly #intents = new Map<string, number>();
  writes = 0;
  /** Milliseconds in which nothing anywhere ran. */
  slept = 0;
  /** Reset times that reached the process, by connection; kept with the next that is written of the connection. */
  readonly #untold = new Map<string, number>();

  constructor(random: Random, rough: Roughness, onTrace: ((at: number, line: string) => void) | null) {
    this.random = random;
    this.rough = rough;
    this.machine = new Machine(random, START, rough.crash);
    this.store = new ModelStore(this.machine, random, rough.storeTrouble);
    this.trace = (line) => onTrace?.(this.machine.trueNow - START, line);
    this.journal.onSave = (op) => this.#noteSave(op);
    this.machine.hooks = { ...this.machine.hooks, onRequest: () => this.journal.flush() };
  }

  /** The journal as process `epoch` holds it: nothing for a dead one. */
  journalOf(epoch: number): ModelJournal {
    const known = this.#views.get(epoch);
    if (known !== undefined) return known;
    const { machine, journal } = this;
    const bound = new Map<string | symbol, unknown>();
    const view = new Proxy(journal, {
      get(target, name) {
        machine.check(epoch);
        if (name === "alarm") return target.alarm;
        const value: unknown = bound.get(name) ?? Reflect.get(target, name, target);
        if (typeof value !== "function" || bound.has(name)) return value;
        const method: unknown = value.bind(target);
        bound.set(name, method);
        return method;
      },
    });
    this.#views = new Map([[epoch, view]]);
    return view;
  }

  /** The living object, started when there is none. */
  object(): ModelObject {
    const { epoch } = this.machine;
    if (this.#object?.epoch !== epoch) this.#object = { epoch, object: new ModelObject(this) };
    return this.#object.object;
  }
  /** The same, if it lives. */
  living(): ModelObject | null {
    return this.#object?.epoch === this.machine.epoch ? this.#object.object : null;
  }

  connect(account: ModelAccount): void {
    this.accounts.set(account.id, account);
    const sealed = JSON.stringify(sealable(account.consent(), 0));
    this.store.tables.connections.set(account.id, { generation: 1, sealed });
  }

  account(id: string): ModelAccount {
    const account = this.accounts.get(id);
    if (account === undefined) throw new PlatformError("token-dead", "disconnected");
    return account;
  }

  desired(epoch: number, imageId: string): Promise<DesiredPicture> {
    return this.store.call(epoch, () => {
      const readyAt = this.rendered.get(imageId);
      if (readyAt === undefined) return { status: "rejected", reason: "picture_deleted" };
      if (this.machine.trueNow < readyAt) return { status: "preparing" };
      const { fingerprint } = pooledPicture(Number(imageId.slice(1)));
      const picture = { bytes: NO_BYTES, format: "jpeg", sha256: imageId, altText: null } as const;
      return { status: "ready", variantId: "var", picture, fingerprint };
    });
  }

  fingerprintAt(url: string): Fingerprint | null {
    const { platformTrouble } = this.rough;
    if (this.random.chance(platformTrouble / 4)) return null;
    if (this.random.chance(platformTrouble / 4)) throw new PlatformError("unavailable", "images_away");
    return pooledPicture(Number(url.slice(url.lastIndexOf("/p") + 2))).fingerprint;
  }

  /** A write arrives at a platform. Notes every promise it breaks. */
  write(
    account: ModelAccount,
    slot: Slot,
    picture: ModelPicture,
    op: Operation | undefined,
  ): { exactId: string | null } {
    this.writes += 1;
    const platform = account.slots[slot];
    const before = platform.effects.length;
    this.#checkAllowed(account, op);
    this.trace(`${account.id}/${slot} is sent ${picture.name} by ${op?.id ?? "nobody"}`);
    try {
      account.countWrite();
      return platform.write(picture);
    } catch (error) {
      if (!(error instanceof PlatformError) || error.retryAt === null) throw error;
      const retryAt = error.retryAt + this.machine.skew;
      this.#untold.set(account.id, retryAt);
      throw new PlatformError(error.kind, error.reason, { retryAt });
    } finally {
      if (platform.effects.length > before) this.#noteEffect(account, slot, op);
    }
  }

  editByHand(connectionId: string, slot: Slot, picture: ModelPicture): void {
    this.trace(`${connectionId}/${slot} is changed by hand to ${picture.name}`);
    this.account(connectionId).slots[slot].edit(picture);
    const seen = this.journal
      .open()
      .filter((op) => op.connectionId === connectionId && op.slot === slot && op.before !== null);
    this.edits.push({ connectionId, slot, seenBy: new Set(seen.map(({ id }) => id)) });
  }

  /** The process that was told is dead. */
  forgetUntold(): void {
    this.#untold.clear();
  }

  /** From now on nothing may be written for it. */
  end(subject: string): void {
    this.trace(`${subject} has ended`);
    this.ended.set(subject, this.#saves);
  }

  #noteSave(op: Operation): void {
    this.#saves += 1;
    if (op.phase === "intent") this.#noteIntent(op);
    const until = this.#untold.get(op.connectionId);
    if (until !== undefined && op.phase !== "intent") {
      this.#untold.delete(op.connectionId);
      this.journal.tell(op.connectionId, until);
    }
    const { state, reason } = op.view;
    this.trace(`${op.id} ${op.connectionId}/${op.slot} ${op.imageId}: ${op.phase} ${state} ${reason ?? ""}`);
  }

  /** A write is about to leave: it must be that of the newest wish, and no older one may be unsettled. */
  #noteIntent(op: Operation): void {
    this.#intents.set(op.id, this.#saves);
    if (this.journal.hasNewerWish(op)) this.broken.push(`I5: ${op.id} is written after a newer wish came`);
    const unsettled = this.journal
      .open()
      .find(
        (other) =>
          other.id !== op.id &&
          other.connectionId === op.connectionId &&
          other.slot === op.slot &&
          other.phase !== "planned",
      );
    if (unsettled !== undefined)
      this.broken.push(`I5: ${op.id} is written while the outcome of ${unsettled.id} is open`);
  }

  #checkAllowed(account: ModelAccount, op: Operation | undefined): void {
    const left = this.ended.has(account.id);
    if (left) this.broken.push(`I4: ${account.id} was written after it left`);
    for (const subject of op === undefined ? [] : [op.syncRequestId, op.imageId]) {
      const since = this.ended.get(subject);
      if (since !== undefined && (this.#intents.get(op?.id ?? "") ?? 0) > since)
        this.broken.push(`I4: ${op?.id ?? ""} was written after ${subject} had ended`);
    }
    if (op === undefined || this.journal.get(op.id)?.phase !== "intent")
      this.broken.push(`I1: a write left ${account.id} without an intent on record`);
    const until = this.journal.toldUntil(account.id);
    if (this.machine.now < until)
      this.broken.push(
        `I3: ${account.id} was written ${until - this.machine.now} ms before its window opens`,
      );
  }

  #noteEffect(account: ModelAccount, slot: Slot, op: Operation | undefined): void {
    const id = op?.id ?? "nobody";
    const times = (this.effects.get(id) ?? 0) + 1;
    this.effects.set(id, times);
    if (times > 1) this.broken.push(`I1: ${id} had ${times} effects`);
    const overwritten = this.edits.some(
      (edit) => edit.connectionId === account.id && edit.slot === slot && edit.seenBy.has(id),
    );
    if (overwritten) this.broken.push(`I8: ${id} overwrote what the person had changed by hand`);
  }
}

const NO_BYTES = new Uint8Array();

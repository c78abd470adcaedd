/**
 * A journal as the first version wrote it, on the disks of objects that sleep. Whatever the code has become, it has to take
 * up every phase where it was left. `test/fixtures/journal/v1.json` must never be written anew: a change that cannot read it
 * loses people's runs.
 */
import { runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import * as z from "zod";

import written from "../../../test/fixtures/journal/v1.json";
import { bindings } from "../../../test/support/worker/signed-in.ts";
import { newId } from "../../new-id.ts";
import type { EnginePorts } from "../../sync/engine-ports.ts";
import { operationSchema } from "../../sync/operation.ts";
import { runDue } from "../../sync/run-due.ts";
import { type Journal, openJournal } from "./journal.ts";

const TABLES = ["meta", "operations", "confirmed", "blocked", "fences", "grants"] as const;
const row = z.record(z.string(), z.union([z.string(), z.number()]));
const fixture = z
  .object({
    schema: z.array(z.string()),
    ...Object.fromEntries(TABLES.map((table) => [table, z.array(row)] as const)),
  })
  .loose();

/** Puts the object's disk back to the day the fixture was written. */
function load(sql: SqlStorage): void {
  const { schema, ...rest } = fixture.parse(written);
  for (const table of TABLES) sql.exec(`drop table ${table}`);
  for (const statement of schema) sql.exec(statement);
  for (const table of TABLES) {
    for (const each of z.array(row).parse(rest[table])) {
      const names = Object.keys(each);
      const marks = names.map(() => "?").join(", ");
      sql.exec(`insert into ${table} (${names.join(", ")}) values (${marks})`, ...Object.values(each));
    }
  }
}

/** Accounts whose platform names exactly what it shows; each connection is called as its picture is. */
class Platform {
  now = Date.UTC(2026, 10, 26);
  readonly writes: string[] = [];
  readonly #shown = new Map<string, string>();

  arrived(...names: string[]): void {
    for (const name of names) this.#shown.set(`con_${name}`, `new_${name}`);
  }

  ports(journal: Journal): EnginePorts {
    return {
      now: () => this.now,
      random: () => 0.5,
      timeScale: 1,
      save: (op) => journal.save(op, this.now),
      account: async (connectionId) => {
        const shown = () => this.#shown.get(connectionId) ?? connectionId.replace("con_", "old_");
        return {
          observe: async () => {
            const slot = { identity: shown(), url: null, isDefault: false };
            return { accountId: "a", handle: "a", slots: { avatar: slot, banner: slot }, revision: null };
          },
          apply: async (_slot, { sha256 }) => {
            this.writes.push(sha256);
            this.#shown.set(connectionId, sha256);
            return { exactId: sha256 };
          },
          confirm: (exactId, before, seen) => {
            if (seen.identity === exactId) return "exact-match";
            return seen.identity === before.identity ? "identity-same" : "exact-mismatch";
          },
          exactIdOf: async ({ sha256 }) => sha256,
          settlesAfterMs: () => 10_000,
          mayWrite: async () => ({ kind: "go" }),
        };
      },
      desired: async (op) => ({
        status: "ready",
        variantId: "var",
        picture: {
          bytes: new Uint8Array(),
          format: "jpeg",
          sha256: op.imageId.replace("img_", "new_"),
          altText: null,
        },
        fingerprint: { v: 1, phash: "0".repeat(16), luma: "", colour: "", width: 1, height: 1 },
      }),
      look: async () => null,
      confirmed: (id, slot) => journal.confirmed(id, slot),
      setConfirmed: (id, slot, confirmed) => journal.setConfirmed(id, slot, confirmed),
      keepRestorePoint: () => Promise.resolve(),
      fenced: (op) => [op.connectionId, op.syncRequestId].some((subject) => journal.fenced(subject)),
      block: (id, until) => journal.block(id, until),
      blockedUntil: (id) => journal.blockedUntil(id),
      connectionNeeds: () => Promise.resolve(),
    };
  }
}

it("takes up every phase of a journal of the first version where it was left", async () => {
  const stub = bindings.USER_SYNC.getByName(newId("usr"));
  await runInDurableObject(stub, async (_object, { storage: { sql } }: DurableObjectState) => {
    load(sql);
    const unreadable: string[] = [];
    const journal = openJournal(sql, (id) => unreadable.push(id));
    expect(journal.userId()).toBe("usr_fixture");
    expect(journal.open()).toHaveLength(9);
    expect(journal.grant("con_planned")).toEqual({
      generation: 3,
      sealed: "v1.t1.fixture.not-a-secret",
      mirrored: true,
    });
    expect(journal.confirmed("con_done", "avatar")).toEqual({ sha256: "new_done", identity: "new_done" });

    const platform = new Platform();
    platform.arrived("intent_arrived", "unknown_arrived", "applied", "done");
    for (let step = 0; step < 20 && journal.open().length > 0; step += 1) {
      platform.now = Math.max(platform.now + 1, journal.nextDueAt() ?? 0);
      await runDue({
        journal,
        ports: platform.ports(journal),
        inFlight: new Map(),
        afterStep: () => Promise.resolve(),
      });
    }

    const ends = sql
      .exec<{ body: string }>("select body from operations")
      .toArray()
      .map(({ body }) => operationSchema.parse(JSON.parse(body)))
      .map(({ id, phase, view }) => `${id} ${phase} ${view.state}`);
    expect(ends.toSorted()).toEqual([
      "tgt_applied done shown",
      "tgt_done done shown",
      "tgt_fenced done cancelled",
      "tgt_intent_arrived done shown",
      "tgt_intent_lost done shown",
      "tgt_planned done shown",
      "tgt_preparing done shown",
      "tgt_retrying done shown",
      "tgt_unknown_arrived done shown",
      "tgt_unknown_lost done shown",
    ]);
    // What had arrived is not sent again; what had not is sent once.
    expect(platform.writes.toSorted()).toEqual([
      "new_intent_lost",
      "new_planned",
      "new_preparing",
      "new_retrying",
      "new_unknown_lost",
    ]);
    expect(unreadable).toEqual([]);
  });
});

/** The databases of a stack that is down: what it left behind, and a way to have it do things again. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export interface ImageRow {
  readonly id: string;
  readonly kind: "avatar" | "banner";
  readonly status: string;
  readonly rejected_reason: string | null;
  readonly original_key: string;
  readonly original_sha256: string;
  readonly crop_version: number;
}

export interface VariantRow {
  readonly image_id: string;
  readonly crop_version: number;
  readonly platform: string;
  readonly slot: string;
  readonly sha256: string;
  readonly r2_key: string;
}

export interface LocalStores {
  readonly images: readonly ImageRow[];
  readonly variants: readonly VariantRow[];
  /** Keys of pictures kept from platforms. */
  readonly restoreKeys: readonly string[];
  /** SHA-256 of every object of the bucket, by key. */
  readonly objects: ReadonlyMap<string, string>;
  /** Open orders: what they are for, and the image or key. */
  readonly orders: readonly { readonly kind: string; readonly subject_id: string }[];
}

/** Everything about pictures in a stack's state folder. The stack must be down. */
export function readLocalStores(stateDir: string): LocalStores {
  const d1 = openStore(stateDir, "d1", "D1DatabaseObject");
  const r2 = openStore(stateDir, "r2", "R2BucketObject");
  try {
    const rows = <T>(db: DatabaseSync, sql: string) => db.prepare(sql).all() as unknown as T[];
    const blobs = join(stateDir, "workers/v3/r2/linkarooie-pictures/blobs");
    const stored = rows<{ key: string; blob_id: string }>(r2, "select key, blob_id from _mf_objects");
    return {
      images: rows(
        d1,
        "select id, kind, status, rejected_reason, original_key, original_sha256, crop_version from images",
      ),
      variants: rows(d1, "select image_id, crop_version, platform, slot, sha256, r2_key from image_variants"),
      restoreKeys: rows<{ r2_key: string }>(
        d1,
        "select r2_key from look_overrides where r2_key is not null",
      ).map(({ r2_key }) => r2_key),
      objects: new Map(stored.map(({ key, blob_id }) => [key, sha256(readFileSync(join(blobs, blob_id)))])),
      orders: rows(d1, "select kind, subject_id from outbox"),
    };
  } finally {
    d1.close();
    r2.close();
  }
}

/**
 * Writes an order to render for each of these images, finished or not, and makes every order due: the sweeper then sends
 * each message again, as a queue may. The stack must be down. Returns how many orders are open now.
 */
export function orderAgain(stateDir: string, imageIds: readonly string[]): number {
  const d1 = openStore(stateDir, "d1", "D1DatabaseObject");
  try {
    d1.exec("delete from outbox where kind = 'render_image'");
    const insert = d1.prepare(
      "insert into outbox (id, kind, subject_id, created_at, due_at, sends) values (?, 'render_image', ?, 0, 0, 0)",
    );
    for (const id of imageIds) insert.run(`obx_chaos_${id}`, id);
    d1.exec("update outbox set due_at = 0");
    return Number(d1.prepare("select count(*) as n from outbox").get()?.["n"] ?? 0);
  } finally {
    d1.close();
  }
}

function openStore(stateDir: string, folder: string, kind: string): DatabaseSync {
  const from = join(stateDir, "workers/v3", folder, `miniflare-${kind}`);
  const [file] = readdirSync(from).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  if (file === undefined) throw new Error(`there is no database in ${from}`);
  return new DatabaseSync(join(from, file));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A picture on the way it takes in production: bytes in R2, a row in D1, a message to the queue's consumer. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Slot } from "../../src/platforms/platform.ts";
import { ROOT } from "../stack/child.ts";
import type { PictureOutcome, RenderedFile } from "./picture-job.ts";
import { type PictureWorker, WorkerGoneError } from "./start-picture-worker.ts";

const USER = "usr_hostile";

/** Makes the tables and the person the pictures belong to. Once a Worker. */
export async function prepareStores({ stores }: PictureWorker): Promise<void> {
  const db = await stores.getD1Database("DB");
  for (const statement of migrationStatements()) await db.prepare(statement).run();
  await db
    .prepare("insert into users (id, email, email_key, created_at, updated_at) values (?, ?, ?, 0, 0)")
    .bind(USER, "h@example.test", "h@example.test")
    .run();
}

/**
 * Delivers one picture and gives what became of its row. What it leaves in the stores is taken away again. A message that
 * was not acknowledged, and a row that still waits, are faults. Throws `WorkerGoneError`.
 */
export async function deliverPicture(
  worker: PictureWorker,
  bytes: Uint8Array,
  kind: Slot,
): Promise<PictureOutcome> {
  try {
    return await deliver(worker, bytes, kind);
  } catch (error) {
    throw new WorkerGoneError("the images Worker did not take a message", { cause: error });
  }
}

async function deliver({ stores }: PictureWorker, bytes: Uint8Array, kind: Slot): Promise<PictureOutcome> {
  const [db, bucket, consumer] = await Promise.all([
    stores.getD1Database("DB"),
    stores.getR2Bucket("PICTURES"),
    stores.getWorker(),
  ]);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const key = `${USER}/original/${sha256}`;
  await bucket.put(key, bytes);
  await db
    .prepare(
      `insert into images (id, user_id, kind, status, original_key, original_sha256, original_format, original_bytes, width, height, created_at, updated_at)
       values ('img_1', ?, ?, 'processing', ?, ?, 'jpeg', ?, 1, 1, 0, 0)`,
    )
    .bind(USER, kind, key, sha256, bytes.length)
    .run();
  const body = { v: 1, kind: "render_image", imageId: "img_1", cropVersion: 1 };
  const message = { id: "m1", timestamp: new Date(0), attempts: 1, body };
  const { explicitAcks } = await consumer.queue("linkarooie-images", [message]);
  const row = await db.prepare("select status, rejected_reason as reason from images").first<Row>();
  const files = await db
    .prepare(
      "select platform, slot, width, height, format, r2_key from image_variants order by platform, slot",
    )
    .all<RenderedFile & { r2_key: string }>();
  const found: RenderedFile[] = [];
  for (const { r2_key, ...facts } of files.results) {
    const stored = (await (await bucket.get(r2_key))?.arrayBuffer()) as ArrayBuffer | undefined;
    found.push({
      ...facts,
      quality: null,
      upscaled: false,
      data: Buffer.from(stored ?? new ArrayBuffer()).toString("base64"),
    });
  }
  await db.prepare("delete from images").run();
  const { objects } = await bucket.list();
  await bucket.delete(objects.map((object) => object.key));
  if (explicitAcks.length !== 1) return { outcome: "fault", error: "the message was not acknowledged" };
  if (row?.status === "ready") return { outcome: "rendered", files: found, findings: [], measured: null };
  if (row?.status === "rejected")
    return { outcome: "refused", code: row.reason ?? "", sentence: row.reason ?? "" };
  return { outcome: "fault", error: `the row says ${row?.status ?? "nothing"}` };
}

interface Row {
  readonly status: string;
  readonly reason: string | null;
}

function migrationStatements(): string[] {
  const folder = join(ROOT, "migrations");
  const files = readdirSync(folder).filter((file) => file.endsWith(".sql"));
  return files
    .toSorted()
    .flatMap((file) => readFileSync(join(folder, file), "utf8").split("--> statement-breakpoint"));
}

import type { AppContext } from "../../context.ts";
import { readImageUsage } from "../../db/images.ts";
import { ConflictError } from "../../errors.ts";
import { MAX_PICTURES, MAX_STORED_BYTES } from "../../limits.ts";

const MEGABYTE = 1024 * 1024;

/**
 * Refuses a picture beyond what one person may keep (OWASP ASVS 5.0, 5.2.4). Throws 409 `quota_full` with limit and value.
 * Uploads that run at the same moment may go over by what is on its way, which the gate in front keeps small.
 */
export async function checkQuota(app: AppContext, userId: string, newBytes: number): Promise<void> {
  const { pictures, bytes } = await readImageUsage(app.db, userId);
  if (pictures >= MAX_PICTURES) {
    throw new ConflictError(
      "quota_full",
      `You keep ${pictures} pictures; at most ${MAX_PICTURES} fit. Delete some, then upload again.`,
    );
  }
  if (bytes + newBytes <= MAX_STORED_BYTES) return;
  const [kept, limit] = [Math.ceil(bytes / MEGABYTE), MAX_STORED_BYTES / MEGABYTE];
  throw new ConflictError(
    "quota_full",
    `Your pictures take ${kept} MB; at most ${limit} MB fit. Delete some, then upload again.`,
  );
}

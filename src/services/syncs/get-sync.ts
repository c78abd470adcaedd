import type { AppContext } from "../../context.ts";
import { variantMedia } from "../../db/images.ts";
import { findSync, listTargets, type SyncRow, type TargetRow } from "../../db/syncs.ts";
import { type AttemptRow, listAttempts } from "../../db/sync-attempts.ts";
import { NotFoundError } from "../../errors.ts";
import { mediaUrl } from "../images/image-resource.ts";
import { type SyncResource, toSyncResource } from "./sync-resource.ts";

/** One run with its targets. Throws 404 when it is absent or somebody else's. */
export async function getSync(app: AppContext, userId: string, id: string): Promise<SyncResource> {
  const [request, targets] = await Promise.all([
    findSync(app.db, userId, id),
    listTargets(app.db, userId, [id]),
  ]);
  if (request === null) throw new NotFoundError("run");
  const steps = await listAttempts(
    app.db,
    userId,
    targets.map((row) => row.id),
  );
  const [resource] = await toResources(app, userId, [request], targets, steps);
  if (resource === undefined) throw new NotFoundError("run");
  return resource;
}

/** Rows of runs and targets as resources, in the order of the runs; with `steps`, what happened to each target. */
export async function toResources(
  app: AppContext,
  userId: string,
  requests: readonly SyncRow[],
  targets: readonly TargetRow[],
  steps?: readonly AttemptRow[],
): Promise<SyncResource[]> {
  const variantIds = [...new Set(targets.flatMap((row) => row.sentVariantId ?? []))];
  const media = await variantMedia(app.db, userId, variantIds);
  return requests.map((request) =>
    toSyncResource(
      request,
      targets
        .filter((row) => row.syncRequestId === request.id)
        .map((row) => {
          const variant = media.get(row.sentVariantId ?? "");
          const sentUrl = variant === undefined ? null : mediaUrl(variant, app.config.mediaOrigin);
          const attempts = steps?.filter((step) => step.targetId === row.id);
          return { row, sentUrl, attempts };
        }),
    ),
  );
}

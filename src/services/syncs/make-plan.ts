import type { AppContext } from "../../context.ts";
import { findImage, listVariants, type ImageRow, type VariantRow } from "../../db/images.ts";
import type { PlatformId, Slot } from "../../platforms/platform.ts";
import { type PlanItem, planItem, type ProposedPicture, type SeenSlot } from "../../sync/plan.ts";
import type { ChosenTarget } from "./choose-targets.ts";

export interface PlannedTarget {
  readonly item: PlanItem;
  readonly target: ChosenTarget;
  /** The file and the picture's thumbnail, as far as they are rendered. */
  readonly file: VariantRow | null;
  readonly thumbnail: VariantRow | null;
}

const NOT_SEEN: SeenSlot = { state: "unreadable", reason: "internal" };

/**
 * What a run over `targets` would do, against what the platforms show now. Reads only: the platforms through the person's
 * object, our own files for the ids platforms will give them.
 */
export async function makePlan(
  app: AppContext,
  userId: string,
  targets: readonly ChosenTarget[],
): Promise<PlannedTarget[]> {
  const [seen, pictures] = await Promise.all([
    lookAround(app, userId, targets),
    readPictures(app, userId, [...new Set(targets.map((target) => target.imageId))]),
  ]);
  // Many connections may take one file: it is read once.
  const ids = new Map<string, Promise<string | null>>();
  return Promise.all(
    targets.map(async (target) => {
      const { connection, slot, imageId } = target;
      const platform = connection.platformId as PlatformId;
      const picture = pictures.get(imageId);
      const file = picture?.files.find((each) => each.platform === platform && each.slot === slot) ?? null;
      const item = planItem({
        connectionId: connection.id,
        platform,
        slot,
        imageId,
        seen: seen.get(connection.id)?.[slot] ?? NOT_SEEN,
        proposed: await proposedOf(picture?.image ?? null, file, (image, each) => {
          const known = ids.get(each.id) ?? exactIdOf(app, platform, image, each);
          ids.set(each.id, known);
          return known;
        }),
        announces: app.adapters[platform]?.descriptor.slots[slot].announces ?? false,
      });
      const thumbnail = picture?.files.find((each) => each.slot === "thumbnail") ?? null;
      return { item, target, file, thumbnail };
    }),
  );
}

async function lookAround(
  app: AppContext,
  userId: string,
  targets: readonly ChosenTarget[],
): Promise<Map<string, Partial<Record<Slot, SeenSlot>>>> {
  const glances = [...Map.groupBy(targets, (target) => target.connection.id)].map(([connectionId, own]) => ({
    connectionId,
    slots: own.map((target) => target.slot),
  }));
  try {
    const seen = await app.userSync.observe(userId, glances);
    return new Map(seen.map(({ connectionId, slots }) => [connectionId, slots]));
  } catch (error) {
    // A plan without a look is still a plan: it says that nothing could be read.
    app.log.warn("plan_not_observed", { error });
    return new Map();
  }
}

interface Rendered {
  readonly image: ImageRow;
  /** Of the current crop. */
  readonly files: readonly VariantRow[];
}

async function readPictures(
  app: AppContext,
  userId: string,
  ids: readonly string[],
): Promise<Map<string, Rendered>> {
  const [images, files] = await Promise.all([
    Promise.all(ids.map((id) => findImage(app.db, userId, id))),
    listVariants(app.db, userId, ids),
  ]);
  return new Map(
    images.flatMap((image) => {
      if (image === null) return [];
      const own = files.filter((file) => file.imageId === image.id && file.cropVersion === image.cropVersion);
      return [[image.id, { image, files: own }] as const];
    }),
  );
}

async function proposedOf(
  image: ImageRow | null,
  file: VariantRow | null,
  idOf: (image: ImageRow, file: VariantRow) => Promise<string | null>,
): Promise<ProposedPicture> {
  if (image === null) return { state: "rejected", reason: "picture_deleted" };
  if (image.status === "rejected") return { state: "rejected", reason: "picture_rejected" };
  if (image.status === "processing" || file === null) return { state: "preparing" };
  const { width, height, format, bytes, sha256, upscaled, flattened } = file;
  const exactId = await idOf(image, file);
  const size = { width, height, format, bytes };
  return { state: "ready", variantId: file.id, sha256, ...size, upscaled, flattened, exactId };
}

async function exactIdOf(
  app: AppContext,
  platform: PlatformId,
  image: ImageRow,
  file: VariantRow,
): Promise<string | null> {
  const adapter = app.adapters[platform];
  if (adapter?.exactIdOf === undefined) return null;
  const stored = await app.pictures.get(file.r2Key);
  if (stored === null) return null;
  const { format, sha256 } = file;
  return adapter.exactIdOf({ bytes: stored.bytes, format, sha256, altText: image.altText });
}

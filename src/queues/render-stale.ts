import { deleteVariants, staleVariantIds } from "../db/image-bytes.ts";
import { findRenderable, type RenderableImage } from "../db/image-renders.ts";
import { MAX_LISTED } from "../db/in-chunks.ts";
import { endRerender, keepOldFiles, replaceVariants } from "../db/replace-variants.ts";
import { countRenderOrders } from "../db/rerenders.ts";
import { updateFacts } from "../images/lint/stored-facts.ts";
import type { VariantSpec } from "../images/plan-variants.ts";
import { ruleOf } from "../images/variant-rule.ts";
import { tryDeleteBytes } from "../services/images/delete-bytes.ts";
import { staleFiles } from "../services/images/stale-files.ts";
import { renderFiles, type RenderPorts } from "./render-files.ts";

/** As many new pictures as Workers run at once (`max_concurrency` in wrangler.images.toml): one more would have to wait. */
const UPLOADS_FIRST = 4;

/**
 * Renders the files of a ready picture that were made for another rule than the registry has now, and puts each in the place
 * of the old one. What cannot be made keeps its old file. While new pictures wait for a Worker it lets them go first: its
 * order stays, and the sweeper sends it again.
 */
export async function renderStale(ports: RenderPorts, image: RenderableImage): Promise<void> {
  const { db, log, now } = ports;
  const target = { imageId: image.id, cropVersion: image.cropVersion };
  const stale = await staleFiles(db, image, ports.descriptors);
  if (stale.length === 0) {
    await endRerender(db, target);
    log.info("render_found_done", { image_id: image.id });
    return;
  }
  if ((await countRenderOrders(db)).uploads >= UPLOADS_FIRST) {
    log.info("rerender_waits", { image_id: image.id });
    return;
  }
  const started = now();
  const failed = await renderSome(ports, image, stale);
  await keepOldFiles(
    db,
    target,
    failed.map((spec) => ({ ...spec, rule: ruleOf(spec) })),
    now(),
  );
  await endRerender(db, target);
  log.info("image_rendered_anew", {
    image_id: image.id,
    variants: stale.length - failed.length,
    kept: failed.length,
    took_ms: now() - started,
  });
}

/** Renders and lands these files, and gives those that could not be made. */
async function renderSome(
  ports: RenderPorts,
  image: RenderableImage,
  specs: readonly VariantSpec[],
): Promise<VariantSpec[]> {
  const { db, log, now } = ports;
  const stored = await renderFiles(ports, image, specs);
  if (!stored.ok) {
    log.warn("file_not_made_anew", { image_id: image.id, reason: stored.reason, files: specs.length });
    if (specs.length === 1) return [...specs];
    // One that does not fit must not keep the others from being made.
    const failed: VariantSpec[] = [];
    for (const spec of specs) failed.push(...(await renderSome(ports, image, [spec])));
    return failed;
  }
  const known = (await findRenderable(db, image.id))?.lint ?? null;
  const lint = updateFacts(known, stored.facts, image.cropVersion);
  await replaceVariants(db, { imageId: image.id, cropVersion: image.cropVersion }, stored.rows, now(), lint);
  // Both at once: new bytes that no row names, and old ones that no row names any more.
  const replaced = await staleVariantIds(db, MAX_LISTED, image.id);
  await tryDeleteBytes(ports, [...stored.orders, ...(await deleteVariants(db, replaced, now()))]);
  return [];
}

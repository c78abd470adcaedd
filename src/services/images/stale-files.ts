import type { Database } from "../../db/client.ts";
import { type RenderableImage, renderedRules } from "../../db/image-renders.ts";
import { planVariants, type VariantSpec } from "../../images/plan-variants.ts";
import { isSettled, ruleOf } from "../../images/variant-rule.ts";
import type { PlatformDescriptor } from "../../platforms/platform.ts";
import { storedOverrides } from "./image-resource.ts";

/** The files of a ready picture that are missing or made for another rule than the platforms have now. */
export async function staleFiles(
  db: Database,
  image: RenderableImage,
  descriptors: Iterable<PlatformDescriptor>,
): Promise<VariantSpec[]> {
  const rules = await renderedRules(db, { imageId: image.id, cropVersion: image.cropVersion });
  return planVariants(image.kind, descriptors, storedOverrides(image)).filter(
    (spec) => !isSettled(rules.get(`${spec.platform}/${spec.slot}`), ruleOf(spec)),
  );
}

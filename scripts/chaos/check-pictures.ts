import { planVariants } from "../../src/images/plan-variants.ts";
import { descriptors } from "../../src/platforms/registry.ts";
import type { ImageRow, LocalStores, VariantRow } from "./local-stores.ts";

/**
 * What is wrong with the pictures of a stack that came to rest: images without an end, files that are missing, doubled, or
 * other than their row says, and bytes nobody names. Bytes with an open order to delete them count as named unless
 * `ordersDone`. Empty when nothing is.
 */
export function checkPictures(
  stores: LocalStores,
  { ordersDone }: { readonly ordersDone: boolean },
): string[] {
  return [
    ...stores.images.flatMap((image) => imageProblems(image, stores)),
    ...bytesProblems(stores),
    ...orphans(stores, ordersDone),
    ...(ordersDone
      ? stores.orders.map(({ kind, subject_id }) => `an order ${kind} ${subject_id} is left`)
      : []),
  ];
}

function imageProblems(image: ImageRow, { variants }: LocalStores): string[] {
  const theirs = variants.filter((variant) => variant.image_id === image.id);
  const current = theirs.filter((variant) => variant.crop_version === image.crop_version);
  const there = current.map(place).toSorted();
  switch (image.status) {
    case "ready": {
      const wanted = planVariants(image.kind, Object.values(descriptors)).map(place).toSorted();
      const same = there.join() === wanted.join() && theirs.length === current.length;
      return same ? [] : [`${image.id} has the files ${there.join()}; it should have ${wanted.join()}`];
    }
    case "rejected":
      if (image.rejected_reason === null) return [`${image.id} was rejected without a reason`];
      return theirs.length === 0 ? [] : [`${image.id} was rejected and has files`];
    default:
      return [`${image.id} is still ${image.status}`];
  }
}

function place({ platform, slot }: Pick<VariantRow, "platform" | "slot">): string {
  return `${platform}/${slot}`;
}

function bytesProblems({ images, variants, objects }: LocalStores): string[] {
  const named = [
    ...images.map(({ original_key: key, original_sha256: sha256 }) => ({ key, sha256 })),
    ...variants.map(({ r2_key: key, sha256 }) => ({ key, sha256 })),
  ];
  return named.flatMap(({ key, sha256 }) => {
    const stored = objects.get(key);
    if (stored === undefined) return [`the bytes of ${key} are gone`];
    return stored === sha256 ? [] : [`the bytes of ${key} are others than its row says`];
  });
}

function orphans(
  { images, variants, restoreKeys, objects, orders }: LocalStores,
  ordersDone: boolean,
): string[] {
  const named = new Set([
    ...images.map(({ original_key }) => original_key),
    ...variants.map(({ r2_key }) => r2_key),
    ...restoreKeys,
    ...(ordersDone
      ? []
      : orders.filter(({ kind }) => kind === "delete_bytes").map(({ subject_id }) => subject_id)),
  ]);
  return [...objects.keys()]
    .filter((key) => !named.has(key))
    .map((key) => `nothing names the bytes of ${key}`);
}

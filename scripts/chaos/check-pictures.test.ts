import { expect, test } from "vitest";

import { planVariants } from "../../src/images/plan-variants.ts";
import { descriptors } from "../../src/platforms/registry.ts";
import { checkPictures } from "./check-pictures.ts";
import type { LocalStores } from "./local-stores.ts";

const image = {
  id: "img_1",
  kind: "avatar",
  status: "ready",
  rejected_reason: null,
  original_key: "u/original/a",
  original_sha256: "a",
  crop_version: 1,
} as const;
const variants = planVariants("avatar", Object.values(descriptors)).map(({ platform, slot }) => ({
  image_id: "img_1",
  crop_version: 1,
  platform,
  slot,
  sha256: platform,
  r2_key: `u/variant/${platform}`,
}));
const objects = new Map([
  ["u/original/a", "a"],
  ...variants.map(({ r2_key, sha256 }) => [r2_key, sha256] as const),
]);
const good: LocalStores = { images: [image], variants, restoreKeys: [], objects, orders: [] };
const DONE = { ordersDone: true };

test("stores in order have no problem", () => {
  expect(checkPictures(good, DONE)).toEqual([]);
});

test.each<[what: string, stores: Partial<LocalStores>, problem: RegExp]>([
  ["an image without an end", { images: [{ ...image, status: "processing" }] }, /still processing/],
  ["a rejection without a reason", { images: [{ ...image, status: "rejected" }], variants: [] }, /reason/],
  ["a missing file", { variants: variants.slice(1) }, /should have/],
  ["a doubled file", { variants: [...variants, ...variants.slice(0, 1)] }, /should have/],
  [
    "a file of an older crop",
    { variants: [...variants, ...variants.slice(0, 1).map((each) => ({ ...each, crop_version: 0 }))] },
    /should have/,
  ],
  ["lost bytes", { objects: new Map([...objects].slice(1)) }, /u\/original\/a are gone/],
  ["other bytes", { objects: new Map([...objects, ["u/original/a", "b"]]) }, /others than its row says/],
  ["an orphan", { objects: new Map([...objects, ["u/variant/lost", "x"]]) }, /nothing names .*lost/],
  [
    "an order that is left",
    { orders: [{ kind: "render_image", subject_id: "img_1" }] },
    /order render_image/,
  ],
])("%s is one", (_what, stores, problem) => {
  expect(checkPictures({ ...good, ...stores }, DONE).join("\n")).toMatch(problem);
});

test("bytes with an order to delete them are named until the orders are done, and restored ones always", () => {
  const stores = {
    ...good,
    restoreKeys: ["u/restore/r"],
    objects: new Map([...objects, ["u/variant/lost", "x"], ["u/restore/r", "r"]]),
    orders: [{ kind: "delete_bytes", subject_id: "u/variant/lost" }],
  };
  expect(checkPictures(stores, { ordersDone: false })).toEqual([]);
  expect(checkPictures(stores, DONE)).toHaveLength(2);
});

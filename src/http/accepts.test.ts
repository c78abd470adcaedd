import { expect, it } from "vitest";

import { accepts } from "./accepts.ts";

it.each([
  [undefined, true],
  ["", true],
  ["*/*", true],
  ["image/*", true],
  ["image/jpeg", true],
  ["IMAGE/JPEG", true],
  ["image/webp, image/jpeg;q=0.1", true],
  ["image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", true],
  ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true],
  ["image/webp", false],
  ["text/html", false],
  ["image/jpeg;q=0", false],
  // The most specific entry decides.
  ["image/jpeg;q=0, image/*", false],
  ["image/*;q=0, */*", false],
  ["*/*;q=0, image/jpeg", true],
  ["*/*;q=0", false],
])("Accept %s takes image/jpeg: %s", (header, expected) => {
  expect(accepts(header, "image/jpeg")).toBe(expected);
});

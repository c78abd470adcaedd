import { expect, test } from "vitest";

import { blobCid } from "./cid.ts";

// Ids that any IPFS tool prints for these bytes (CIDv1, raw, SHA-256).
test.each([
  ["", "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"],
  ["hello world", "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"],
])("the id of %j is the published one", async (text, cid) => {
  expect(await blobCid(new Uint8Array(new TextEncoder().encode(text)))).toBe(cid);
});

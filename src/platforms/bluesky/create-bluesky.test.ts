import { expect, test } from "vitest";

import type { SlotObservation } from "../platform.ts";
import { createBluesky } from "./create-bluesky.ts";

const adapter = createBluesky({
  clientId: "http://localhost",
  redirectUri: "http://127.0.0.1/",
  clientJwk: null,
});
const shows = (identity: string): SlotObservation => ({ identity, url: null, isDefault: false });

test.each([
  ["sent", "old", "sent", "exact-match"],
  ["sent", "sent", "sent", "exact-match"],
  ["sent", "old", "old", "identity-same"],
  ["sent", "old", "third", "exact-mismatch"],
  [null, "old", "new", "identity-changed"],
  [null, "old", "old", "identity-same"],
] as const)("sent %s, before %s, now %s is %s", (exactId, before, now, evidence) => {
  expect(adapter.confirm(exactId, shows(before), shows(now))).toBe(evidence);
});

test("a grant of another making is dead, and nothing is sent", async () => {
  const ports = {
    now: () => 0,
    log: { info() {}, warn() {}, error() {}, child: () => ports.log },
    fetch: () => Promise.reject(new Error("nothing may be sent")),
  };
  const grant = {
    accountId: "did:plc:x",
    handle: "",
    host: null,
    profileUrl: "",
    accessToken: "t",
    expiresAt: null,
    scopes: [],
    extra: {},
  };
  await expect(adapter.observe(ports, grant)).rejects.toMatchObject({
    kind: "token-dead",
    reason: "grant_unreadable",
  });
});

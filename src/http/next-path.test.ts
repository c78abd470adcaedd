import { describe, expect, it } from "vitest";

import { nextPath } from "./next-path.ts";

describe("nextPath", () => {
  it.each(["/", "/pictures", "/connect/bluesky/callback?code=a%2Fb#x"])("keeps %s", (path) => {
    expect(nextPath(path)).toBe(path);
  });

  it.each([
    ["/auth/google", "/auth/google?ask=1"],
    ["/auth/github?purpose=link&next=/x#y", "/auth/github?purpose=link&next=%2Fx&ask=1#y"],
    ["/a/../auth/facebook?ask=", "/auth/facebook?ask=1"],
    ["/auth/confirm?token=t", "/auth/confirm?token=t"],
    ["/auth/google/callback?code=c", "/auth/google/callback?code=c"],
  ])("turns the way out to a login provider %s into a page that asks: %s", (path, kept) => {
    expect(nextPath(path)).toBe(kept);
  });

  it.each([
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/a/..//evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "evil",
    "",
    null,
    undefined,
  ])("turns %o into the fallback", (value) => {
    expect(nextPath(value, "/home")).toBe("/home");
  });
});

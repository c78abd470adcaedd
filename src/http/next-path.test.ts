import { describe, expect, it } from "vitest";

import { nextPath } from "./next-path.ts";

describe("nextPath", () => {
  it.each(["/", "/pictures", "/connect/bluesky/callback?code=a%2Fb#x"])("keeps %s", (path) => {
    expect(nextPath(path)).toBe(path);
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

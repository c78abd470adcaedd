import { expect, it } from "vitest";

import { deviceName } from "./device-name.ts";

it.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
  ["curl/8.5.0", "curl"],
  ["node", "node"],
  ["(odd)", "Unknown device"],
  [" ", "Unknown device"],
  [null, "Unknown device"],
])("calls %j %j", (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name);
});

import { expect, it } from "vitest";

import { readRange } from "./byte-range.ts";

it.each([
  ["bytes=0-0", { offset: 0, length: 1 }],
  ["bytes=0-99", { offset: 0, length: 100 }],
  ["bytes=10-19", { offset: 10, length: 10 }],
  ["bytes=90-", { offset: 90, length: 10 }],
  ["bytes=90-1000", { offset: 90, length: 10 }],
  ["bytes=99-99999999999999999999", { offset: 99, length: 1 }],
  ["bytes=-10", { offset: 90, length: 10 }],
  ["bytes=-1000", { offset: 0, length: 100 }],
  ["BYTES= 1-2 ", { offset: 1, length: 2 }],
  ["bytes=100-", "unsatisfiable"],
  ["bytes=100-200", "unsatisfiable"],
  ["bytes=99999999999999999999-", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  // What cannot be read, runs backwards or asks for several is answered with everything.
  [undefined, "whole"],
  ["", "whole"],
  ["bytes=", "whole"],
  ["bytes=-", "whole"],
  ["bytes=5-4", "whole"],
  ["bytes=0-1,5-6", "whole"],
  ["bytes=0-1, 200-", "whole"],
  ["bytes=a-b", "whole"],
  ["bytes=0x1-2", "whole"],
  ["bytes=1.5-2", "whole"],
  ["bytes=+1-2", "whole"],
  ["bytes 0-1", "whole"],
  ["items=0-1", "whole"],
])("reads %s of 100 bytes", (header, expected) => {
  expect(readRange(header, 100)).toEqual(expected);
});

import { describe, expect, it, vi } from "vitest";

import { decodePicture } from "../../../test/support/worker/decode-picture.ts";
import { imageFixture, subjectFixture } from "../../../test/support/worker/image-fixtures.ts";
import { drawn, judged, withFix } from "../../../test/support/worker/lint-world.ts";
import type { Crop } from "../geometry.ts";
import { resize } from "../resize.ts";
import { type Finding, type FindingCode } from "./finding.ts";

vi.setConfig({ testTimeout: 30_000 });

const GREY = [128, 128, 128] as const;
const RED = [210, 40, 40] as const;

function only(findings: readonly Finding[], code: FindingCode): Finding[] {
  return findings.filter((finding) => finding.code === code);
}

/** A grey picture with a red patch in it. */
function patch(
  width: number,
  height: number,
  [left, top, right, bottom]: readonly [number, number, number, number],
) {
  return drawn(width, height, (x, y) => (x >= left && x < right && y >= top && y < bottom ? RED : GREY));
}

/** A photograph that lost everything finer than `side` pixels across. */
async function blurred(side: number): Promise<Uint8Array> {
  const photo = await decodePicture(subjectFixture("coffee.jpg"));
  const whole = ({ width, height }: { width: number; height: number }) => ({ x: 0, y: 0, width, height });
  const small = resize(photo, whole(photo), side, Math.round((side * photo.height) / photo.width));
  const { data } = resize(small, whole(small), photo.width, photo.height);
  return drawn(photo.width, photo.height, (x, y) => {
    const at = (y * photo.width + x) * 4;
    return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
  });
}

describe("too_small", () => {
  const crop = (pixels: number): Crop => ({
    x: 0.5,
    y: 0.5,
    width: pixels / 300,
    height: pixels / 300,
    rotation: 0,
  });

  it("says how much is missing, and its fix takes a cut that is large enough", async () => {
    const file = await patch(300, 300, [100, 100, 200, 200]);
    const [found, ...more] = only(await judged(file, { crop: crop(80) }), "too_small");
    expect(more).toEqual([]);
    expect(found).toMatchObject({ severity: "warning", platforms: ["x", "bluesky", "mastodon"] });
    expect(found?.message).toBe(
      "X, Bluesky and Mastodon want 128 × 128 pixels and the cut is 80 wide: it is enlarged 1.6 times and looks soft. A larger cut would be sharp.",
    );
    expect(only(await judged(file, withFix({}, found?.fix)), "too_small")).toEqual([]);
  });

  it("is silent with just enough pixels, and a note with one less", async () => {
    const file = await patch(300, 300, [100, 100, 200, 200]);
    expect(only(await judged(file, { crop: crop(128) }), "too_small")).toEqual([]);
    expect(only(await judged(file, { crop: crop(127) }), "too_small")).toMatchObject([{ severity: "note" }]);
  });

  it("has no fix where the whole picture is too small", async () => {
    const [found] = only(await judged(await patch(100, 120, [30, 30, 60, 60])), "too_small");
    expect(found?.fix).toBeNull();
    expect(found?.message).toContain("A picture with more pixels would be sharp.");
  });
});

describe("soft", () => {
  it("is said of a photograph out of focus, with what was measured", async () => {
    const [found] = only(await judged(await blurred(24)), "soft");
    expect(found?.message).toMatch(
      /at the 128 × 128 pixels for X, Bluesky and Mastodon: its finest detail measures 0\.(2\d|3[0-4]),/,
    );
    expect(found?.fix).toBeNull();
  });

  it("is not said of the photograph itself, nor of one that has just the pixels", async () => {
    expect(only(await judged(subjectFixture("coffee.jpg")), "soft")).toEqual([]);
    expect(only(await judged(await blurred(190)), "soft")).toEqual([]);
  });

  it("leaves to too_small what is enlarged", async () => {
    const codes = (await judged(await blurred(24), { width: 400 })).map(({ code }) => code);
    expect(codes).toContain("too_small");
    expect(codes).not.toContain("soft");
  });
});

describe("subject_outside_mask", () => {
  it("finds what the cut misses, and its fix moves the cut there", async () => {
    const file = await patch(300, 150, [10, 40, 80, 110]);
    const found = only(await judged(file), "subject_outside_mask");
    expect(found.flatMap(({ platforms }) => platforms).toSorted()).toEqual(["bluesky", "mastodon", "x"]);
    const circle = found.find(({ platforms }) => platforms.includes("x"));
    expect(circle?.message).toMatch(
      /^X and Bluesky show a circle: \d+ % of what stands out .* brings that to \d+ %\.$/,
    );
    for (const { fix } of found) {
      expect(only(await judged(file, withFix({}, fix)), "subject_outside_mask")).toEqual([]);
    }
  });

  it("is silent when it is in the middle", async () => {
    const file = await patch(300, 150, [115, 40, 185, 110]);
    expect(only(await judged(file), "subject_outside_mask")).toEqual([]);
  });

  it("finds what lies in the corners of a square, where no cut helps", async () => {
    const file = await drawn(200, 200, (x, y) =>
      Math.min(x, 199 - x) < 36 && Math.min(y, 199 - y) < 36 ? RED : GREY,
    );
    const [found] = only(await judged(file), "subject_outside_mask");
    expect(found).toMatchObject({ platforms: ["x", "bluesky"], fix: null });
    expect(found?.message).toMatch(
      /show a circle: \d\d % of what stands out in the cut is in the corners it hides\./,
    );
  });
});

describe("banners", () => {
  it("says what a wide screen cuts off, and its fix moves it into sight", async () => {
    const file = await patch(300, 200, [100, 46, 200, 60]);
    const found = only(await judged(file, { kind: "banner" }), "subject_outside_safe_zone");
    expect(found.map(({ platforms }) => platforms)).toEqual([["bluesky"], ["mastodon"]]);
    expect(found[0]?.message).toMatch(
      /^On a wide screen, Bluesky cuts a banner off at top and bottom: \d\d % of what stands out in yours is lost\. Moving the cut brings that to \d+ %\.$/,
    );
    for (const { fix } of found) {
      const again = await judged(file, withFix({ kind: "banner" }, fix));
      expect(only(again, "subject_outside_safe_zone")).toEqual([]);
    }
    const middle = await patch(300, 200, [100, 93, 200, 107]);
    expect(only(await judged(middle, { kind: "banner" }), "subject_outside_safe_zone")).toEqual([]);
  });

  it("says what the profile picture covers, and its fix moves it away", async () => {
    const file = await patch(330, 200, [20, 118, 62, 146]);
    const [found] = only(await judged(file, { kind: "banner" }), "avatar_covers_subject");
    expect(found?.platforms).toEqual(["x"]);
    expect(found?.message).toMatch(
      /^On .*, X lays your profile picture over \d\d % of what stands out in the banner\. Moving the cut brings that to \d+ %\.$/,
    );
    const again = await judged(file, withFix({ kind: "banner" }, found?.fix));
    expect(only(again, "avatar_covers_subject")).toEqual([]);
    const right = await patch(330, 200, [268, 118, 310, 146]);
    expect(only(await judged(right, { kind: "banner" }), "avatar_covers_subject")).toEqual([]);
  });
});

describe("unreadable_small", () => {
  const squares = (side: number) =>
    drawn(256, 256, (x, y) => ((Math.floor(x / side) + Math.floor(y / side)) % 2 === 0 ? GREY : RED));

  it("says how little is left at 32 pixels", async () => {
    const [found] = only(await judged(await squares(3)), "unreadable_small");
    expect(found).toMatchObject({ platforms: ["x", "bluesky", "mastodon"], severity: "note", fix: null });
    expect(found?.message).toMatch(
      /^Beside a reply the picture is 32 pixels wide, and only \d+ % of its contrast/,
    );
    expect(only(await judged(await squares(32)), "unreadable_small")).toEqual([]);
  });
});

describe("edge_merges", () => {
  const disc = (ground: readonly [number, number, number]) =>
    drawn(160, 160, (x, y) => (Math.hypot(x - 80, y - 80) < 40 ? RED : ground));

  it("says so of a white or a black ground, and not of a grey one", async () => {
    expect(only(await judged(await disc([255, 255, 255])), "edge_merges")).toMatchObject([
      {
        message: expect.stringMatching(
          /^100 % of the picture's edge is as light as a light page on X, Bluesky and Mastodon/,
        ) as string,
      },
    ]);
    expect(only(await judged(await disc([0, 0, 0])), "edge_merges")[0]?.message).toContain(
      "as dark as a dark page",
    );
    expect(only(await judged(await disc([128, 128, 128])), "edge_merges")).toEqual([]);
  });
});

describe("transparency_flattened", () => {
  it("offers the colour that sets off the rest, and is silent once one is chosen", async () => {
    const pale = await drawn(160, 160, (x, y) =>
      Math.hypot(x - 80, y - 80) < 60 ? [250, 250, 240] : [0, 0, 0, 0],
    );
    const [found] = only(await judged(pale), "transparency_flattened");
    expect(found).toMatchObject({
      platforms: ["x", "bluesky", "mastodon"],
      fix: { kind: "matte", matte: "#15181c" },
    });
    expect(found?.message).toMatch(
      /^5[5-7] % of the picture is see-through\. .* become white; #15181c would/,
    );
    expect(only(await judged(pale, withFix({}, found?.fix)), "transparency_flattened")).toEqual([]);
    expect(only(await judged(pale, { formats: ["jpeg", "png"] }), "transparency_flattened")).toEqual([]);
    const dark = await drawn(160, 160, (x, y) =>
      Math.hypot(x - 80, y - 80) < 60 ? [20, 20, 60] : [0, 0, 0, 0],
    );
    expect(only(await judged(dark), "transparency_flattened")[0]?.fix).toEqual({
      kind: "matte",
      matte: "#ffffff",
    });
  });
});

describe("what was in the file", () => {
  it("says that only the first frame is used", async () => {
    expect(only(await judged(imageFixture("animated.gif")), "animation_dropped")).toMatchObject([
      { platforms: ["x", "bluesky", "mastodon"], severity: "note", fix: null },
    ]);
    expect(only(await judged(imageFixture("still.gif")), "animation_dropped")).toEqual([]);
  });

  it("says that the place was in the file and goes nowhere", async () => {
    expect(only(await judged(imageFixture("gps.jpg")), "metadata_removed")).toMatchObject([
      { message: "Your place was in the file. It goes nowhere." },
    ]);
    expect(only(await judged(imageFixture("orientation-6.jpg")), "metadata_removed")).toEqual([]);
  });
});

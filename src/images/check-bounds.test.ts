import { describe, expect, it } from "vitest";

import { checkBounds } from "./check-bounds.ts";
import { type PictureHeader, pictureHeader } from "./picture-header.ts";

const MB = 1024 * 1024;
const jpeg = (width: number, height: number, more: Partial<PictureHeader> = {}) =>
  pictureHeader({ type: "jpeg", width, height, samplesPerPixel: 1.5, ...more });
const png = (width: number, height: number, more: Partial<PictureHeader> = {}) =>
  pictureHeader({ type: "png", width, height, ...more });
const gif = (width: number, height: number, more: Partial<PictureHeader> = {}) =>
  pictureHeader({ type: "gif", width, height, alpha: true, ...more });
const webp = (width: number, height: number, more: Partial<PictureHeader> = {}) =>
  pictureHeader({ type: "webp", width, height, ...more });

describe("checkBounds", () => {
  it.each([
    ["a 50-megapixel phone JPEG", jpeg(8160, 6120)],
    ["a PNG of 50 MP", png(8160, 6120)],
    ["an interlaced PNG of 2048 × 2048", png(2048, 2048, { interlaced: true })],
    ["a moving PNG, for its still picture", png(400, 400, { animated: true })],
    ["a moving GIF of 4 MP, for its first frame", gif(2000, 2000, { animated: true })],
    ["the smallest square", jpeg(32, 32)],
    ["a strip of 20:1", jpeg(2000, 100)],
  ])("takes %s", (_what, header) => {
    expect(checkBounds(header, 16 * MB)).toBeNull();
  });

  it.each([
    ["a WebP of 6 MP", webp(3000, 2000)],
    ["a WebP of 3.2 MP with transparency", webp(1600, 2000, { alpha: true })],
    ["a lossless WebP of 1.8 MP", webp(900, 2000, { lossless: true })],
    ["a moving WebP of 4 MP, for its first frame", webp(2000, 2000, { animated: true })],
  ])("takes %s while its file leaves room", (_what, header) => {
    expect(checkBounds(header, 3 * MB)).toBeNull();
    expect(checkBounds(header, 16 * MB)?.message).toMatch(/ of 16 MB may have at most [0-3]\.\d\. Save/);
  });

  it("takes larger progressive JPEGs when their file leaves room", () => {
    const photo = jpeg(5312, 2988, { progressive: true });
    const rich = jpeg(3750, 2000, { progressive: true, samplesPerPixel: 3 });
    expect(checkBounds(photo, 1.5 * MB)).toBeNull();
    expect(checkBounds(photo, 4 * MB)?.message).toContain("a progressive JPEG of 4 MB may have at most 14.9");
    expect(checkBounds(jpeg(4000, 3000, { progressive: true }), 10 * MB)).toBeNull();
    expect(checkBounds(rich, 3 * MB)).toBeNull();
    expect(checkBounds(rich, 8 * MB)?.message).toContain("full colour detail of 8 MB may have at most 6.9");
    expect(checkBounds({ ...rich, height: 1500 }, 11 * MB)).toBeNull();
  });

  it.each([
    ["file_too_large", jpeg(100, 100), 16 * MB + 1, ["16.1 MB", "16 MB"]],
    ["side_too_small", jpeg(31, 400), 100, ["31 × 400", "32"]],
    ["side_too_large", jpeg(16_385, 2000), 100, ["16385 × 2000", "16384"]],
    ["too_elongated", jpeg(100, 2001), 100, ["100 × 2001", "20"]],
    ["too_many_pixels", jpeg(8200, 6200), 100, ["50.84", "50"]],
    ["too_many_pixels", jpeg(4100, 4000, { progressive: true }), 100, ["16.40", "15.9"]],
    ["too_many_pixels", jpeg(3000, 2700, { progressive: true, samplesPerPixel: 2 }), 100, ["8.10", "7.5"]],
    ["too_many_pixels", png(8200, 6200), 100, ["50.84", "50"]],
    ["too_many_pixels", gif(2000, 2001), 100, ["4.00", "4"]],
    ["too_many_pixels", webp(2000, 2001, { animated: true }), 100, ["4.00", "4"]],
    ["too_many_pixels", webp(2000, 1300, { animated: true, lossless: true }), 100, ["2.60", "1.8"]],
    ["too_many_pixels", png(2048, 2100, { interlaced: true }), 100, ["4.30", "4.2"]],
    ["too_many_pixels", webp(3000, 2100), 100, ["6.30", "6"]],
    ["too_many_pixels", webp(2000, 2100, { lossless: true }), 100, ["4.20", "1.8"]],
    ["too_many_pixels", webp(2000, 1800, { alpha: true }), 100, ["3.60", "3.2"]],
    ["cmyk", jpeg(100, 100, { cmyk: true }), 100, ["CMYK", "JPEG"]],
    ["damaged", jpeg(100, 100, { complete: false }), 100, ["damaged"]],
    ["format_unsupported", pictureHeader({ type: "tiff", width: 0, height: 0 }), 100, ["TIFF", "JPEG"]],
    ["format_unsupported", pictureHeader({ type: "heic", width: 0, height: 0 }), 100, ["HEIC", "JPEG"]],
  ])("refuses with %s", (code, header, byteLength, words) => {
    const breach = checkBounds(header, byteLength);
    expect(breach?.code).toBe(code);
    for (const word of words) expect(breach?.message).toContain(word);
  });

  it("names the size as a person sees it", () => {
    expect(checkBounds(jpeg(100, 2001, { orientation: 6 }), 1)?.message).toContain("2001 × 100");
  });
});

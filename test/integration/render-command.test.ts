/** `npm run render` as a person or another program calls it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import sharp from "sharp";
import { expect, it } from "vitest";

import { ROOT } from "../../scripts/stack/child.ts";

const FIXTURES = join(ROOT, "test/fixtures/images");

function render(...args: string[]) {
  const { status, stdout, stderr } = spawnSync("node", ["scripts/render.ts", ...args], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

it("makes the file of one place with its figures", async () => {
  const folder = mkdtempSync(join(tmpdir(), "linkarooie-render-"));
  try {
    const place = ["--platform", "x", "--slot", "avatar", "--out", folder, "--json"];
    const { status, stdout } = render(join(FIXTURES, "orientation-6.jpg"), ...place);
    expect(status).toBe(0);
    const { ok, files, jobs } = JSON.parse(stdout) as {
      ok: boolean;
      files: Record<string, unknown>[];
      jobs: { lint: unknown[] }[];
    };
    expect(jobs[0]?.lint[0]).toMatchObject({
      code: "too_small",
      platforms: ["x"],
      message:
        "X wants 400 × 400 pixels and the cut is 64 wide: it is enlarged 6.3 times and looks soft. A picture with more pixels would be sharp.",
    });
    expect([ok, files.length]).toEqual([true, 1]);
    expect(files[0]).toMatchObject({
      platform: "x",
      slot: "avatar",
      width: 400,
      height: 400,
      format: "jpeg",
      quality: 85,
      encodes: 1,
      upscaled: true,
      file: "x-avatar.jpg",
    });
    expect(Number(files[0]?.["wasm_bytes"])).toBeGreaterThan(1_000_000);
    expect(readdirSync(folder)).toEqual(["x-avatar.jpg"]);
    expect(await sharp(join(folder, "x-avatar.jpg")).metadata()).toMatchObject({ width: 400, height: 400 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it("tells what is worth knowing below the table", () => {
  const { stdout } = render(join(FIXTURES, "gps.jpg"), "--platform", "x", "--slot", "avatar");
  expect(stdout).toContain("\n  ! avatar: X wants 400 × 400 pixels");
  expect(stdout).toContain("\n  · avatar: Your place was in the file. It goes nowhere.\n");
});

it("cuts one platform's file elsewhere and lays it on a colour", async () => {
  const folder = mkdtempSync(join(tmpdir(), "linkarooie-render-"));
  try {
    const cut = ["--crop", "0.5,0.5,0.5,0.5", "--crop-for", "bluesky=0,0,1,1,90", "--matte", "#1f6f5c"];
    const { status } = render(join(FIXTURES, "plain.png"), ...cut, "--slot", "avatar", "--out", folder);
    expect(status).toBe(0);
    const middle = async (name: string) => {
      const { data, info } = await sharp(join(folder, name)).raw().toBuffer({ resolveWithObject: true });
      return [...data.subarray((info.width + 1) * (info.width / 4) * 3).subarray(0, 3)];
    };
    const near = (colour: number[], other: readonly number[]) =>
      Math.max(...other.map((value, at) => Math.abs(value - (colour[at] ?? 0))));
    // The lower right quarter is yellow; of the whole turned by 90 degrees the upper left is blue.
    expect(near(await middle("x-avatar.jpg"), [216, 188, 47])).toBeLessThan(30);
    expect(near(await middle("bluesky-avatar.jpg"), [32, 49, 171])).toBeLessThan(30);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it.each([
  [["--crop", "0.9,0,0.5,1"], "0.9,0,0.5,1 is no crop inside the picture"],
  [["--crop-for", "elsewhere=0,0,1,1"], "There is no platform elsewhere"],
  [["--matte", "green"], "green is no colour"],
])("says what is wrong with %j", (options, sentence) => {
  const { status, stderr } = render(join(FIXTURES, "plain.png"), ...options);
  expect([status, stderr]).toEqual([1, expect.stringContaining(sentence)]);
});

it("says in a sentence why a file is refused, and fails", () => {
  const cmyk = join(FIXTURES, "cmyk.jpg");
  expect(render(cmyk)).toEqual({
    status: 1,
    stdout: "",
    stderr: "The picture has print colours (CMYK). Save it as JPEG in RGB and upload that.\n",
  });
  const { status, stdout } = render(cmyk, "--json");
  expect([status, JSON.parse(stdout)]).toEqual([1, expect.objectContaining({ ok: false, code: "cmyk" })]);
});

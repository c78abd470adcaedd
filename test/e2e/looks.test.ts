/** A look goes up, another takes its place, and what was there before everything is put back and proved. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, expect, it } from "vitest";

import { type Run, untilFinished } from "../../scripts/demo/runs.ts";
import { freePort } from "../../scripts/stack/free-port.ts";
import { type Stack, startStack } from "../../scripts/stack/stack.ts";
import { choosePhoto, connectedPerson, runToTheEnd } from "../support/e2e/api-person.ts";
import { derivePhotos } from "../support/e2e/photos.ts";
import { shownPictures } from "../support/e2e/shown-pictures.ts";

interface Look {
  readonly id: string;
  readonly restore: { readonly sync_id: string; readonly kept: readonly unknown[] } | null;
}

let stack: Stack;
let stateDir = "";

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), "linkarooie-looks-"));
  stack = await startStack({ stateDir, port: await freePort(0), simPort: await freePort(0), timeScale: 10 });
});
afterEach((context) => {
  if (context.task.result?.state === "fail") process.stdout.write(stack.output().slice(-6_000));
});
afterAll(async () => {
  await stack?.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

async function shown(): Promise<Map<string, string>> {
  return new Map((await shownPictures(stack.simOrigin)).map(({ place, sha256 }) => [place, sha256]));
}

const statesOf = (run: Run) => run.targets.map((each) => `${each.platform}/${each.slot} ${each.state}`);

it("puts a look everywhere, then another, then the first pictures back byte for byte", async () => {
  const photos = await derivePhotos(stateDir);
  const client = await connectedPerson(stack, ["bluesky", "mastodon"]);
  const first = await shown();

  await choosePhoto(client, photos.plain);
  const { run } = await runToTheEnd(stack, client, { timeoutMs: 60_000 });
  expect(new Set(run.targets.map((each) => each.state))).toEqual(new Set(["shown"]));
  const plain = await client.api<Look>("POST", "/looks", { name: "Plain" });

  await choosePhoto(client, photos.mirrored);
  const withPlain = await shown();
  const mirrored = await client.api<Look>("POST", "/looks", { name: "Mirrored" });
  await client.api("POST", `/looks/${plain.id}/apply`, {});
  expect(await shown()).toEqual(withPlain);
  const applied = await client.api<{ sync: Run }>("POST", `/looks/${mirrored.id}/apply`, { sync: true });
  expect(new Set((await untilFinished(client, applied.sync.id)).targets.map(({ state }) => state))).toEqual(
    new Set(["shown"]),
  );
  expect((await shown()).get("bluesky/avatar")).not.toBe(withPlain.get("bluesky/avatar"));

  const { data } = await client.api<{ data: Look[] }>("GET", "/looks?kind=restore_point");
  const point = data.find((look) => look.restore?.sync_id === run.id);
  expect(point?.restore?.kept).toHaveLength(4);
  const { id } = await client.api<Run>("POST", "/restore", { look_id: point?.id });
  expect(statesOf(await untilFinished(client, id)).toSorted()).toEqual([
    "bluesky/avatar shown",
    "bluesky/banner shown",
    "mastodon/avatar shown",
    "mastodon/banner shown",
  ]);
  const after = await shown();
  // Bluesky keeps the file as it came; Mastodon makes its own of it, and proved that it looks the same.
  for (const place of ["bluesky/avatar", "bluesky/banner"]) expect(after.get(place)).toBe(first.get(place));
});

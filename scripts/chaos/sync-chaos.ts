/** Runs while the app is killed: every place ends as wished, and the platforms' own log counts one effective write for each. */
import sharp from "sharp";

import { createRandom } from "../../test/simulation/random.ts";
import { connect } from "../demo/connect.ts";
import { HttpClient } from "../demo/http-client.ts";
import { uploadBoth, untilRendered } from "../demo/pictures.ts";
import { DEMO_PLATFORMS } from "../demo/run-demo.ts";
import { type Run, startRun, untilFinished } from "../demo/runs.ts";
import { newPerson, signUp } from "../demo/sign-up.ts";
import { poll } from "../demo/poll.ts";
import { effectiveWrites } from "../demo/sim-log.ts";
import type { Stack } from "../stack/stack.ts";

export interface SyncChaos {
  readonly kills: number;
  readonly targets: number;
  readonly writes: number;
  /** Writes before the kill, summed over all kills: how far the runs had come. */
  readonly written_before: number;
  /** Broken promises, in words. */
  readonly problems: readonly string[];
}

interface Options {
  readonly photo: string;
  readonly kills: number;
  readonly seed: number;
  readonly onStep: (line: string) => void;
}

const PLACES = DEMO_PLATFORMS.length * 2;
/** A few steps of a run. */
const PAUSE_MS = 300;

/** The stack is up when this begins and when it ends. */
export async function syncChaos(stack: Stack, { photo, kills, seed, onStep }: Options): Promise<SyncChaos> {
  const random = createRandom(seed);
  const client = new HttpClient(stack.appOrigin);
  await signUp(client, stack.simOrigin, newPerson());
  for (const platform of DEMO_PLATFORMS) await connect(client, platform, "ada");
  const problems: string[] = [];
  let [targets, written, writtenBefore] = [0, 0, 0];
  for (let kill = 1; kill <= kills; kill += 1) {
    // Other bytes each time: what is shown already would not be written again.
    const bytes = new Uint8Array(
      await sharp(photo)
        .resize(600 + kill)
        .jpeg()
        .toBuffer(),
    );
    for (const { id } of await uploadBoth(client, bytes, `${kill}.jpg`)) {
      await untilRendered(client, id);
      await client.api("PUT", `/images/${id}/default`);
    }
    const since = new Date().toISOString();
    const run = await startRun(client);
    // Somewhere between the first request and the last write.
    const until = random.between(0, PLACES);
    await poll(
      async () => sum(await effectiveWrites(stack.simOrigin, since)),
      (writes) => writes >= until,
      `The platforms were not written ${until} times`,
    );
    await new Promise((resolve) => setTimeout(resolve, random.between(0, PAUSE_MS)));
    await stack.killApp();
    const before = sum(await effectiveWrites(stack.simOrigin, since));
    await stack.startApp();
    const done = await untilFinished(client, run.id);
    const writes = await effectiveWrites(stack.simOrigin, since);
    problems.push(...runProblems(done, writes).map((problem) => `kill ${kill}: ${problem}`));
    targets += done.targets.length;
    written += sum(writes);
    writtenBefore += before;
    onStep(`kill ${kill}: ${before} of ${done.targets.length} writes had arrived, ${sum(writes)} in the end`);
  }
  return { kills, targets, writes: written, written_before: writtenBefore, problems };
}

function runProblems({ targets }: Run, writes: ReadonlyMap<string, number>): string[] {
  return [
    ...(targets.length === PLACES ? [] : [`${targets.length} places instead of ${PLACES}`]),
    ...targets.flatMap(({ platform, slot, state, reason }) => {
      const times = writes.get(`${platform}/${slot}`) ?? 0;
      return [
        ...(state === "shown" ? [] : [`${platform}/${slot} ended ${state} (${reason ?? "no reason"})`]),
        ...(times === 1 ? [] : [`${platform}/${slot} was written ${times} times`]),
      ];
    }),
  ];
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, each) => total + each, 0);
}

/** Pictures while everything breaks: ten uploads at once, the runtime killed in the middle, every message delivered again. */
import { createRandom } from "../../test/simulation/random.ts";
import { HttpClient } from "../demo/http-client.ts";
import type { Image } from "../demo/pictures.ts";
import { poll } from "../demo/poll.ts";
import { newPerson, signUp } from "../demo/sign-up.ts";
import type { Stack } from "../stack/stack.ts";
import { checkPictures } from "./check-pictures.ts";
import { type HandIn, handIns } from "./hand-ins.ts";
import { orderAgain, readLocalStores } from "./local-stores.ts";

export interface PictureChaos {
  readonly kills: number;
  /** Uploads the killed app had answered for, and all there were. */
  readonly answered: number;
  readonly uploads: number;
  readonly images: Readonly<Record<string, number>>;
  /** Images that were finished when their message came again, and found so. */
  readonly found_done: number;
  readonly objects: number;
  /** Broken promises, in words. */
  readonly problems: readonly string[];
}

/** Orders that one run of the sweeper takes, `services/outbox/sweep.ts`. */
const SWEPT_AT_ONCE = 100;

interface Options {
  readonly stateDir: string;
  readonly photo: string;
  readonly kills: number;
  readonly seed: number;
  readonly onStep: (line: string) => void;
}

/** The stack is up when this begins; its app is down when it ends. */
export async function pictureChaos(stack: Stack, options: Options): Promise<PictureChaos> {
  const { stateDir, kills, onStep } = options;
  const random = createRandom(options.seed);
  const files = await handIns(options.photo);
  const problems: string[] = [];
  let answered = 0;
  let foundDone = 0;
  for (let kill = 1; kill <= kills; kill += 1) {
    const client = new HttpClient(stack.appOrigin);
    await signUp(client, stack.simOrigin, newPerson());
    const uploads = Promise.allSettled(files.map((file) => upload(client, file)));
    // Sometimes while bytes still travel, sometimes with most files done.
    await untilSeen(stack, "image_rendered", random.between(0, files.length - 1));
    await stack.killApp();
    answered += (await uploads).filter(({ status }) => status === "fulfilled").length;
    const { images } = readLocalStores(stateDir);
    const done = images.filter(({ status }) => status !== "processing").length;
    orderAgain(
      stateDir,
      images.map(({ id }) => id),
    );
    await stack.startApp();
    await untilEnded(client);
    await untilSeen(stack, "render_found_done", done);
    foundDone += count(stack, "render_found_done");
    onStep(`kill ${kill}: ${done} of ${images.length} images had ended, all of them have now`);
  }

  await stack.killApp();
  problems.push(...checkPictures(readLocalStores(stateDir), { ordersDone: false }));
  const { images } = readLocalStores(stateDir);
  const orders = orderAgain(
    stateDir,
    images.map(({ id }) => id),
  );
  await stack.startApp();
  await untilSeen(stack, "render_found_done", images.length);
  const again = count(stack, "image_rendered");
  if (again > 0) problems.push(`${again} images were rendered again although they had ended`);
  await untilSeen(stack, '"event":"swept"', Math.ceil(orders / SWEPT_AT_ONCE));
  await stack.killApp();
  const rest = readLocalStores(stateDir);
  problems.push(...checkPictures(rest, { ordersDone: true }));
  return {
    kills,
    answered,
    uploads: kills * files.length,
    images: countBy(rest.images.map(({ status }) => status)),
    found_done: foundDone + images.length,
    objects: rest.objects.size,
    problems,
  };
}

function upload(client: HttpClient, { name, kind, bytes }: HandIn): Promise<Image> {
  const form = new FormData();
  form.set("file", new File([bytes], name));
  form.set("kind", kind);
  return client.api<Image>("POST", "/images", form);
}

/** Waits until no image of the person is being rendered. */
async function untilEnded(client: HttpClient): Promise<void> {
  await poll(
    () => client.api<{ data: Image[] }>("GET", "/images?limit=50"),
    ({ data }) => data.every(({ status }) => status !== "processing"),
    "The pictures did not end",
  );
}

/** Waits until the Workers said something so many times since they were started. */
async function untilSeen(stack: Stack, what: string, times: number): Promise<void> {
  await poll(
    () => Promise.resolve(count(stack, what)),
    (seen) => seen >= times,
    `The Workers did not say ${what} ${times} times`,
  );
}

function count(stack: Stack, what: string): number {
  return stack.output().split(what).length - 1;
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

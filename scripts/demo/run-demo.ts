/** The main job, unattended: sign up, upload, connect, sync, verify. Works against a running stack through HTTP alone. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";

import type { Stack } from "../stack/stack.ts";
import { connect } from "./connect.ts";
import type { DemoReport, DemoTarget } from "./demo-report.ts";
import { injectFaults } from "./inject-faults.ts";
import { HttpClient } from "./http-client.ts";
import { asBrowserWouldSend } from "./prepare-photo.ts";
import { effectiveWrites } from "./sim-log.ts";
import { newPerson, signUp } from "./sign-up.ts";

export const DEMO_PLATFORMS = ["x", "bluesky", "mastodon"] as const;
const ACCOUNT = "ada";
const PATIENCE_MS = 240_000;

export interface DemoOptions {
  readonly photo: string;
  /** Send the file untouched, as an API client may. */
  readonly original: boolean;
  /** Inject a 429, a lost answer and an expired token. */
  readonly faults: boolean;
  /** Kill the app with SIGKILL in the middle of the run and start it again. */
  readonly kill: boolean;
  readonly onStep: (step: string) => void;
}

interface Image {
  readonly id: string;
  readonly status: "processing" | "ready" | "rejected";
  readonly rejected_reason: string | null;
  readonly variants: readonly unknown[];
}

interface Target {
  readonly platform: string;
  readonly slot: string;
  readonly state: string;
  readonly reason: string | null;
  readonly attempts: number;
  readonly updated_at: string;
  readonly shown: { readonly verified_by: string } | null;
}

interface Run {
  readonly id: string;
  readonly state: string;
  readonly created_at: string;
  readonly targets: readonly Target[];
}

/** Runs it and reports. Throws with one sentence when the picture is refused or a step cannot be done. */
export async function runDemo(stack: Stack, options: DemoOptions): Promise<DemoReport> {
  const startedAt = Date.now();
  const client = new HttpClient(stack.appOrigin);
  const person = newPerson();
  await signUp(client, stack.simOrigin, person);
  options.onStep(`signed up as ${person.email}`);

  const input = await readFile(options.photo);
  const sent = options.original ? input : await asBrowserWouldSend(options.photo);
  const images: Image[] = [];
  for (const kind of ["avatar", "banner"]) {
    const form = new FormData();
    form.set("file", new File([sent], basename(options.photo)));
    form.set("kind", kind);
    images.push(await client.api<Image>("POST", "/images", form));
  }
  options.onStep(`photo uploaded (${(sent.byteLength / 1e6).toFixed(2)} MB)`);
  const ready = await Promise.all(images.map((image) => untilRendered(client, image.id)));
  const variants = ready.reduce((sum, image) => sum + image.variants.length, 0);
  options.onStep(`${variants} files rendered`);

  for (const platform of DEMO_PLATFORMS) await connect(client, platform, ACCOUNT);
  options.onStep(`connected ${DEMO_PLATFORMS.join(", ")}`);

  const since = new Date().toISOString();
  if (options.faults) options.onStep(await injectFaults(stack.simOrigin));
  const run = await client.api<Run>("POST", "/syncs", {});
  if (options.kill) {
    await untilWriting(client, run.id);
    await stack.killApp();
    options.onStep("app killed in the middle of the run");
    await stack.startApp();
    options.onStep("app started again");
  }
  const done = await untilFinished(client, run.id);
  const writes = await effectiveWrites(stack.simOrigin, since);
  const targets: DemoTarget[] = done.targets.map((target) => ({
    platform: target.platform,
    slot: target.slot,
    state: target.state,
    ms: Date.parse(target.updated_at) - Date.parse(done.created_at),
    verified_by: target.shown?.verified_by ?? null,
    attempts: target.attempts,
    effective_writes: writes.get(`${target.platform}/${target.slot}`) ?? 0,
    reason: target.reason,
  }));
  const complete = targets.length === DEMO_PLATFORMS.length * 2;
  return {
    ok: complete && targets.every((target) => target.state === "shown" && target.effective_writes === 1),
    targets,
    image: { input_bytes: input.byteLength, sent_bytes: sent.byteLength, variants },
    total_ms: Date.now() - startedAt,
  };
}

async function untilRendered(client: HttpClient, id: string): Promise<Image> {
  const image = await poll(
    () => client.api<Image>("GET", `/images/${id}`),
    (each) => each.status !== "processing",
    "The picture was not rendered",
  );
  if (image.status === "rejected") {
    throw new Error(`The picture could not be read (${image.rejected_reason ?? "unknown"}).`);
  }
  return image;
}

function untilWriting(client: HttpClient, id: string): Promise<Run> {
  const busy = new Set(["uploading", "checking", "shown"]);
  return poll(
    () => client.api<Run>("GET", `/syncs/${id}`),
    (run) => run.targets.some((target) => busy.has(target.state)),
    "The run did not begin to write",
  );
}

function untilFinished(client: HttpClient, id: string): Promise<Run> {
  return poll(
    () => client.api<Run>("GET", `/syncs/${id}`),
    (run) => run.state !== "running",
    "The run did not finish",
  );
}

async function poll<T>(read: () => Promise<T>, done: (value: T) => boolean, complaint: string): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await read();
    if (done(value)) return value;
    if (Date.now() > deadline)
      throw new Error(`${complaint} within ${PATIENCE_MS / 1000} s: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

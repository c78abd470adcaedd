/** The main job, unattended: sign up, upload, connect, sync, verify. Works against a running stack through HTTP alone. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";

import type { Stack } from "../stack/stack.ts";
import { connect } from "./connect.ts";
import type { DemoReport, DemoTarget } from "./demo-report.ts";
import { injectFaults, slowDownX } from "./inject-faults.ts";
import { HttpClient } from "./http-client.ts";
import { uploadBoth, untilRendered } from "./pictures.ts";
import { asBrowserWouldSend } from "./prepare-photo.ts";
import { startRun, untilFinished, untilWriting } from "./runs.ts";
import { effectiveWrites } from "./sim-log.ts";
import { newPerson, signUp } from "./sign-up.ts";

export const DEMO_PLATFORMS = ["x", "bluesky", "mastodon"] as const;
const ACCOUNT = "ada";

interface DemoOptions {
  readonly photo: string;
  /** Send the file untouched, as an API client may. */
  readonly original: boolean;
  /** Inject a 429, a lost answer and an expired token. */
  readonly faults: boolean;
  /** Kill the app with SIGKILL while a write is in the air, and start it again. */
  readonly kill: boolean;
  readonly onStep: (step: string) => void;
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
  const images = await uploadBoth(client, sent, basename(options.photo));
  options.onStep(`photo uploaded (${(sent.byteLength / 1e6).toFixed(2)} MB)`);
  const ready = await Promise.all(images.map((image) => untilRendered(client, image.id)));
  const variants = ready.reduce((sum, image) => sum + image.variants.length, 0);
  options.onStep(`${variants} files rendered`);

  for (const platform of DEMO_PLATFORMS) await connect(client, platform, ACCOUNT);
  options.onStep(`connected ${DEMO_PLATFORMS.join(", ")}`);

  const since = new Date().toISOString();
  if (options.faults) options.onStep(await injectFaults(stack.simOrigin));
  // With faults as well, the first write to X meets the lost answer instead.
  if (options.kill) await slowDownX(stack.simOrigin, options.faults ? 1 : 2);
  const run = await startRun(client);
  if (options.kill) {
    await untilWriting(client, stack.simOrigin, run.id);
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

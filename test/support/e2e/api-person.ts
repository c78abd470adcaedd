/** A person who uses the API: fewer steps than a browser where the pages are not what a test is about. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";

import { expect } from "vitest";

import { connect } from "../../../scripts/demo/connect.ts";
import { HttpClient } from "../../../scripts/demo/http-client.ts";
import { uploadBoth } from "../../../scripts/demo/pictures.ts";
import { readRun, type Run, startRun } from "../../../scripts/demo/runs.ts";
import { effectiveWrites } from "../../../scripts/demo/sim-log.ts";
import { newPerson, signUp } from "../../../scripts/demo/sign-up.ts";
import type { Stack } from "../../../scripts/stack/stack.ts";

/** Signed in, with Ada's account of each of `platforms` connected. */
export async function connectedPerson(stack: Stack, platforms: readonly string[]): Promise<HttpClient> {
  const client = new HttpClient(stack.appOrigin);
  await signUp(client, stack.simOrigin, newPerson());
  for (const platform of platforms) await connect(client, platform, "ada");
  return client;
}

/** Uploads a photo and makes it picture and banner; runs that follow wait for its files by themselves. */
export async function choosePhoto(client: HttpClient, photo: string): Promise<void> {
  const images = await uploadBoth(client, await readFile(photo), basename(photo));
  for (const { id } of images) await client.api("PUT", `/images/${id}/default`);
}

export interface Outcome {
  readonly run: Run;
  /** Every state any target was seen in, in the order of first sight. */
  readonly seen: readonly string[];
  /** `platform/slot`, final state and writes that changed something, sorted. */
  readonly places: readonly (readonly [place: string, state: string, writes: number])[];
}

/** Starts a run and watches it to its end. */
export async function runToTheEnd(
  stack: Stack,
  client: HttpClient,
  options: { readonly slots?: readonly string[]; readonly timeoutMs: number },
): Promise<Outcome> {
  const since = new Date().toISOString();
  let run = await startRun(client, options.slots);
  const seen = new Set<string>();
  const look = async () => {
    run = await readRun(client, run.id);
    for (const { state } of run.targets) seen.add(state);
    return run.state;
  };
  await expect.poll(look, { timeout: options.timeoutMs, interval: 200 }).not.toBe("running");
  const writes = await effectiveWrites(stack.simOrigin, since);
  const places = run.targets
    .map(({ platform, slot, state }) => {
      const place = `${platform}/${slot}`;
      return [place, state, writes.get(place) ?? 0] as const;
    })
    .toSorted(([a], [b]) => a.localeCompare(b));
  return { run, seen: [...seen], places };
}

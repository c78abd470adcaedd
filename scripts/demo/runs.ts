import type { HttpClient } from "./http-client.ts";
import { poll } from "./poll.ts";
import { faultsLeft } from "./sim-log.ts";

/** One place of a run as the API tells it, as far as it is read here. */
interface Target {
  readonly platform: string;
  readonly image_id: string | null;
  readonly slot: string;
  readonly state: string;
  readonly reason: string | null;
  readonly attempts: number;
  readonly updated_at: string;
  readonly sent: { readonly sha256: string } | null;
  readonly shown: { readonly verified_by: string } | null;
}

export interface Run {
  readonly id: string;
  readonly state: string;
  readonly created_at: string;
  readonly targets: readonly Target[];
}

/** Puts the current look everywhere, or its `slots` alone. */
export function startRun(client: HttpClient, slots?: readonly string[]): Promise<Run> {
  return client.api<Run>("POST", "/syncs", slots === undefined ? {} : { slots });
}

export function readRun(client: HttpClient, id: string): Promise<Run> {
  return client.api<Run>("GET", `/syncs/${id}`);
}

/**
 * Waits until a write is certainly in the air: the last request that is to be answered late has arrived, and a target
 * of the run waits for its platform.
 */
export async function untilWriting(client: HttpClient, simOrigin: string, id: string): Promise<void> {
  const writing = new Set(["uploading", "checking"]);
  await poll(
    async () => ({ left: await faultsLeft(simOrigin), run: await readRun(client, id) }),
    ({ left, run }) => !left.includes("slow") && run.targets.some(({ state }) => writing.has(state)),
    "The run did not begin to write",
  );
}

export function untilFinished(client: HttpClient, id: string): Promise<Run> {
  return poll(
    () => readRun(client, id),
    (run) => run.state !== "running",
    "The run did not finish",
  );
}

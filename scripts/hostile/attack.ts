import type { Slot } from "../../src/platforms/platform.ts";
import { deliverPicture, prepareStores } from "../picture-worker/deliver-picture.ts";
import type { PictureOutcome, RenderedFile } from "../picture-worker/picture-job.ts";
import { cpuMs, forgetPeak, growthSince, memoryOf } from "../picture-worker/process-figures.ts";
import {
  type PictureWorker,
  startPictureWorker,
  WorkerGoneError,
} from "../picture-worker/start-picture-worker.ts";
import { goodFile } from "./good-files.ts";
import type { HostileFile } from "./hostile-file.ts";
import { judge, type Measured, type Verdict } from "./judge.ts";
import { smallJob, wholeJob } from "./jobs.ts";
import { pictureKind } from "./structure/list-parts.ts";

/** The good picture that follows, by what was attacked: a codec that was hurt must not spoil it. */
const GOOD = { jpeg: "orientation-6.jpg", png: "plain.png", webp: "lossless.webp", gif: "gps.jpg" } as const;

export interface AttackOptions {
  /**
   * `small`: two little files. `whole`: every planned one. `queue`: the same by way of the queue's consumer and the stores,
   * which then share the process, so its growth says nothing about the picture and is not judged.
   */
  readonly way: "small" | "whole" | "queue";
  readonly kind?: Slot;
  /** In a process of its own: nothing that came before can hide what this file takes. */
  readonly fresh?: boolean;
  /** Also read as a picture that a platform shows. */
  readonly fingerprint?: boolean;
  /** Whether a good picture has to work afterwards; always looked at after a fault. */
  readonly checkGood?: boolean;
}

/** What became of a file, and what was made of it. */
export interface Attack extends Verdict {
  readonly outputs: readonly RenderedFile[];
}

export interface Attacker {
  attack(file: HostileFile, options: AttackOptions): Promise<Attack>;
  stop(): Promise<void>;
}

/** Keeps one images Worker, and starts another when it died. */
export function createAttacker(): Attacker {
  let worker: PictureWorker | null = null;
  const expected = new Map<string, string>();

  async function ready(fresh: boolean): Promise<PictureWorker> {
    if (fresh) await stop();
    if (worker !== null) return worker;
    worker = await startPictureWorker();
    await prepareStores(worker);
    // The isolate itself is no file's growth.
    await worker.render(new Uint8Array(), smallJob());
    return worker;
  }

  async function stop(): Promise<void> {
    const stopping = worker;
    worker = null;
    await stopping?.stop();
  }

  /** Null when it came out as it always does. */
  async function goodProblem(target: PictureWorker, name: string): Promise<string | null> {
    const outcome = await target.render(goodFile(name), smallJob());
    const now = JSON.stringify(outcome);
    if (outcome.outcome !== "rendered") return `the next good picture: ${now}`;
    const first = expected.get(name) ?? now;
    expected.set(name, first);
    return first === now ? null : "the next good picture came out different";
  }

  /** Whether the next good picture still comes out as it always does: null, or what is wrong. */
  async function spoiled(target: PictureWorker, name: string): Promise<string | null> {
    try {
      return await goodProblem(target, name);
    } catch (error) {
      if (!(error instanceof WorkerGoneError)) throw error;
      await stop();
      return `the next good picture: ${error.message}`;
    }
  }

  return {
    stop,
    async attack(file, options) {
      const target = await ready(options.fresh ?? false);
      const good = GOOD[pictureKind(file.bytes) ?? "gif"];
      if (!expected.has(good)) await goodProblem(target, good);
      const { outcome, measured } = await measure(target, file, options);
      const { breaches, ...verdict } = judge(file, outcome, measured);
      const hurt = measured.problems.length > 0;
      if (hurt) await stop();
      const look =
        outcome.outcome === "fault" || (outcome.outcome === "refused" && options.checkGood !== false);
      const after = look && !hurt ? await spoiled(target, good) : null;
      return {
        ...verdict,
        breaches: after === null ? breaches : [...breaches, after],
        outputs: outcome.outcome === "rendered" ? outcome.files : [],
      };
    },
  };
}

/** Lets the Worker have the file and watches its process. */
async function measure(
  target: PictureWorker,
  { bytes }: HostileFile,
  { way, kind = "avatar", fingerprint = false }: AttackOptions,
): Promise<{ outcome: PictureOutcome; measured: Measured }> {
  const problems: string[] = [];
  let outcome: PictureOutcome = { outcome: "fault", error: "no answer" };
  forgetPeak(target.pid);
  const before = { cpu: cpuMs(target.pid) ?? 0, memory: memoryOf(target.pid) };
  try {
    if (way === "queue") outcome = await deliverPicture(target, bytes, kind);
    else outcome = await target.render(bytes, way === "small" ? smallJob() : wholeJob(kind));
    const read = fingerprint ? await target.fingerprint(bytes, kind) : null;
    if (read?.outcome === "fault") problems.push(`fingerprint: ${read.error}`);
  } catch (error) {
    if (!(error instanceof WorkerGoneError)) throw error;
    problems.push(`${error.message}: ${String(error.cause)}`);
  }
  const growth = growthSince(target.pid, before.memory);
  const measured = {
    problems,
    cpuMs: (cpuMs(target.pid) ?? 0) - before.cpu,
    growthBytes: way === "queue" ? null : growth,
  };
  return { outcome, measured };
}

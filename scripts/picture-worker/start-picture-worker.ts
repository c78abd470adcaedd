/** The images Worker in workerd, in a process of its own, with empty stores and a door. Ready in under a second. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { convertV4MiniflareOptions, Miniflare } from "miniflare";

import type { Slot } from "../../src/platforms/platform.ts";
import { ROOT } from "../stack/child.ts";
import { bundlePictureWorker } from "./bundle.ts";
import type { FingerprintOutcome, PictureJob, PictureOutcome } from "./picture-job.ts";
import { childrenNamed } from "./process-figures.ts";

/** Nothing may take this long; what does has to be ended from outside. */
const LONGEST_MS = 120_000;

/** The Worker's process died, or never answered. */
export class WorkerGoneError extends Error {
  override readonly name = "WorkerGoneError";
}

export interface PictureWorker {
  /** Of workerd; 0 where there is no /proc to find it in. */
  readonly pid: number;
  readonly stores: Miniflare;
  /** Runs the pipeline on a file. Throws `WorkerGoneError`. */
  render(file: Uint8Array, job: PictureJob): Promise<PictureOutcome>;
  /** Reads a picture as one that a platform shows. Throws `WorkerGoneError`. */
  fingerprint(file: Uint8Array, slot: Slot): Promise<FingerprintOutcome>;
  stop(): Promise<void>;
}

let modules: ReturnType<typeof bundlePictureWorker> | null = null;

export async function startPictureWorker(): Promise<PictureWorker> {
  modules ??= bundlePictureWorker();
  const settings = readFileSync(join(ROOT, "wrangler.images.toml"), "utf8");
  const others = childrenNamed(process.pid, "workerd");
  const stores = new Miniflare(
    convertV4MiniflareOptions({
      modules: await modules,
      compatibilityDate: /^compatibility_date = "(.*)"$/m.exec(settings)?.[1] ?? "",
      compatibilityFlags: ["nodejs_compat", "global_fetch_strictly_public"],
      d1Databases: ["DB"],
      r2Buckets: ["PICTURES"],
      // Its log lines are for operators; what became of a picture is in the answer.
      handleStructuredLogs: () => {},
    }),
  );
  const address = await stores.ready;
  const [pid = 0] = childrenNamed(process.pid, "workerd").filter((each) => !others.includes(each));

  async function ask<T>(path: string, file: Uint8Array, headers: Record<string, string> = {}): Promise<T> {
    try {
      const signal = AbortSignal.timeout(LONGEST_MS);
      const body = Uint8Array.from(file);
      const answer = await fetch(new URL(path, address), { method: "POST", body, headers, signal });
      if (!answer.ok)
        return { outcome: "fault", error: `HTTP ${answer.status}: ${await answer.text()}` } as T;
      return (await answer.json()) as T;
    } catch (error) {
      throw new WorkerGoneError("the images Worker gave no answer", { cause: error });
    }
  }

  return {
    pid,
    stores,
    render: (file, job) => ask("/render", file, { "x-job": JSON.stringify(job) }),
    fingerprint: (file, slot) => ask(`/fingerprint?slot=${slot}`, file),
    stop: () => stores.dispose(),
  };
}

import type { VariantSpec } from "../../src/images/plan-variants.ts";
import type { Slot } from "../../src/platforms/platform.ts";
import type { BenchWorker } from "./start-worker.ts";

interface Facts {
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly quality: number | null;
  readonly upscaled: boolean;
  readonly bytes: number;
}

export interface BenchRender {
  readonly ok: boolean;
  readonly reason: string | null;
  readonly variants: readonly Facts[];
  /** The finished files, in the order of `variants`. */
  readonly files: readonly Buffer[];
  readonly peakBytes: number;
  readonly cpuMs: number;
}

/** Has the bench Worker render a file, and measures the run time of its whole process meanwhile. */
export async function render(
  worker: BenchWorker,
  file: Buffer,
  kind: Slot,
  specs: readonly VariantSpec[],
): Promise<BenchRender> {
  const before = worker.cpuMs();
  const options = encodeURIComponent(JSON.stringify({ kind, crop: null, specs }));
  const response = await worker.fetch(`/render?options=${options}`, {
    method: "POST",
    body: new Uint8Array(file),
  });
  const answer = Buffer.from(await response.arrayBuffer());
  const cpuMs = worker.cpuMs() - before;
  if (response.status !== 200 && response.status !== 422)
    throw new Error(`the Worker failed: ${answer.toString()}`);
  const headEnd = response.status === 200 ? answer.indexOf(10) : answer.length;
  const head = JSON.parse(answer.subarray(0, headEnd).toString()) as {
    ok: boolean;
    reason?: string;
    variants?: Facts[];
    peakBytes?: number;
  };
  let at = headEnd + 1;
  const files = (head.variants ?? []).map(({ bytes }) => {
    at += bytes;
    return answer.subarray(at - bytes, at);
  });
  const { ok, reason = null, variants = [], peakBytes = 0 } = head;
  return { ok, reason, variants, files, peakBytes, cpuMs };
}

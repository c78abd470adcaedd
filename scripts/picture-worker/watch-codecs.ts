/** Counts what codecs do without their knowing: encodings, and WASM memory that was made. Runs in the Worker. */
import { dropCodecs } from "../../src/images/codec-memory.ts";
import type { CodecSlot } from "../../src/images/codecs/codec-slot.ts";
import { mozjpeg } from "../../src/images/codecs/mozjpeg.ts";
import { webpEncoder } from "../../src/images/codecs/webp.ts";

let encodes = 0;
/** Of every codec that was started since counting began; null while nothing is counted. */
let memories: WebAssembly.Memory[] | null = null;

/** Once, before any codec is loaded. */
export function watchCodecs(): void {
  countRuns(mozjpeg);
  countRuns(webpEncoder);
  const watched = new Proxy(WebAssembly.Instance, {
    construct(Real, args: ConstructorParameters<typeof WebAssembly.Instance>) {
      const instance = new Real(...args);
      for (const each of Object.values(instance.exports)) {
        if (each instanceof WebAssembly.Memory) memories?.push(each);
      }
      return instance;
    },
  });
  Object.defineProperty(WebAssembly, "Instance", { value: watched });
}

/** Drops every codec, so that each one a job needs is started, and counted, anew. */
export function beginCounting(): void {
  dropCodecs();
  encodes = 0;
  memories = [];
}

/**
 * Runs of the lossy encoders since, and bytes of the WASM memories. Memories never shrink, so after a job this is the
 * most it held at once.
 */
export function endCounting(): { encodes: number; wasmBytes: number } {
  const wasmBytes = (memories ?? []).reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  memories = null;
  return { encodes, wasmBytes };
}

function countRuns<T>(slot: CodecSlot<T>): void {
  const run = slot.run.bind(slot);
  slot.run = <R>(use: (codec: T) => R): R => {
    encodes += 1;
    return run(use);
  };
}

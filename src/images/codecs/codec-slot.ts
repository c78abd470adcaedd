/** A codec was used before it was loaded, or after somebody else dropped it: a fault of ours, never the file's. */
export class CodecMissingError extends Error {
  override readonly name = "CodecMissingError";
}

/**
 * The one instance of a codec in this isolate. WASM memory never shrinks and a fresh instance costs megabytes, so an
 * instance is kept; after an error its memory is in an unknown state, so it is thrown away.
 */
export interface CodecSlot<T> {
  /** Makes the instance if there is none. */
  load(): Promise<void>;
  /** Uses the instance, synchronously: two pictures never share it. An error drops it and goes on to the caller. */
  run<R>(use: (codec: T) => R): R;
  drop(): void;
  /** True while this very instance is the one that is kept. */
  has(codec: T): boolean;
  /** Bytes of WASM memory the instance holds now. */
  memoryBytes(): number;
}

export interface LoadedCodec<T> {
  readonly codec: T;
  readonly memory: WebAssembly.Memory;
}

export function createCodecSlot<T>(make: () => LoadedCodec<T> | Promise<LoadedCodec<T>>): CodecSlot<T> {
  let loaded: LoadedCodec<T> | null = null;
  return {
    async load() {
      if (loaded !== null) return;
      const made = await make();
      // Somebody else may have finished loading while this one waited: the first stays.
      loaded ??= made;
    },
    run(use) {
      if (loaded === null) throw new CodecMissingError("the codec is not loaded");
      try {
        return use(loaded.codec);
      } catch (error) {
        loaded = null;
        throw error;
      }
    },
    drop() {
      loaded = null;
    },
    has: (codec) => loaded?.codec === codec,
    memoryBytes: () => loaded?.memory.buffer.byteLength ?? 0,
  };
}

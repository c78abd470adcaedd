import type { LoadedCodec } from "./codec-slot.ts";

interface EmscriptenOptions {
  readonly noInitialRun: boolean;
  readonly instantiateWasm: (
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance) => void,
  ) => WebAssembly.Exports;
  readonly print: (line: string) => void;
  readonly printErr: (line: string) => void;
}

/** The factory function of an emscripten module, as the codec packages export it. */
export type EmscriptenFactory<T> = (options: EmscriptenOptions) => Promise<T>;

/**
 * Starts an emscripten codec from a compiled module (a Worker may not compile at run time). What the codec prints about
 * a bad file is dropped: the caller reports the error it throws.
 */
export async function startEmscripten<T>(
  factory: EmscriptenFactory<T>,
  module: WebAssembly.Module,
): Promise<LoadedCodec<T>> {
  let memory: WebAssembly.Memory | undefined;
  const codec = await factory({
    noInitialRun: true,
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(module, imports);
      // The memory is exported under a minified name.
      memory = Object.values(instance.exports).find((each) => each instanceof WebAssembly.Memory);
      done(instance);
      return instance.exports;
    },
    print: ignore,
    printErr: ignore,
  });
  if (memory === undefined) throw new Error("the codec exports no memory");
  return { codec, memory };
}

function ignore(): void {}

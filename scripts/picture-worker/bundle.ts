/** Bundles a Worker that makes pictures, codecs as modules of their own, as a deployment does. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

import { build, type Plugin } from "esbuild";

import { ROOT } from "../stack/child.ts";

interface WorkerModule {
  readonly type: "ESModule" | "CompiledWasm";
  readonly path: string;
  readonly contents: Uint8Array;
}

/** Modules for a runtime, the entry first. About 0.3 s. */
export async function bundlePictureWorker(
  entryPoint = "scripts/picture-worker/door.ts",
): Promise<WorkerModule[]> {
  const codecs = new Map<string, Uint8Array>();
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    target: "es2024",
    mainFields: ["module", "main"],
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    define: { SIMULATORS: "false" },
    plugins: [codecModules(codecs)],
    logLevel: "warning",
  });
  const [entry] = result.outputFiles;
  if (entry === undefined) throw new Error("the images Worker was not bundled");
  return [
    { type: "ESModule", path: "worker.js", contents: entry.contents },
    ...[...codecs].map(([path, contents]) => ({ type: "CompiledWasm" as const, path, contents })),
  ];
}

/** A Worker may not compile WebAssembly at run time: codecs come as modules beside the script. */
function codecModules(codecs: Map<string, Uint8Array>): Plugin {
  const { resolve } = createRequire(join(ROOT, "package.json"));
  return {
    name: "codec-modules",
    setup(building) {
      building.onResolve({ filter: /\.wasm(\?module)?$/ }, ({ path }) => {
        const file = resolve(path.replace(/\?module$/, ""));
        const name = basename(file);
        codecs.set(name, readFileSync(file));
        return { path: `./${name}`, external: true };
      });
    },
  };
}

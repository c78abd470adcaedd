import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { build, type Plugin } from "esbuild";

import { ROOT } from "../../scripts/stack/child.ts";

interface WorkerModule {
  readonly name: string;
  readonly contents: string | Uint8Array;
}

let made: Promise<WorkerModule[]> | undefined;

/** The bench Worker's script, first, and the WASM modules it imports, bundled as a deployment would. Made once. */
export function bundleWorker(): Promise<WorkerModule[]> {
  made ??= bundle();
  return made;
}

async function bundle(): Promise<WorkerModule[]> {
  const wasm = new Map<string, string>();
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "bench/worker/images-worker.ts")],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*", "cloudflare:*"],
    define: { SIMULATORS: "false" },
    plugins: [keepWasm(wasm)],
    logLevel: "error",
  });
  const modules: WorkerModule[] = [{ name: "worker.js", contents: outputFiles[0]?.text ?? "" }];
  for (const [name, path] of wasm) modules.push({ name, contents: readFileSync(path) });
  return modules;
}

/** A Worker may not compile at run time: WASM stays a module of its own. */
function keepWasm(found: Map<string, string>): Plugin {
  return {
    name: "keep-wasm",
    setup(builder) {
      builder.onResolve(
        { filter: /\.wasm(\?module)?$/ },
        async ({ path, importer, resolveDir, pluginData }) => {
          if (pluginData === "asked") return undefined;
          const options = { importer, resolveDir, kind: "import-statement", pluginData: "asked" } as const;
          const resolved = await builder.resolve(path.replace("?module", ""), options);
          const name = basename(resolved.path);
          found.set(name, resolved.path);
          return { path: `./${name}`, external: true };
        },
      );
    },
  };
}

/**
 * Bundles `src/client` into `public/build` under content-hashed names and writes the manifest the pages read.
 * The manifest is committed: names depend on content alone, so a fresh clone runs before its first build and a changed
 * bundle shows in the diff. Run it with `node scripts/build-client.ts`; `--check` fails when the manifest is out of date.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OUT_DIR = `${ROOT}public/build`;
const MANIFEST = `${ROOT}src/views/assets-manifest.ts`;
/** Where `public/build` is served. */
const BASE = "/build/";

const ENTRIES = [
  "src/client/styles/app.css",
  "src/client/crop-box.ts",
  "src/client/picture-upload.ts",
  "src/client/picture-pending.ts",
  "src/client/run-progress.ts",
  "src/client/thumb-hash.ts",
  "src/client/local-time.ts",
  "src/client/passkey-button.ts",
];

interface BuiltFile {
  /** Name the pages use, such as `crop-box.js`. */
  readonly name: string;
  /** Address with the content hash, such as `/build/crop-box.1a2b3c4d5e.js`. */
  readonly href: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** Builds every entry, removes files of earlier builds, and writes the manifest when its content changed. */
export async function buildClient(): Promise<readonly BuiltFile[]> {
  const files = await buildClientFiles();
  await mkdir(OUT_DIR, { recursive: true });
  const wanted = new Map(files.map((file) => [basename(file.href), file.contents]));
  for (const [name, contents] of wanted) await writeFile(`${OUT_DIR}/${name}`, contents);
  for (const name of await readdir(OUT_DIR)) if (!wanted.has(name)) await rm(`${OUT_DIR}/${name}`);
  const manifest = manifestOf(files);
  // Untouched when equal: a development server that watches it would restart for nothing.
  if (manifest !== (await readManifest())) await writeFile(MANIFEST, manifest);
  return files;
}

/** What would be written, without writing it. */
export async function buildClientFiles(): Promise<(BuiltFile & { readonly contents: Uint8Array })[]> {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    outdir: OUT_DIR,
    entryNames: "[name]",
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["es2022", "chrome123", "firefox125", "safari17.5"],
    legalComments: "none",
    logLevel: "warning",
  });
  return result.outputFiles
    .map(({ path, contents }) => {
      const name = basename(path);
      const hash = createHash("sha256").update(contents).digest("hex").slice(0, 10);
      const href = `${BASE}${basename(name, extname(name))}.${hash}${extname(name)}`;
      return {
        name,
        href,
        contents,
        bytes: contents.length,
        gzipBytes: gzipSync(contents, { level: 9 }).length,
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
}

function manifestOf(files: readonly BuiltFile[]): string {
  const lines = files.map((file) => `  "${file.name}": "${file.href}",\n`);
  return `/** Written by \`scripts/build-client.ts\`. */\nexport const assetsManifest = {\n${lines.join("")}} as const;\n`;
}

async function readManifest(): Promise<string | null> {
  return readFile(MANIFEST, "utf8").catch(() => null);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--check")) {
    if (manifestOf(await buildClientFiles()) !== (await readManifest())) {
      process.stderr.write(
        "src/views/assets-manifest.ts is out of date. Run: node scripts/build-client.ts\n",
      );
      process.exitCode = 1;
    }
  } else {
    const started = performance.now();
    const files = await buildClient();
    for (const file of files) {
      process.stdout.write(
        `  ${file.name.padEnd(20)} ${(file.gzipBytes / 1024).toFixed(1).padStart(5)} KB gz\n`,
      );
    }
    process.stdout.write(`✔ client built in ${Math.round(performance.now() - started)} ms\n`);
  }
}

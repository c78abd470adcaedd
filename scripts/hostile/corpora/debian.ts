/** Packages of this machine's Debian, fetched with its own apt into a folder; nothing of the system is changed. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { runTool } from "./run-tool.ts";

const SOURCES_FOLDER = "/etc/apt/sources.list.d";

/** An apt of its own lists, with source packages, for the release this machine runs. Throws where there is no apt. */
export function prepareApt(folder: string): NodeJS.ProcessEnv {
  if (!existsSync("/usr/bin/apt-get")) throw new Error("this is no Debian: there is no apt-get");
  for (const needed of ["lists/partial", "cache/archives/partial", "sources"]) {
    mkdirSync(join(folder, needed), { recursive: true });
  }
  writeFileSync(join(folder, "sources", "own.sources"), releaseSources());
  const config = join(folder, "apt.conf");
  const lines = {
    "Dir::Etc::sourcelist": "/dev/null",
    "Dir::Etc::sourceparts": join(folder, "sources"),
    "Dir::State::lists": join(folder, "lists"),
    "Dir::Cache": join(folder, "cache"),
    // The folder may belong to somebody apt's own user may not write for.
    "APT::Sandbox::User": "",
  };
  writeFileSync(
    config,
    Object.entries(lines)
      .map(([name, value]) => `${name} "${value}";\n`)
      .join(""),
  );
  const env = { ...process.env, APT_CONFIG: config, LC_ALL: "C" };
  runTool("apt-get", ["update", "-qq"], { cwd: folder, env });
  return env;
}

/** Fetches and unpacks a source package: every archive of it. */
export function fetchSource(name: string, folder: string, env: NodeJS.ProcessEnv): void {
  runTool("apt-get", ["source", "--download-only", "-qq", name], { cwd: folder, env });
  for (const archive of readdirSync(folder).filter((file) => /\.tar\.\w+$/.test(file))) {
    const into = join(folder, `${archive}.d`);
    mkdirSync(into, { recursive: true });
    runTool("tar", ["-xf", join(folder, archive), "-C", into, "--no-same-owner"], { cwd: folder });
  }
}

/** Fetches and unpacks a binary package; nothing of it is installed. */
export function fetchBinary(name: string, folder: string, env: NodeJS.ProcessEnv): void {
  runTool("apt-get", ["download", "-qq", name], { cwd: folder, env });
  for (const archive of readdirSync(folder).filter((file) => file.endsWith(".deb"))) {
    runTool("dpkg-deb", ["-x", join(folder, archive), join(folder, `${archive}.d`)], { cwd: folder });
  }
}

/** The machine's own mirrors, source packages too; only the release itself, whose versions stay what they are. */
function releaseSources(): string {
  const files = existsSync(SOURCES_FOLDER) ? readdirSync(SOURCES_FOLDER) : [];
  const stanzas = files
    .filter((file) => file.endsWith(".sources"))
    .flatMap((file) => readFileSync(join(SOURCES_FOLDER, file), "utf8").split(/\n\s*\n/))
    .filter((stanza) => /^URIs:.*debian\/?\s*$/m.test(stanza) && /^Types:.*\bdeb\b/m.test(stanza))
    .map((stanza) =>
      stanza
        .replace(/^#.*\n/gm, "")
        .replace(/^Types:.*$/m, "Types: deb deb-src")
        .replace(/^Suites:\s*(\S+).*$/m, "Suites: $1"),
    );
  const [release] = stanzas;
  if (release === undefined) throw new Error("no Debian mirror was found among this machine's apt sources");
  return `${release.trim()}\n`;
}

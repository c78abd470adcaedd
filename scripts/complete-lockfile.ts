/**
 * `npm run lock`: adds stubs for optional packages of other systems, so that `npm ci` accepts the lockfile
 * everywhere. A stub has version and platform, no hash; npm skips it by `os` and `cpu`.
 */
import { readFileSync, writeFileSync } from "node:fs";

interface Entry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const SYSTEMS = [
  "darwin",
  "win32",
  "freebsd",
  "openbsd",
  "netbsd",
  "sunos",
  "aix",
  "android",
  "openharmony",
  "linux",
];
const CPUS = ["arm64", "arm", "ia32", "ppc64", "riscv64", "s390x", "loong64", "mips64el", "wasm32", "x64"];

const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Entry> };
const { packages } = lock;
let added = 0;

for (const [owner, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!/^\d+\.\d+\.\d+/.test(version) || isLocked(owner, name, version)) continue;
    const top = `node_modules/${name}`;
    packages[top in packages ? `${owner}/${top}` : top] = stub(name, version, entry.dev === true);
    added += 1;
  }
}

lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`✔ lockfile complete (${added} stubs added)\n`);

/** Looks where Node would: in the owner's own folder, then in each folder above it. */
function isLocked(owner: string, name: string, version: string): boolean {
  for (let at = owner; ;) {
    const found = packages[`${at === "" ? "" : `${at}/`}node_modules/${name}`];
    if (found !== undefined) return found.version === version;
    if (at === "") return false;
    const cut = at.lastIndexOf("node_modules/");
    at = cut <= 0 ? "" : at.slice(0, cut - 1);
  }
}

function stub(name: string, version: string, dev: boolean): Entry {
  const os = SYSTEMS.find((each) => name.includes(each)) ?? (name.includes("windows") ? "win32" : undefined);
  const cpu = CPUS.find((each) => name.includes(each));
  const libc =
    os !== "linux" ? undefined : name.includes("musl") ? "musl" : name.includes("gnu") ? "glibc" : undefined;
  return {
    version,
    ...(dev ? { dev } : {}),
    optional: true,
    // A package that names no system must still never be fetched without a hash.
    os: [os ?? (cpu === "wasm32" ? "none" : "linux")],
    cpu: [cpu ?? "none"],
    ...(libc === undefined ? {} : { libc: [libc] }),
  };
}

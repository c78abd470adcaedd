import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const CANDIDATES = ["/usr/bin/exiftool", "/usr/local/bin/exiftool", "/opt/homebrew/bin/exiftool"];
const PACKAGE = "libimage-exiftool-perl";

/** Path of exiftool. On Debian as root it is installed when missing; elsewhere null after `onSkip` was told how. */
export function findExiftool(onSkip: (line: string) => void): string | null {
  const there = CANDIDATES.find((path) => existsSync(path));
  if (there !== undefined) return there;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const args of [
      ["update", "-qq"],
      ["install", "-y", "-qq", "--no-install-recommends", PACKAGE],
    ]) {
      spawnSync("apt-get", args, { stdio: "ignore", env });
    }
    const installed = CANDIDATES.find((path) => existsSync(path));
    if (installed !== undefined) return installed;
  }
  onSkip(`no check by exiftool: install it (Debian: apt-get install ${PACKAGE}) and run again`);
  return null;
}

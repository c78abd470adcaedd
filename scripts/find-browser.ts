import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const CANDIDATES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Path of a Chromium for the end-to-end tests. On Debian as root it is installed when missing; elsewhere throws how. */
export async function findBrowser(onStep: (line: string) => void): Promise<string> {
  const named = process.env["CHROMIUM"];
  if (named !== undefined && existsSync(named)) return named;
  const found = CANDIDATES.find((path) => existsSync(path));
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    apt("update");
    apt("install", "-y", "--no-install-recommends", "chromium");
    const installed = CANDIDATES.find((path) => existsSync(path));
    if (installed !== undefined) {
      onStep("browser installed");
      return installed;
    }
  }
  throw new Error(
    "The end-to-end tests need Chromium. Install it (Debian: apt-get install chromium) or set CHROMIUM to its path.",
  );
}

function apt(...args: string[]): void {
  const result = spawnSync("apt-get", args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (result.status !== 0) throw new Error(`apt-get ${args.join(" ")} failed; its reason is above.`);
}

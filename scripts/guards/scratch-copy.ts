import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * A copy of everything that git knows or would take in below `root`, with its packages linked, in a temporary folder:
 * what is done there never touches the checkout. `remove` takes it away.
 */
export function scratchCopy(root: string): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "linkarooie-guards-"));
  const listed = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (listed.status !== 0) throw new Error(`git could not list the files of the checkout: ${listed.stderr}`);
  for (const file of new Set(listed.stdout.split("\0").filter((name) => name !== ""))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    // A file that was deleted but not yet committed is still listed.
    cpSync(join(root, file), join(folder, file), { force: true, errorOnExist: false });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

import { spawnSync } from "node:child_process";

/** Runs a tool to its end. Throws with the last line it complained with. */
export function runTool(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): void {
  const { status, stderr, error } = spawnSync(command, args, {
    ...options,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (error !== undefined) throw new Error(`${command} could not be started (${error.message})`);
  if (status === 0) return;
  const lines = stderr.trim().split("\n");
  throw new Error(
    lines.findLast((line) => /^E:|error|ERR/i.test(line)) ?? lines.at(-1) ?? `${command} failed`,
  );
}

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..", "..");

export interface Child {
  readonly process: ChildProcess;
  /** What it printed so far, both streams. */
  readonly output: () => string;
  /** Resolves with the exit code. */
  readonly exited: Promise<number | null>;
}

const QUIET = {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  // Its store of traces keeps whole addresses on disk, codes of callbacks included.
  X_LOCAL_OBSERVABILITY: "false",
  CI: "true",
  NO_COLOR: "1",
};

const running = new Set<Child>();
let ending = false;

/** Ends everything that is still running, and lets nothing start any more: for a script that is being stopped. */
export async function endAllChildren(): Promise<void> {
  ending = true;
  await Promise.all([...running].map((child) => endChild(child)));
}

/** Starts a tool in a process group of its own, so that it and what it started end together. */
export function startChild(
  command: string,
  args: readonly string[],
  onLine?: (line: string) => void,
  cwd = ROOT,
): Child {
  if (ending) throw new Error(`${command} is not started any more: everything is being stopped.`);
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...QUIET },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  const take = (chunk: Buffer) => {
    const text = chunk.toString();
    output += text;
    for (const line of text.split("\n")) if (line.trim() !== "") onLine?.(line);
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const exited = new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(null));
    child.on("exit", (code) => resolve(code));
  });
  const started: Child = { process: child, output: () => output, exited };
  running.add(started);
  void exited.then(() => running.delete(started));
  return started;
}

/** Ends the whole group: asks first, insists after two seconds. `SIGKILL` at once when told so. */
export async function endChild(child: Child, signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
  const { pid } = child.process;
  if (pid === undefined || child.process.exitCode !== null) return;
  signalGroup(pid, signal);
  const insist = setTimeout(() => signalGroup(pid, "SIGKILL"), 2_000);
  await child.exited;
  clearTimeout(insist);
  signalGroup(pid, "SIGKILL");
}

function signalGroup(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

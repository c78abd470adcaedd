/** A server in a process of its own that prints one JSON line when it listens and ends when its input does. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const START_MS = 60_000;

interface ChildServer<Line> {
  /** What it printed. */
  readonly line: Line;
  readonly stop: () => Promise<void>;
}

/** Starts `script` with Node. Throws with the last it complained of when it does not come up within a minute. */
export async function startChildServer<Line>(
  script: string,
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<ChildServer<Line>> {
  const child = spawn("node", [script], { ...options, stdio: ["pipe", "pipe", "pipe"] });
  try {
    const line = await firstJsonLine<Line>(child);
    return {
      line,
      stop: async () => {
        child.stdin.end();
        if (child.exitCode === null) await once(child, "exit");
      },
    };
  } catch (error) {
    child.kill();
    throw error;
  }
}

async function firstJsonLine<Line>(child: ChildProcess): Promise<Line> {
  if (child.stdout === null || child.stderr === null) throw new Error("no output to read from");
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4_000)));
  const timer = setTimeout(() => child.kill(), START_MS);
  try {
    for await (const line of createInterface(child.stdout)) {
      if (line.startsWith("{")) return JSON.parse(line) as Line;
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`the reference server did not start: ${complaint}`);
}

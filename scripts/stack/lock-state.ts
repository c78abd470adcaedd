/** One stack a state folder: two on the same would corrupt each other's databases. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Holder {
  readonly pid: number;
  readonly appOrigin: string;
}

/** Locks of this process. A lock with our process id that is not here is from before a restart, as in a container. */
const held = new Set<string>();

/** Takes the folder, also from a process that is gone, and gives what releases it. Throws when a living one has it. */
export function lockState(stateDir: string, appOrigin: string): () => void {
  mkdirSync(stateDir, { recursive: true });
  const file = join(stateDir, "running.json");
  const mine: Holder = { pid: process.pid, appOrigin };
  if (!create(file, mine)) {
    const other = read(file);
    if (other !== null && isAlive(other.pid, file)) throw taken(other);
    rmSync(file, { force: true });
    if (!create(file, mine)) throw taken(read(file));
  }
  held.add(file);
  let released = false;
  return () => {
    if (released) return;
    released = true;
    held.delete(file);
    rmSync(file, { force: true });
  };
}

/** False when the file is there already. */
function create(file: string, holder: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Null for a file that is gone or was never finished. */
function read(file: string): Holder | null {
  try {
    const { pid, appOrigin } = JSON.parse(readFileSync(file, "utf8")) as Partial<Holder>;
    return Number.isInteger(pid) && pid !== undefined && pid > 0
      ? { pid, appOrigin: String(appOrigin) }
      : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number, file: string): boolean {
  if (pid === process.pid) return held.has(file);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive too.
    return codeOf(error) === "EPERM";
  }
}

function taken(holder: Holder | null): Error {
  const where = holder === null ? "" : ` at ${holder.appOrigin} (process ${holder.pid})`;
  return new Error(
    `Linkarooie already runs here${where}. Stop it first, or give this one a folder of its own: npm start -- --state DIR`,
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : null;
}

import { readdirSync, readFileSync } from "node:fs";

/**
 * Run time of a process on the processor in milliseconds, summed over its threads: garbage collection and compilation
 * count, waiting does not. A thread that has ended is not counted any more; the measured processes keep theirs.
 */
export function threadRunTimeMs(pid: number | "self"): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [ran = "0"] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
    nanoseconds += Number(ran);
  }
  return nanoseconds / 1e6;
}

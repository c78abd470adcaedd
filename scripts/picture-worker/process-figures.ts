/** CPU and memory of a running process, from Linux's /proc. Elsewhere everything is null: not measured. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** Milliseconds on a CPU, all living threads together. */
export function cpuMs(pid: number): number | null {
  return unlessMissing(() => {
    const folder = `/proc/${pid}/task`;
    const nanoseconds = readdirSync(folder).map((task) => {
      const text = unlessMissing(() => readFileSync(`${folder}/${task}/schedstat`, "utf8"));
      return Number(text?.split(" ")[0] ?? 0);
    });
    return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
  });
}

export interface ProcessMemory {
  /** Bytes in memory. */
  readonly now: number;
  /** The most since `forgetPeak`. */
  readonly peak: number;
  /** Of `now`: pages of the program itself, shared by all its processes and read in at first use. */
  readonly program: number;
}

/** Null where there is no /proc. */
export function memoryOf(pid: number): ProcessMemory | null {
  return unlessMissing(() => {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
    return {
      now: kilobytes("VmRSS") * 1024,
      peak: kilobytes("VmHWM") * 1024,
      program: kilobytes("RssFile") * 1024,
    };
  });
}

/** By how many bytes a process grew at most since `before`, without the pages of its program. Null where it was not measured. */
export function growthSince(pid: number, before: ProcessMemory | null): number | null {
  const after = memoryOf(pid);
  if (before === null || after === null) return null;
  return after.peak - before.now - (after.program - before.program);
}

/** Sets the peak to what is in memory now (proc(5), clear_refs, 5). */
export function forgetPeak(pid: number): void {
  unlessMissing(() => writeFileSync(`/proc/${pid}/clear_refs`, "5"));
}

/** Ids of the processes with this name that `parent` started. */
export function childrenNamed(parent: number, name: string): number[] {
  const ids = unlessMissing(() => readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) ?? [];
  return ids.map(Number).filter((pid) => {
    const stat = unlessMissing(() => readFileSync(`/proc/${pid}/stat`, "utf8")) ?? "";
    // "pid (name) state parent …": the name may hold anything, also spaces and brackets.
    const [, found] = /\((.*)\)/.exec(stat) ?? [];
    return found === name && Number(stat.slice(stat.lastIndexOf(")") + 4).split(" ")[0]) === parent;
  });
}

/** Processes and threads end while they are being read. */
function unlessMissing<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

import { formatTable } from "../picture-worker/format-table.ts";
import type { Verdict } from "./judge.ts";

interface SourceLine {
  readonly source: string;
  readonly files: number;
  readonly rendered: number;
  readonly refused: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly max_cpu_ms: number;
  /** Null where it was not measured. */
  readonly max_growth_mib: number | null;
  readonly breaches: number;
}

/** One line a source, in the order they were attacked, and one for everything. */
export function summarize(verdicts: readonly Verdict[]): SourceLine[] {
  const groups = Map.groupBy(verdicts, ({ file }) => file.source);
  const lines = [...groups].map(([source, theirs]) => summarizeSource(source, theirs));
  return [...lines, summarizeSource("all", verdicts)];
}

function summarizeSource(source: string, verdicts: readonly Verdict[]): SourceLine {
  const reasons: Record<string, number> = {};
  for (const { code } of verdicts) if (code !== null) reasons[code] = (reasons[code] ?? 0) + 1;
  const growth = verdicts.flatMap(({ growthBytes }) => growthBytes ?? []);
  const most = (numbers: readonly number[]) => numbers.reduce((max, each) => Math.max(max, each), 0);
  return {
    source,
    files: new Set(verdicts.map(({ file }) => file)).size,
    rendered: verdicts.filter(({ outcome }) => outcome === "rendered").length,
    refused: verdicts.filter(({ outcome }) => outcome === "refused").length,
    reasons,
    max_cpu_ms: Math.round(most(verdicts.map(({ cpuMs }) => cpuMs))),
    max_growth_mib: growth.length === 0 ? null : Number((most(growth) / 1024 / 1024).toFixed(1)),
    breaches: verdicts.filter(({ breaches }) => breaches.length > 0).length,
  };
}

export function summaryTable(lines: readonly SourceLine[]): string {
  const head = [
    "source",
    "files",
    "rendered",
    "refused",
    "CPU at most",
    "growth at most",
    "breaches",
    "refused most for",
  ];
  const rows = lines.map((line) => [
    line.source,
    String(line.files),
    String(line.rendered),
    String(line.refused),
    `${line.max_cpu_ms} ms`,
    line.max_growth_mib === null ? "" : `${line.max_growth_mib} MiB`,
    String(line.breaches),
    Object.entries(line.reasons)
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, 3)
      .map(([reason, times]) => `${reason} ${times}`)
      .join(", "),
  ]);
  return formatTable(head, rows);
}

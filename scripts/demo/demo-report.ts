/** What the demo prints. */
export interface DemoTarget {
  readonly platform: string;
  readonly slot: string;
  readonly state: string;
  readonly ms: number;
  readonly verified_by: string | null;
  readonly attempts: number;
  readonly effective_writes: number;
  readonly reason: string | null;
}

export interface DemoReport {
  readonly ok: boolean;
  readonly targets: readonly DemoTarget[];
  readonly image: { readonly input_bytes: number; readonly sent_bytes: number; readonly variants: number };
  readonly total_ms: number;
}

/** The table for people: one row a platform and slot, aligned. */
export function reportTable(report: DemoReport): string {
  const header = ["platform", "slot", "state", "time", "writes", "proved by"];
  const rows = report.targets.map((target) => [
    target.platform,
    target.slot,
    target.reason === null ? target.state : `${target.state} (${target.reason})`,
    `${(target.ms / 1000).toFixed(1)} s`,
    String(target.effective_writes),
    target.verified_by === null ? "-" : target.verified_by.replace("_", " "),
  ]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  return [header, ...rows]
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd())
    .join("\n");
}

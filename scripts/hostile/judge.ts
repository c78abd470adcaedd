import type { PictureOutcome, RenderedFile } from "../picture-worker/picture-job.ts";
import type { HostileFile } from "./hostile-file.ts";
import { LIMITS } from "./limits.ts";
import { findMetadata } from "./structure/find-metadata.ts";

export interface Verdict {
  readonly file: HostileFile;
  readonly outcome: PictureOutcome["outcome"];
  /** Why it was refused; null when it was not. */
  readonly code: string | null;
  readonly cpuMs: number;
  /** Null when it was not measured. */
  readonly growthBytes: number | null;
  /** What was broken, in words; empty when every promise was kept. */
  readonly breaches: readonly string[];
}

export interface Measured {
  readonly problems: readonly string[];
  readonly cpuMs: number;
  /** Null when it was not measured. */
  readonly growthBytes: number | null;
}

/** Holds what one file did against what any file may do. */
export function judge(file: HostileFile, outcome: PictureOutcome, measured: Measured): Verdict {
  const { cpuMs, growthBytes } = measured;
  const breaches = [...measured.problems];
  if (outcome.outcome === "fault") breaches.push(`no typed outcome: ${outcome.error}`);
  if (outcome.outcome === "refused" && !/^[a-z_]+$/.test(outcome.code))
    breaches.push(`strange reason: ${outcome.code}`);
  if (outcome.outcome === "rendered") {
    if (file.must === "be refused") breaches.push("rendered although it must be refused");
    breaches.push(...outcome.files.flatMap(fileProblems));
  }
  if (cpuMs > LIMITS.cpuMs) breaches.push(`${Math.round(cpuMs)} ms of CPU; at most ${LIMITS.cpuMs}`);
  const most = growthLimit(file, outcome);
  if (growthBytes !== null && growthBytes > most)
    breaches.push(`the process grew by ${mebibytes(growthBytes)}; at most ${mebibytes(most)}`);
  return {
    file,
    outcome: outcome.outcome,
    code: outcome.outcome === "refused" ? outcome.code : null,
    cpuMs,
    growthBytes,
    breaches,
  };
}

function fileProblems(file: RenderedFile): string[] {
  const bytes = Buffer.from(file.data, "base64");
  return findMetadata(bytes).map((name) => `${file.platform} ${file.slot} holds ${name}`);
}

function growthLimit({ megapixels = 0 }: HostileFile, { outcome }: PictureOutcome): number {
  const large = outcome === "rendered" && megapixels > LIMITS.largeMegapixels;
  return large ? LIMITS.largeGrowthBytes : LIMITS.growthBytes;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

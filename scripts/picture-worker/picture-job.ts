/** What goes through the door of the images Worker and what comes out. Types only: both sides of the door read it. */
import type { VariantSpec } from "../../src/images/plan-variants.ts";
import type { Rgb } from "../../src/images/flatten.ts";
import type { Slot } from "../../src/platforms/platform.ts";

export interface PictureJob {
  readonly kind: Slot;
  /** Those without a crop of their own are cut from the centre. */
  readonly specs: readonly VariantSpec[];
  /** White unless said. */
  readonly matte?: Rgb;
  /** Begin without any codec, as a fresh isolate does, and count WASM memory and encodings. */
  readonly measured: boolean;
}

/** One finished file. */
export interface RenderedFile {
  readonly platform: string;
  readonly slot: string;
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly quality: number | null;
  readonly upscaled: boolean;
  /** Base64. */
  readonly data: string;
}

/** What the rules say of the picture, as the API serves it. */
export interface PrintedFinding {
  readonly code: string;
  readonly severity: "note" | "warning";
  readonly platforms: readonly string[];
  readonly message: string;
  readonly fix: unknown;
}

/** `fault` is what must never happen: the pipeline threw instead of answering. */
export type PictureOutcome =
  | {
      readonly outcome: "rendered";
      readonly files: readonly RenderedFile[];
      /** What is worth knowing of the picture; empty where it went through the queue. */
      readonly findings: readonly PrintedFinding[];
      /** Runs of the lossy encoders, the most WASM memory held at once in bytes; null when not measured. */
      readonly measured: { readonly encodes: number; readonly wasmBytes: number } | null;
    }
  | { readonly outcome: "refused"; readonly code: string; readonly sentence: string }
  | { readonly outcome: "fault"; readonly error: string };

export type FingerprintOutcome =
  | { readonly outcome: "read"; readonly format: string }
  | { readonly outcome: "refused"; readonly code: string }
  | { readonly outcome: "fault"; readonly error: string };

/** The product's own source as text and as a tree, for rules that no linter of ours knows. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parseSync } from "vite";

import { ROOT } from "../../../scripts/stack/child.ts";

export interface SourceFile {
  /** From the root, such as `src/app.ts`. */
  readonly path: string;
  readonly text: string;
}

/** A node of the ESTree with its parent; `get` reads any of its fields. */
export interface SourceNode {
  readonly type: string;
  readonly file: string;
  readonly parent: SourceNode | null;
  readonly code: string;
  get(field: string): unknown;
  /** The text of the node in a field; empty when there is none. */
  codeOf(field: string): string;
}

/** Every file below `folder` that is neither a test nor a fixture of one. */
export function sourceFiles(folder = "src"): SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.(test|fixture)\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`)
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}

/** Every node of every file, parents before children. */
export function* sourceNodes(files: readonly SourceFile[]): Generator<SourceNode> {
  for (const file of files) {
    const { program, errors } = parseSync(file.path, file.text);
    if (errors.length > 0) throw new Error(`${file.path} cannot be read: ${errors[0]?.message}`);
    yield* walk(program, file, null);
  }
}

function* walk(value: unknown, file: SourceFile, parent: SourceNode | null): Generator<SourceNode> {
  if (Array.isArray(value)) {
    for (const each of value) yield* walk(each, file, parent);
    return;
  }
  if (!isNode(value)) return;
  const node: SourceNode = {
    type: value.type,
    file: file.path,
    parent,
    code: file.text.slice(value.start, value.end),
    get: (field) => value[field],
    codeOf: (field) => {
      const child = value[field];
      return isNode(child) ? file.text.slice(child.start, child.end) : "";
    },
  };
  yield node;
  for (const [field, each] of Object.entries(value)) {
    if (field !== "parent") yield* walk(each, file, node);
  }
}

interface RawNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

function isNode(value: unknown): value is RawNode {
  return (
    typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string"
  );
}

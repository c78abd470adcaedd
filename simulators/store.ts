/**
 * State on disk that survives SIGKILL: documents are replaced whole by rename, journals are appended to line by line,
 * files are named by their content. Without a directory all of it lives in memory.
 */
import { createHash, randomUUID } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** A JSON value that is changed in place and then saved. */
export interface Document<T> {
  value: T;
  /** On disk when this returns. */
  save(): void;
  /** Back to the initial value, saved. */
  reset(): void;
}

/** Lines that are only ever added. */
export interface Journal<T> {
  entries(): readonly T[];
  append(entry: T): void;
  clear(): void;
}

export interface Store {
  document<T>(name: string, initial: () => T): Document<T>;
  /** Keeps the newest `keep` entries in memory and after a restart. */
  journal<T>(name: string, keep: number): Journal<T>;
  /** Keeps bytes; the same bytes are kept once. Returns the key, lower-case hex SHA-256. */
  putFile(bytes: Uint8Array): string;
  /** Null when the key was never put. */
  readFile(key: string): Uint8Array<ArrayBuffer> | null;
}

export function createStore(directory: string | null): Store {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  if (directory !== null) mkdirSync(join(directory, "files"), { recursive: true });
  const path = (name: string) => (directory === null ? null : join(directory, name));
  return {
    document<T>(name: string, initial: () => T): Document<T> {
      const file = path(`${name}.json`);
      const text = readText(file);
      const document = {
        value: text === null ? initial() : (JSON.parse(text) as T),
        save: () => replaceFile(file, JSON.stringify(document.value)),
        reset() {
          document.value = initial();
          document.save();
        },
      };
      return document;
    },
    journal<T>(name: string, keep: number): Journal<T> {
      const file = path(`${name}.ndjson`);
      let entries = readLines<T>(file).slice(-keep);
      replaceFile(file, entries.map(toLine).join(""));
      return {
        entries: () => entries,
        append(entry) {
          entries.push(entry);
          // Twice the bound before cutting: one copy per `keep` entries, not one per entry.
          if (entries.length > keep * 2) entries = entries.slice(-keep);
          if (file !== null) appendFileSync(file, toLine(entry));
        },
        clear() {
          entries = [];
          replaceFile(file, "");
        },
      };
    },
    putFile(bytes) {
      const key = createHash("sha256").update(bytes).digest("hex");
      const file = path(join("files", key));
      if (file === null) files.set(key, new Uint8Array(bytes));
      else if (!existsSync(file)) replaceFile(file, bytes);
      return key;
    },
    readFile(key) {
      if (!/^[0-9a-f]{64}$/.test(key)) return null;
      const file = path(join("files", key));
      if (file === null) return files.get(key) ?? null;
      return existsSync(file) ? new Uint8Array(readFileSync(file)) : null;
    },
  };
}

function toLine(entry: unknown): string {
  return `${JSON.stringify(entry)}\n`;
}

function readText(file: string | null): string | null {
  return file !== null && existsSync(file) ? readFileSync(file, "utf8") : null;
}

/** A last line cut off by a kill is left out: its request was never answered. */
function readLines<T>(file: string | null): T[] {
  const lines = (readText(file) ?? "").split("\n");
  return lines.slice(0, -1).flatMap((line) => {
    try {
      return [JSON.parse(line) as T];
    } catch {
      return [];
    }
  });
}

function replaceFile(file: string | null, content: string | Uint8Array): void {
  if (file === null) return;
  const fresh = `${file}.${randomUUID()}.tmp`;
  try {
    writeFileSync(fresh, content);
    renameSync(fresh, file);
  } finally {
    rmSync(fresh, { force: true });
  }
}

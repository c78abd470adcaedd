/** Structured log: one JSON object a line, known fields first, secrets removed before anything is written. */

type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A logger that adds `fields` to every line. */
  child(fields: LogFields): Logger;
}

const SECRET_NAME =
  /pass(word|wd)?|secret|token|authorization|cookie|verifier|assertion|dpop|private|api_?key|otp|session/i;
const SECRET_SHAPES: readonly RegExp[] = [
  /\b(Bearer|DPoP|OAuth|Basic)\s+[^\s"]+/gi, // authorization headers
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, // JSON web tokens
  /\blk_[\w-]{8,}/g, // our API keys
  /\bv1\.[\w-]+\.[\w-]{16,}\.[\w-]{16,}/g, // sealed values
  /[\w.+-]+@[\w-]+\.[\w.-]+/g, // e-mail addresses
  /\nparams: [\s\S]*$/g, // values of a failed statement, which drizzle puts into its message
];
const MASK = "[redacted]";
const MAX_TEXT = 2_000;

function redactText(text: string): string {
  let out = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  for (const shape of SECRET_SHAPES) out = out.replace(shape, MASK);
  return out;
}

/** Removes secrets by field name and by shape, at any depth up to six. Errors keep name, message and first stack lines. */
function redact(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= 6) return "[deep]";
  if (value instanceof Error) {
    const cause = value.cause instanceof Error ? redact(value.cause, depth + 1) : undefined;
    const stack = value.stack
      ?.split("\n")
      .filter((line) => /^\s+at /.test(line)) // a message of several lines is repeated in the stack
      .slice(0, 4)
      .map((line) => line.trim())
      .join(" | ");
    return {
      name: value.name,
      message: redactText(value.message),
      ...(stack ? { stack } : {}),
      ...(cause ? { cause } : {}),
    };
  }
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redact(item, depth + 1));
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      SECRET_NAME.test(key) && typeof item !== "boolean" && typeof item !== "number"
        ? MASK
        : redact(item, depth + 1),
    ]),
  );
}

type Level = "info" | "warn" | "error";

function writeLine(level: Level, line: string): void {
  // The one place that writes to the console: Workers Logs reads it from there.
  console[level === "info" ? "log" : level](line);
}

/** A logger that writes redacted JSON lines. `write` is replaced in tests. */
export function createLogger(
  base: LogFields = {},
  write: (level: Level, line: string) => void = writeLine,
): Logger {
  const at =
    (level: Level) =>
    (event: string, fields: LogFields = {}) => {
      const safe = redact({ ...base, ...fields }) as LogFields;
      write(level, JSON.stringify({ ts: new Date().toISOString(), level, event, ...safe }));
    };
  return {
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (fields) => createLogger({ ...base, ...fields }, write),
  };
}

/** Looks for secrets where none may lie: every file below a folder, byte by byte. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** Names of secrets by value. Short values would be found by chance. */
export type Canaries = ReadonlyMap<string, string>;
const MIN_CHARS = 10;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** `name of the secret in file`, for every secret found as it is, in UTF-16, in base64 or in hex. */
export function findCanaries(folder: string, canaries: Canaries): string[] {
  const hits: string[] = [];
  for (const path of filesBelow(folder)) {
    const bytes = readFileSync(path);
    for (const [value, name] of canaries) {
      if (value.length < MIN_CHARS) throw new Error(`the secret "${name}" is too short to look for`);
      const plain = Buffer.from(value);
      const forms = [
        plain,
        Buffer.from(value, "utf16le"),
        // Whole groups only: what follows the value in the encoded text is not known.
        Buffer.from(plain.toString("base64").slice(0, Math.floor(plain.length / 3) * 4)),
        Buffer.from(plain.toString("hex")),
      ];
      if (forms.some((form) => bytes.includes(form))) hits.push(`${name} in ${relative(folder, path)}`);
    }
  }
  return hits;
}

const SECRET_KEYS = /token|secret|password|code|verifier/i;

/** Every token and secret in the JSON files of the simulated platforms: what they handed to the app. */
export function secretsOfSimulators(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  const collect = (value: unknown, key: string, file: string): void => {
    if (typeof value === "string") {
      if (SECRET_KEYS.test(key) && value.length >= 16) found.set(value, `${key} of ${file}`);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      // Some are the keys of a map.
      if (SECRET_KEYS.test(key) && /^[\w.~+/-]{24,}$/.test(name)) found.set(name, `${key} of ${file}`);
      collect(inner, Array.isArray(value) ? key : name, file);
    }
  };
  for (const path of filesBelow(folder).filter((name) => name.endsWith(".json"))) {
    collect(JSON.parse(readFileSync(path, "utf8")), "", relative(folder, path));
  }
  return found;
}

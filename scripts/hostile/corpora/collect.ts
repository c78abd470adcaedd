import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { HostileFile } from "../hostile-file.ts";

/** How pictures begin, and where: by content, since names say little in a test suite. */
const MAGIC: readonly (readonly [at: number, text: string])[] = [
  [0, "\xff\xd8\xff"],
  [0, "\x89PNG"],
  [0, "GIF8"],
  [8, "WEBP"],
  [0, "II*\0"],
  [0, "MM\0*"],
  [4, "ftypavif"],
  [4, "ftypavis"],
  [4, "ftypheic"],
  [4, "ftypheix"],
  [4, "ftypmif1"],
  [4, "ftypmsf1"],
  [4, "ftyphevc"],
  [4, "JXL \r\n"],
  [0, "8BPS"],
];
/** BMP, ICO and bare JPEG XL begin like much else: they count only with such a name. */
const NAMED = /\.(jpe?g|png|gif|webp|avif|hei[cf]|bmp|tiff?|ico|jxl)$/i;
/** Nothing above this can be uploaded; refusing it needs no file of a corpus. */
const LARGEST_BYTES = 20 * 1024 * 1024;

/** Every picture below a folder that `seen` does not hold yet, by content; files that only have a picture's name too. */
export function collectPictures(folder: string, source: string, seen: Set<string>): HostileFile[] {
  const found: HostileFile[] = [];
  for (const name of pictureNames(folder)) {
    const bytes = readFileSync(join(folder, name));
    const hash = createHash("sha256").update(bytes).digest("hex");
    if (seen.has(hash)) continue;
    seen.add(hash);
    found.push({ name, source, bytes });
  }
  return found;
}

/** Removes everything else: a source package is a hundred megabytes, its pictures are a few. */
export function keepPictures(folder: string): void {
  const kept = new Set(pictureNames(folder));
  for (const name of filesBelow(folder)) if (!kept.has(name)) rmSync(join(folder, name), { force: true });
}

function pictureNames(folder: string): string[] {
  return filesBelow(folder).filter((name) => isPicture(join(folder, name)));
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
  return entries.filter((name) => !lstatSync(join(folder, name)).isDirectory());
}

function isPicture(path: string): boolean {
  const stat = lstatSync(path);
  if (!stat.isFile() || stat.size === 0 || stat.size > LARGEST_BYTES) return false;
  if (NAMED.test(path)) return true;
  const start = readFileSync(path).toString("latin1", 0, 16);
  return MAGIC.some(([at, text]) => start.startsWith(text, at));
}

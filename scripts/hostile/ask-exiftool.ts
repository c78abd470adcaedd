import { spawnSync } from "node:child_process";

/** Groups that describe the file itself and its pixels, not who, where, when or how. */
const STRUCTURAL = new Set(["ExifTool", "System", "File", "Composite", "SourceFile"]);
/** JFIF, PNG and WebP say how they are built; nothing else of these groups may be there. */
const BUILT = new Set([
  "JFIF:JFIFVersion",
  "JFIF:ResolutionUnit",
  "JFIF:XResolution",
  "JFIF:YResolution",
  "PNG:ImageWidth",
  "PNG:ImageHeight",
  "PNG:BitDepth",
  "PNG:ColorType",
  "PNG:Compression",
  "PNG:Filter",
  "PNG:Interlace",
  "PNG:Palette",
  "PNG:Transparency",
  "RIFF:ImageWidth",
  "RIFF:ImageHeight",
  "RIFF:VP8Version",
  "RIFF:HorizontalScale",
  "RIFF:VerticalScale",
  "RIFF:AlphaIsUsed",
  "RIFF:WebP_Flags",
  "RIFF:AlphaPreprocessing",
  "RIFF:AlphaFiltering",
  "RIFF:AlphaCompression",
]);

/** What exiftool finds in the pictures of a folder beyond their pixels, as `file tag`; warnings about a file too. */
export function askExiftool(exiftool: string, folder: string): string[] {
  const args = ["-json", "-groupNames", "-duplicates", "-unknown", "-recurse", folder];
  const { stdout, status } = spawnSync(exiftool, args, { encoding: "utf8", maxBuffer: 512 * 1024 * 1024 });
  if (stdout.trim() === "") throw new Error(`exiftool gave nothing (exit code ${status})`);
  const files = JSON.parse(stdout) as (Record<string, unknown> & { SourceFile: string })[];
  return files.flatMap((file) =>
    Object.keys(file)
      .filter((tag) => isMetadata(tag))
      .map((tag) => `${file.SourceFile} ${tag}`),
  );
}

function isMetadata(tag: string): boolean {
  if (BUILT.has(tag)) return false;
  const [group = "", name = ""] = tag.split(":");
  if (name === "Warning" || name === "Error" || name === "Comment") return true;
  return !STRUCTURAL.has(group);
}

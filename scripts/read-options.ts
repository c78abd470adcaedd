import { type ParseArgsOptionsConfig, parseArgs } from "node:util";

/**
 * The options of the command line. Ends the process after printing the usages when asked with `--help` (exit code 0), and
 * after a sentence and the usages when an option is unknown or incomplete (exit code 1).
 */
export function readOptions<const T extends ParseArgsOptionsConfig>(usages: readonly string[], options: T) {
  return orEnd(usages, () => parseArgs({ options }).values);
}

/** The same for a script that is given names without an option before them, such as files. */
export function readArguments<const T extends ParseArgsOptionsConfig>(usages: readonly string[], options: T) {
  return orEnd(usages, () => parseArgs({ options, allowPositionals: true }));
}

function orEnd<T>(usages: readonly string[], parse: () => T): T {
  const help = usages.map((usage) => `  ${usage}\n`).join("");
  if (process.argv.slice(2).includes("--help")) {
    process.stdout.write(help);
    process.exit(0);
  }
  try {
    return parse();
  } catch (error) {
    // Node's own words go on with advice about dashes, which is of no use here.
    const [sentence = ""] = (error instanceof Error ? error.message : String(error)).split(
      /\.?(?:\s*\n|\. |$)/,
    );
    process.stderr.write(`${sentence}. There is:\n${help}`);
    process.exit(1);
  }
}

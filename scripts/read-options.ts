import { type ParseArgsOptionsConfig, parseArgs } from "node:util";

/**
 * The options of the command line. Ends the process after printing the usages when asked with `--help` (exit code 0), and
 * after a sentence and the usages when an option is unknown or incomplete (exit code 1).
 */
export function readOptions<const T extends ParseArgsOptionsConfig>(usages: readonly string[], options: T) {
  const help = usages.map((usage) => `  ${usage}\n`).join("");
  if (process.argv.slice(2).includes("--help")) {
    process.stdout.write(help);
    process.exit(0);
  }
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    // Node's own words go on with advice about positional arguments, which no script here takes.
    const [sentence = ""] = (error instanceof Error ? error.message : String(error)).split(
      /\.?(?:\s*\n|\. |$)/,
    );
    process.stderr.write(`${sentence}. There is:\n${help}`);
    process.exit(1);
  }
}

import { createProgress } from "./progress.ts";
import { startChild } from "./stack/child.ts";

export interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** Runs steps one after the other, shows a line each, prints the output of the first that fails. True when all passed. */
export async function runSteps(
  steps: readonly Step[],
  options: { readonly stream?: boolean } = {},
): Promise<boolean> {
  const progress = createProgress();
  for (const { name, command } of steps) {
    const [tool, ...args] = command;
    const onLine = options.stream === true ? (line: string) => process.stdout.write(`${line}\n`) : undefined;
    const child = startChild(tool, args, onLine);
    const code = await child.exited;
    if (code !== 0) {
      if (onLine === undefined) process.stdout.write(child.output());
      progress.fail(`${name} failed: ${command.join(" ")}`);
      return false;
    }
    progress.step(name);
  }
  return true;
}

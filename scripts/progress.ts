/** One line a step with a tick and the time it took; nothing at all for machines. */
interface Progress {
  step(text: string): void;
  fail(text: string): void;
}

const isTerminal = process.stderr.isTTY === true && process.env["NO_COLOR"] === undefined;
const paint = (code: number, text: string) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);

/** Progress on standard error, so that standard output stays for results. */
export function createProgress(quiet = false): Progress {
  let last = Date.now();
  return {
    step(text) {
      const seconds = ((Date.now() - last) / 1000).toFixed(1).padStart(5);
      last = Date.now();
      if (!quiet) process.stderr.write(`${paint(32, "✔")} ${paint(2, `${seconds} s`)}  ${text}\n`);
    },
    fail(text) {
      process.stderr.write(`${paint(31, "✖")} ${text}\n`);
    },
  };
}

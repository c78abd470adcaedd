/** The whole product on this machine: app Worker, images Worker, simulators. Used by start, demo and the end-to-end tests. */
import { join } from "node:path";

import { type Child, endChild, startChild } from "./child.ts";
import { lockState } from "./lock-state.ts";
import { type StackSettings, writeEnvFile } from "./stack-settings.ts";

const READY_MS = 60_000;
const CRON_EVERY_MS = 5_000;

export interface Stack {
  readonly appOrigin: string;
  readonly simOrigin: string;
  /** Starts the app and images Workers (again) on the same state. */
  startApp(): Promise<void>;
  /** Ends them without warning, as a crash would. */
  killApp(): Promise<void>;
  stop(): Promise<void>;
  /** What the Workers printed, for a failure report. */
  output(): string;
}

/**
 * Migrates, starts the simulators and the Workers, and resolves when all answer. Throws with their output otherwise, and
 * when another stack runs on the state folder.
 */
export async function startStack(
  settings: StackSettings,
  onStep: (step: string) => void = () => {},
): Promise<Stack> {
  const appOrigin = `http://localhost:${settings.port}`;
  const unlock = lockState(settings.stateDir, appOrigin);
  const envFile = writeEnvFile(settings);
  const workerState = join(settings.stateDir, "workers");
  const simOrigin = `http://127.0.0.1:${settings.simPort}`;

  const simulators = startChild("node", [
    "simulators/serve.ts",
    "--port",
    String(settings.simPort),
    "--state",
    join(settings.stateDir, "simulators"),
  ]);
  let app: Child | null = null;
  let cron: NodeJS.Timeout | null = null;

  async function startApp(): Promise<void> {
    app = startChild("wrangler", workerArgs(settings, envFile, workerState));
    await untilReady(`${appOrigin}/readyz`, app, "The app");
    // Locally nothing fires crons.
    cron = setInterval(() => {
      const url = `http://127.0.0.1:${settings.port}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*`;
      fetch(url)
        .then((answer) => answer.arrayBuffer())
        .catch(() => {});
    }, CRON_EVERY_MS);
  }

  async function endApp(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (cron !== null) clearInterval(cron);
    cron = null;
    if (app !== null) await endChild(app, signal);
    app = null;
  }

  const stack: Stack = {
    appOrigin,
    simOrigin,
    startApp,
    killApp: () => endApp("SIGKILL"),
    async stop() {
      await endApp("SIGTERM");
      await endChild(simulators);
      unlock();
    },
    output: () => `${simulators.output()}\n${app?.output() ?? ""}`,
  };

  try {
    await migrate(workerState);
    onStep("database migrated");
    await untilReady(`${simOrigin}/_sim/x/accounts`, simulators, "The simulators");
    onStep("platforms simulated");
    await startApp();
    onStep("app and images Workers running");
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

function workerArgs(settings: StackSettings, envFile: string, state: string): string[] {
  return [
    "dev",
    "-c",
    "wrangler.toml",
    "-c",
    "wrangler.images.toml",
    "--ip",
    "127.0.0.1",
    "--port",
    String(settings.port),
    "--inspector-port",
    "0",
    "--persist-to",
    state,
    "--env-file",
    envFile,
    "--show-interactive-dev-session",
    "false",
  ];
}

async function migrate(state: string): Promise<void> {
  const child = startChild("wrangler", ["d1", "migrations", "apply", "DB", "--local", "--persist-to", state]);
  if ((await child.exited) !== 0) throw new Error(`The database could not be migrated.\n${child.output()}`);
}

async function untilReady(url: string, child: Child, what: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  let gone = false;
  void child.exited.then(() => (gone = true));
  while (Date.now() < deadline && !gone) {
    if (await answers(url)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const why = gone ? "stopped by itself" : `did not answer within ${READY_MS / 1000} s`;
  throw new Error(`${what} ${why}.\n${child.output().slice(-4_000)}`);
}

/** True for a whole answer with success within five seconds. */
async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { SIM_FACEBOOK_APP_ID, SIM_FACEBOOK_APP_SECRET } from "../../simulators/facebook/credentials.ts";
import { SIM_GITHUB_CLIENT_ID, SIM_GITHUB_CLIENT_SECRET } from "../../simulators/github/credentials.ts";
import { SIM_GOOGLE_CLIENT_ID, SIM_GOOGLE_CLIENT_SECRET } from "../../simulators/google/credentials.ts";
import { simulatedHosts } from "../../simulators/hosts.ts";
import { SIM_X_CONSUMER_KEY, SIM_X_CONSUMER_SECRET } from "../../simulators/x/credentials.ts";

export interface StackSettings {
  /** Folder for everything the stack keeps: Worker state, simulator state, secrets. */
  readonly stateDir: string;
  readonly port: number;
  readonly simPort: number;
  /** Divides the app's ladders and confirm delays. */
  readonly timeScale: number;
  /** Further variables of the app, over the usual ones. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Further made-up hosts and where they are. */
  readonly hosts?: Readonly<Record<string, string>>;
}

/** Variables of a local app, as `wrangler dev --env-file` reads them. Secrets are made once a state folder. */
export function writeEnvFile(settings: StackSettings): string {
  const simOrigin = `http://127.0.0.1:${settings.simPort}`;
  const values: Record<string, string> = {
    APP_ORIGIN: `http://localhost:${settings.port}`,
    TIME_SCALE: String(settings.timeScale),
    SIMULATED_HOSTS: JSON.stringify({ ...simulatedHosts(simOrigin), ...settings.hosts }),
    MAIL_SINK: `${simOrigin}/_sim/mail`,
    X_CONSUMER_KEY: SIM_X_CONSUMER_KEY,
    X_CONSUMER_SECRET: SIM_X_CONSUMER_SECRET,
    GOOGLE_CLIENT_ID: SIM_GOOGLE_CLIENT_ID,
    GOOGLE_CLIENT_SECRET: SIM_GOOGLE_CLIENT_SECRET,
    FACEBOOK_APP_ID: SIM_FACEBOOK_APP_ID,
    FACEBOOK_APP_SECRET: SIM_FACEBOOK_APP_SECRET,
    GITHUB_CLIENT_ID: SIM_GITHUB_CLIENT_ID,
    GITHUB_CLIENT_SECRET: SIM_GITHUB_CLIENT_SECRET,
    VAULT_KEYS: vaultKeys(settings.stateDir),
    ...settings.variables,
  };
  const file = join(settings.stateDir, "app.env");
  const lines = Object.entries(values).map(([name, value]) => `${name}='${value}'`);
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  return file;
}

function vaultKeys(stateDir: string): string {
  mkdirSync(stateDir, { recursive: true });
  const file = join(stateDir, "vault-keys.json");
  if (!existsSync(file)) {
    const ring = { primary: "d1", keys: { d1: randomBytes(32).toString("base64") } };
    writeFileSync(file, JSON.stringify(ring), { mode: 0o600 });
  }
  return readFileSync(file, "utf8");
}

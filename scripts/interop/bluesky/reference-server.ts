/** The reference personal data server and DID directory, installed once and started on loopback. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { startChildServer } from "../child-server.ts";
import { installPackages, plainEnvironment } from "../install-packages.ts";

/** A name that exists nowhere: requests to it are sent to the loopback port. */
export const HOST = "pds.hopfield.social";
const PACKAGES = { "@atproto/pds": "0.4.217", "@did-plc/server": "0.0.1" };

export interface ReferenceServer {
  readonly pdsPort: number;
  readonly plcPort: number;
  stop(): Promise<void>;
}

/** Installs what is missing (some minutes, it compiles SQLite) and starts both servers with empty data. */
export async function startReferenceServer(): Promise<ReferenceServer> {
  const cwd = await installPackages("bluesky", PACKAGES, "the server needs Node 20 and a C++ compiler");
  const data = mkdtempSync(join(tmpdir(), "linkarooie-pds-"));
  const clean = () => rmSync(data, { recursive: true, force: true });
  try {
    const server = await startChildServer<{ plcPort: number; pdsPort: number }>(
      resolve("scripts/interop/bluesky/pds-process.mjs"),
      { cwd, env: { ...plainEnvironment(), ...serverSettings(data) } },
    );
    return { ...server.line, stop: () => server.stop().finally(clean) };
  } catch (error) {
    clean();
    throw error;
  }
}

function serverSettings(data: string): NodeJS.ProcessEnv {
  return {
    NODE_ENV: "development",
    LOG_ENABLED: "false",
    PDS_HOSTNAME: HOST,
    PDS_PORT: "0",
    PDS_DEV_MODE: "true",
    PDS_DATA_DIRECTORY: data,
    PDS_BLOBSTORE_DISK_LOCATION: join(data, "blobs"),
    PDS_SERVICE_HANDLE_DOMAINS: `.${HOST}`,
    PDS_INVITE_REQUIRED: "false",
    PDS_RATE_LIMITS_ENABLED: "true",
    PDS_JWT_SECRET: randomBytes(16).toString("hex"),
    PDS_ADMIN_PASSWORD: randomBytes(16).toString("hex"),
    PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: `0${randomBytes(32).toString("hex").slice(1)}`,
    PDS_DPOP_SECRET: randomBytes(32).toString("hex"),
  };
}

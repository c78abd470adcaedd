// Runs the reference server and directory from the packages in the current folder. Prints their ports as one JSON line.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const { PDS, envToCfg, envToSecrets, readEnv } = require("@atproto/pds");
const { Database, PlcServer } = require("@did-plc/server");

const plc = PlcServer.create({ db: Database.mock(), port: 0 });
const plcListener = await plc.start();
const plcPort = plcListener.address().port;

process.env.PDS_DID_PLC_URL = `http://127.0.0.1:${plcPort}`;
const env = readEnv();
const pds = await PDS.create(envToCfg(env), envToSecrets(env));
const pdsListener = await pds.start();
process.stdout.write(`${JSON.stringify({ plcPort, pdsPort: pdsListener.address().port })}\n`);

// The parent going away is the signal to stop.
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));

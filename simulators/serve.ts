/** The simulators as a process of their own: `node simulators/serve.ts --port 8788 --state .dev/simulators`. */
import { createServer } from "node:http";
import { parseArgs } from "node:util";

import { createSimulators } from "./create-simulators.ts";
import { isLoopbackHost } from "./is-loopback-host.ts";
import { nodeListener } from "./node-listener.ts";

/** The only address: whoever reaches the simulators can read the app's mail and act for every account. */
const ADDRESS = "127.0.0.1";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8788" },
    state: { type: "string" },
    host: { type: "string", default: ADDRESS },
  },
});

const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535)
  fail(`--port must be 0 to 65535, not ${values.port}`);
if (values.host !== ADDRESS) fail(`the simulators listen on ${ADDRESS} only, not on ${values.host}`);

const server = createServer();
server.on("error", (error) => fail(error.message));
server.listen(port, ADDRESS, () => {
  const address = server.address();
  const origin = `http://${ADDRESS}:${typeof address === "object" && address !== null ? address.port : port}`;
  const simulators = createSimulators({ stateDir: values.state ?? null, origin });
  const listener = nodeListener((request) => simulators.fetch(request), origin);
  server.on("request", (request, response) => {
    // A page elsewhere that points its own host name at this machine must not read what is here.
    if (isLoopbackHost(request.headers.host)) return listener(request, response);
    response.writeHead(421, { "content-type": "text/plain", connection: "close" });
    response.end("The simulators answer on loopback names only.\n");
  });
  simulators.seed().then(
    () => process.stdout.write(`simulators ready at ${origin}\n`),
    (error: unknown) => fail(String(error)),
  );
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}

function fail(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}

// Google and GitHub as package `emulate` sees them, from the packages in the current folder. Prints their ports as one JSON line.
import { createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// By path: the package offers no entry to `require.resolve`.
const entry = join(process.cwd(), "node_modules/emulate/dist/api.js");
const { createEmulator } = await import(pathToFileURL(entry).href);

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

const [githubPort, googlePort] = [await freePort(), await freePort()];
// Before the people it brings along: the first of the list is taken.
const user = { login: "ada", name: "Ada", email: "ada@github.test" };
await createEmulator({ service: "github", port: githubPort, seed: { github: { users: [user] } } });
await createEmulator({ service: "google", port: googlePort });
process.stdout.write(`${JSON.stringify({ githubPort, googlePort })}\n`);

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));

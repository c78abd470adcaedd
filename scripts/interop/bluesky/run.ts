import { adapterChecks } from "./checks.ts";
import { compareAnswers } from "./compare.ts";
import { startReferenceServer } from "./reference-server.ts";
import { referenceWorld, simulatedWorld, type World } from "./world.ts";

/** For the adapter's checks: the second one is the wrong account to sign in with. */
const PEOPLE = ["ada", "bob"] as const;
/** Has written nothing yet on either side when the comparison starts. */
const FRESH = "carl";

/**
 * The adapter against the reference server, then one list of raw requests to it and to our simulator with the answers
 * compared. True when everything holds.
 */
export async function blueskyInterop(): Promise<boolean> {
  const server = await startReferenceServer();
  try {
    const reference = await referenceWorld(server, [...PEOPLE, FRESH]);
    const simulated = await simulatedWorld(["bob", FRESH]);
    const holds = await runChecks(reference);
    return (await compareAnswers(reference, simulated, FRESH)) && holds;
  } finally {
    await server.stop();
  }
}

async function runChecks(world: World): Promise<boolean> {
  process.stdout.write(`\nThe Bluesky adapter against ${world.name}\n`);
  for (const [title, run] of adapterChecks(world)) {
    try {
      process.stdout.write(`  ok    ${title}: ${await run()}\n`);
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stdout.write(`  FAIL  ${title}: ${text}\n`);
      return false;
    }
  }
  return true;
}

import { oauthProbes } from "./oauth-probes.ts";
import { openSide } from "./probe-side.ts";
import { repoProbes } from "./repo-probes.ts";
import type { World } from "./world.ts";

/** Asks both servers the same questions as account `name` and prints every difference. True when there is none. */
export async function compareAnswers(reference: World, simulated: World, name: string): Promise<boolean> {
  process.stdout.write(`\nThe simulator's answers beside those of ${reference.name}\n`);
  const theirs = await openSide(reference, name);
  const ours = await openSide(simulated, name);
  let alike = true;
  for (const [title, run] of [...oauthProbes, ...repoProbes]) {
    const answer = await run(theirs);
    const [left, right] = [JSON.stringify(answer), JSON.stringify(await run(ours))];
    if (left === right) {
      process.stdout.write(`  same  ${title}: ${answer.status} ${answer.error ?? answer.fields.join(",")}\n`);
    } else {
      alike = false;
      process.stdout.write(`  DIFF  ${title}\n    theirs ${left}\n    ours   ${right}\n`);
    }
  }
  return alike;
}

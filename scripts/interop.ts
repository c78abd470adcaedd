/**
 * `npm run interop [-- bluesky login]`: our adapters and simulators against servers nobody here wrote. Opt-in, because it
 * installs those servers first (below `.dev/interop/`). Exit code 1 when a check fails.
 */
import { blueskyInterop } from "./interop/bluesky/run.ts";
import { loginInterop } from "./interop/login/run.ts";

const SECTIONS: Readonly<Record<string, () => Promise<boolean>>> = {
  bluesky: blueskyInterop,
  login: loginInterop,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in SECTIONS));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no section ${unknown.join(", ")}; there is: ${Object.keys(SECTIONS).join(", ")}.\n`,
  );
  process.exit(2);
}
let ok = true;
for (const [name, run] of Object.entries(SECTIONS)) {
  if (asked.length === 0 || asked.includes(name)) ok = (await run()) && ok;
}
process.exitCode = ok ? 0 : 1;

import type { TimingPair } from "./compare-timing.ts";
import type { TimingWorld } from "./timing-world.ts";

export interface TimingCase {
  readonly name: string;
  /** True for one that takes long and says little beside another: measured by `npm run timing` only. */
  readonly slow?: boolean;
  /** Makes the two kinds of request for `count` runs; each run has addresses of its own, so that no gate closes. */
  readonly prepare: (world: TimingWorld, count: number) => Promise<TimingPair>;
}

const PASSWORD = "a password nobody has";

/** An address of a run. The domain is long enough that no two kinds differ in length. */
const address = (kind: string, name: string, run: number) => `${kind}-${name}-${run}@timing.example.test`;

/** The same request about somebody known and somebody unknown. A new one needs a line in `TIMING_CASES`. */
function aboutAddress(
  name: string,
  path: string,
  options: { status: number; proved?: boolean; fields?: object },
): TimingCase {
  const { status, proved = true, fields = {} } = options;
  return {
    name,
    async prepare(world, count) {
      const known = Array.from({ length: count }, (_, run) => address("some", name, run));
      await world.addPeople(known, { proved });
      const ask = (kind: string) => (run: number) =>
        world.post(path, { email: address(kind, name, run), ...fields }, { status });
      return { known: ask("some"), unknown: ask("none") };
    },
  };
}

/** Everybody asks once, half of them for an address that somebody has. */
const changeAddress: TimingCase = {
  name: "change-address",
  async prepare(world, count) {
    const all = (kind: string) =>
      Array.from({ length: count }, (_, run) => address(kind, "change-address", run));
    await world.addPeople(all("some"));
    const cookies = {
      some: await world.addSignedIn(all("asks-some")),
      none: await world.addSignedIn(all("asks-none")),
    };
    const ask = (kind: "some" | "none") => (run: number) => {
      const cookie = cookies[kind][run] ?? "";
      const body = { email: address(kind, "change-address", run) };
      return world.post("/api/v1/auth/email", body, { status: 202, cookie });
    };
    return { known: ask("some"), unknown: ask("none") };
  },
};

/** Every route that must not tell by its time whether an address is known (OWASP ASVS 5.0, 6.3.8). */
export const TIMING_CASES: readonly TimingCase[] = [
  aboutAddress("register", "/api/v1/auth/register", { status: 202, fields: { password: PASSWORD } }),
  {
    ...aboutAddress("register-unproved", "/api/v1/auth/register", {
      status: 202,
      proved: false,
      fields: { password: PASSWORD },
    }),
    slow: true,
  },
  aboutAddress("login", "/api/v1/auth/login", { status: 401, fields: { password: PASSWORD } }),
  aboutAddress("reset", "/api/v1/auth/password-reset", { status: 202 }),
  aboutAddress("resend", "/api/v1/auth/verify-email/resend", { status: 202 }),
  aboutAddress("resend-unproved", "/api/v1/auth/verify-email/resend", { status: 202, proved: false }),
  changeAddress,
  // It takes no address; whoever sends one along learns nothing either.
  aboutAddress("passkey-options", "/api/v1/auth/passkeys/sign-in/options", { status: 200 }),
];

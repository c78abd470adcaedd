/** Guessing at one account from everywhere: what it costs us, and that its owner still gets in. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
} from "../../../test/support/worker/accounts-app.ts";
import { ApiPerson } from "../../../test/support/worker/api-person.ts";
import { amount } from "../../../test/support/worker/heavy.ts";
import { MINUTE_MS } from "../../limits.ts";

const NETWORKS = 500;
const SERIAL = amount(200, 10_000);
const PARALLEL = 200;
/** Ten minutes of guessing, then the parallel burst. */
const STEP_MS = Math.floor((10 * MINUTE_MS) / SERIAL);

let t: AccountsApp;
let hashes: ReturnType<typeof countHashes>;

beforeEach(() => {
  hashes = countHashes();
  t = createAccountsApp();
});
afterEach(() => {
  vi.restoreAllMocks();
});

function guess(at: number, email: string): Promise<Response> {
  const network = `198.${18 + (at % 2)}.${Math.floor((at % NETWORKS) / 2)}.7`;
  return t.post(
    "/api/v1/auth/login",
    { email, password: `guess number ${at}` },
    { "cf-connecting-ip": network },
  );
}

it.each(["ada@example.test", "nobody@example.test"])(
  "costs at most 20 hashes in 15 minutes, for %s",
  async (email) => {
    const ada = await new ApiPerson(t, "ada@example.test").join();
    await ada.signIn();
    hashes.mockClear();
    const kinds = new Map<string, number>();
    const count = (answer: Response) => {
      const waits = Number(answer.headers.get("retry-after")) > 0;
      const kind = `${answer.status}${waits ? " and when to come back" : ""}`;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    };
    for (let at = 0; at < SERIAL; at += 1) {
      t.clock.now += STEP_MS;
      count(await guess(at, email));
    }
    for (const answer of await Promise.all(
      Array.from({ length: PARALLEL }, (_, at) => guess(SERIAL + at, email)),
    ))
      count(answer);
    expect(hashes.mock.calls.length).toBeLessThanOrEqual(20);
    expect(kinds.get("401")).toBe(hashes.mock.calls.length);
    expect(new Set(kinds.keys())).toEqual(new Set(["401", "429 and when to come back"]));

    // The owner, in the browser she has used before.
    expect((await ada.signIn()).status).toBe(200);
    expect((await ada.api("GET", "/me")).status).toBe(200);
    // A stranger who copies the name of the cookie but not its secret gains nothing.
    const eve = new ApiPerson(t, email);
    eve.setCookie("__Host-device", "e".repeat(43));
    expect((await eve.signIn()).status).toBe(429);
  },
  300_000,
);

it("a known browser has a limit of its own: it cannot guess without end either", async () => {
  const ada = await new ApiPerson(t, "ada@example.test").join();
  await ada.signIn();
  hashes.mockClear();
  const answers = await Promise.all(Array.from({ length: 100 }, () => ada.signIn("not the right one")));
  expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(10);
  expect(hashes.mock.calls.length).toBeLessThanOrEqual(10);
});

/** What an observer can compare is the same whether or not an address is known: the answer, and the work before it. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ADA, confirmed, delivered, signedIn } from "../../../test/support/worker/account-person.ts";
import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
} from "../../../test/support/worker/accounts-app.ts";
import { type RoundTrip, tracedDatabase } from "../../../test/support/worker/traced-db.ts";
import { DAY_MS } from "../../limits.ts";

const GRACE = { email: "grace@example.test", password: "nanoseconds of wire" };
const MARY = { email: "mary@example.test", password: "vapour and starlight" };

let t: AccountsApp;
let trips: RoundTrip[];
let hashes: ReturnType<typeof countHashes>;
/** Work for after the answer; run by hand, so that it is not counted as work before it. */
let afterwards: (() => Promise<void>)[];

beforeEach(async () => {
  hashes = countHashes();
  afterwards = [];
  const traced = tracedDatabase();
  trips = traced.trips;
  t = createAccountsApp({ db: traced.db, later: (_, work) => void afterwards.push(work) });
  await confirmed(t);
  // Registered, never confirmed.
  await t.post("/api/v1/auth/register", GRACE);
  t.clock.now += 2 * DAY_MS;
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** An answer with what is random by design taken out, and the work that went before it. */
async function observe(request: () => Promise<Response>) {
  await delivered(t);
  trips.length = 0;
  hashes.mockClear();
  const answer = await request();
  const work = {
    trips: [...trips],
    queued: t.queued.length,
    hashes: hashes.mock.calls.map((call) => call[3]),
  };
  for (const task of afterwards.splice(0)) await task();
  const headers = [...answer.headers].map(([name, value]) => {
    if (name === "set-cookie") return [name, value.replace(/=[\w-]{43};/, "=…;")];
    return name === "x-request-id" || name === "date" ? [name, "…"] : [name, value];
  });
  const body = (await answer.text())
    .replace(/req_\w+/g, "…")
    .replace(/"challenge":"[\w-]+"/, '"challenge":"…"');
  return { answer: { status: answer.status, headers, body }, work };
}

interface Case {
  readonly name: string;
  /** Statements of each round trip before the answer. */
  readonly trips: readonly number[];
  readonly queued: number;
  readonly status: number;
  /** One request about this person. */
  readonly ask: (person: typeof ADA) => Promise<Response>;
}

const post = (path: string, body: object, headers = {}) => t.post(`/api/v1/auth/${path}`, body, headers);

const CASES: readonly Case[] = [
  {
    name: "register",
    trips: [1, 2, 7],
    queued: 1,
    status: 202,
    ask: ({ email }) => post("register", { email, password: "something long enough" }),
  },
  {
    name: "login with a wrong password",
    trips: [1, 1, 1, 1],
    queued: 0,
    status: 401,
    ask: ({ email }) => post("login", { email, password: "not the password" }),
  },
  {
    name: "password-reset",
    trips: [1, 1, 1, 1, 4],
    queued: 1,
    status: 202,
    ask: ({ email }) => post("password-reset", { email }),
  },
  {
    name: "verify-email/resend",
    trips: [1, 1, 1, 1, 3],
    queued: 1,
    status: 202,
    ask: ({ email }) => post("verify-email/resend", { email }),
  },
];

describe("a known, an unproved and an unknown address", () => {
  it.each(CASES)("cannot be told apart by $name", async ({ ask, ...expected }) => {
    const known = await observe(() => ask(ADA));
    const unproved = await observe(() => ask(GRACE));
    const unknown = await observe(() => ask(MARY));
    expect(known.answer.status).toBe(expected.status);
    expect(known.work.trips.map((trip) => trip.length)).toEqual(expected.trips);
    expect(known.work.queued).toBe(expected.queued);
    expect(unproved).toEqual(known);
    expect(unknown).toEqual(known);
  });

  it("nor by signing up twice: an address that was written to a moment ago costs the same", async () => {
    const ask = ({ email }: typeof ADA) => post("register", { email, password: "something long enough" });
    const first = await observe(() => ask(MARY));
    for (const person of [MARY, ADA, ADA, GRACE, GRACE]) {
      expect(await observe(() => ask(person))).toEqual(first);
    }
  });

  it("nor by signing in with the password one has just signed up with", async () => {
    await post("register", { email: ADA.email, password: MARY.password });
    await post("register", MARY);
    t.clock.now += DAY_MS;
    const known = await observe(() => post("login", { email: ADA.email, password: MARY.password }));
    const unproved = await observe(() => post("login", MARY));
    expect(unproved).toEqual(known);
    expect(known.answer.status).toBe(401);
    // The reminder is sent all the same, afterwards.
    expect((await delivered(t)).map((mail) => mail.to)).toEqual([MARY.email]);
  });

  it("nor by asking to change to it", async () => {
    const cookie = await signedIn(t);
    const ask = (person: typeof ADA) => post("email", { email: person.email }, { cookie });
    await confirmed(t, { ...MARY, email: "known@example.test" });
    const known = await observe(() => ask({ ...MARY, email: "known@example.test" }));
    const unproved = await observe(() => ask(GRACE));
    const unknown = await observe(() => ask(MARY));
    expect(known.answer.status).toBe(202);
    expect(known.work).toMatchObject({ queued: 2, hashes: [] });
    expect(known.work.trips.map((trip) => trip.length)).toEqual([1, 1, 1, 1, 1, 1, 1, 6]);
    expect(unproved).toEqual(known);
    expect(unknown).toEqual(known);
  });

  it("nor by what passkeys are asked for, whatever address comes along", async () => {
    const ask = ({ email }: typeof ADA) => post("passkeys/sign-in/options", { email, username: email });
    const known = await observe(() => ask(ADA));
    expect(known.answer.status).toBe(200);
    expect(known.answer.body).not.toContain('allowCredentials":[{');
    expect(await observe(() => ask(GRACE))).toEqual(known);
    expect(await observe(() => ask(MARY))).toEqual(known);
  });

  it("nor by when the gate of an address closes", async () => {
    const refusals = async (email: string) => {
      const seen = [];
      for (let time = 0; time < 5; time += 1) {
        seen.push(await observe(() => post("password-reset", { email })));
      }
      return seen;
    };
    const known = await refusals(ADA.email);
    expect(known.map((each) => each.answer.status)).toEqual([202, 202, 202, 429, 429]);
    expect(await refusals(GRACE.email)).toEqual(known);
    expect(await refusals("nobody@example.test")).toEqual(known);
  });
});

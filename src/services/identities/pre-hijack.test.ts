/**
 * Somebody prepares an account under an address that is not theirs, and waits for its owner to arrive. Five classes of
 * doing so (Sudhodanan and Paverd, "Pre-hijacked accounts", USENIX Security 2022) against each way in the owner may
 * choose. What our pages do not let a stranger do to an account nobody has confirmed is written straight into the
 * database: the owner's proof has to undo it all the same.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { countHashes, rows, tokenIn } from "../../../test/support/worker/accounts-app.ts";
import {
  createLoginWorld,
  type LoginWorld,
  type ProviderPerson,
} from "../../../test/support/worker/login-world.ts";
import { loginBrowser, type LoginBrowser } from "../../../test/support/worker/login-browser.ts";
import { randomSecret, sha256Hex } from "../../auth/hash.ts";
import {
  identities,
  knownDevices,
  loginFlows,
  mailTokens,
  passkeys,
  pendingSignIns,
  recoveryCodes,
  sessions,
  totpCredentials,
} from "../../db/schema.ts";
import { HOUR_MS, MINUTE_MS } from "../../limits.ts";
import { newId } from "../../new-id.ts";

const OWN_PASSWORD = "nanoseconds of wire";
const FOREIGN_PASSWORD = "waiting for the owner";
/** The attacker's accounts elsewhere; what they say of their address is a lie nobody checked. */
const FOREIGN_SUBJECT = { google: "666", facebook: "667", github: "668" };

let t: LoginWorld;
let attacker: LoginBrowser;
let victim: LoginBrowser;

beforeEach(() => {
  countHashes();
  t = createLoginWorld();
  attacker = loginBrowser(t);
  victim = loginBrowser(t);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Mails handed over since the last look. */
async function newMail() {
  await t.deliver();
  return t.sent.splice(0);
}

async function confirmationToken(): Promise<string> {
  const texts = (await newMail()).map((mail) => /auth\/confirm\?token=([\w-]+)/.exec(mail.text)?.[1]);
  return texts.find((token) => token !== undefined) ?? "";
}

/** Everything a class leaves behind for its attacker to come back with. */
interface Prepared {
  readonly mailSecret: string | null;
}

interface Attack {
  readonly prepare: (address: string) => Promise<Prepared>;
}

async function preparedAccount(address: string): Promise<string> {
  await attacker.call("POST", "/api/v1/auth/register", { email: address, password: FOREIGN_PASSWORD });
  await newMail();
  return String((await rows("users"))[0]?.["id"]);
}

const ATTACKS: Readonly<Record<string, Attack>> = {
  "classic-federated merge": {
    async prepare(address) {
      await preparedAccount(address);
      return { mailSecret: null };
    },
  },
  "unexpired session": {
    async prepare(address) {
      const userId = await preparedAccount(address);
      const now = t.clock.now;
      const [session, code, device] = [randomSecret(), randomSecret(), randomSecret()];
      const life = { createdAt: now, expiresAt: now + 14 * 24 * HOUR_MS };
      const sessionId = newId("ses");
      await t.app.db.insert(sessions).values({
        id: sessionId,
        userId,
        tokenHash: await sha256Hex(session),
        authenticatedAt: now,
        lastUsedAt: now,
        ...life,
      });
      await t.app.db
        .insert(pendingSignIns)
        .values({ tokenHash: await sha256Hex(code), userId, method: "password", ...life });
      await t.app.db.insert(knownDevices).values({
        tokenHash: await sha256Hex(`${userId}:${device}`),
        userId,
        createdAt: now,
        lastUsedAt: now,
      });
      await t.app.db.insert(loginFlows).values({
        stateHash: await sha256Hex("s"),
        provider: "github",
        purpose: "link",
        userId,
        sessionId,
        browserHash: "b",
        sealedFlow: "f",
        ...life,
      });
      attacker.cookies.set("__Host-session", session);
      attacker.cookies.set("__Host-second-factor", code);
      attacker.cookies.set("__Host-device", device);
      return { mailSecret: null };
    },
  },
  "trojan identifier": {
    async prepare(address) {
      const userId = await preparedAccount(address);
      const createdAt = t.clock.now;
      await t.app.db.insert(identities).values(
        (["google", "facebook", "github"] as const).map((provider) => ({
          id: newId("idn"),
          userId,
          provider,
          subject: FOREIGN_SUBJECT[provider],
          createdAt,
          lastUsedAt: createdAt,
        })),
      );
      await t.app.db.insert(passkeys).values({
        id: newId("psk"),
        userId,
        credentialId: "foreign",
        publicKey: "k",
        counter: 0,
        transports: "[]",
        backedUp: true,
        name: "Foreign",
        createdAt,
      });
      await t.app.db
        .insert(totpCredentials)
        .values({ userId, sealedSecret: "x", confirmedAt: createdAt, createdAt });
      await t.app.db.insert(recoveryCodes).values({ codeHash: "h", userId, createdAt });
      return { mailSecret: null };
    },
  },
  "unexpired e-mail change": {
    async prepare(address) {
      const userId = await preparedAccount(address);
      const mailSecret = randomSecret();
      const life = { createdAt: t.clock.now, expiresAt: t.clock.now + HOUR_MS };
      await t.app.db.insert(mailTokens).values([
        {
          tokenHash: await sha256Hex(mailSecret),
          userId,
          purpose: "change_email",
          email: "attacker@example.test",
          address: "attacker@example.test",
          ...life,
        },
        {
          tokenHash: await sha256Hex(`${mailSecret}2`),
          userId,
          purpose: "reset_password",
          email: address,
          ...life,
        },
      ]);
      return { mailSecret };
    },
  },
  "non-verifying provider": {
    async prepare(address) {
      const person = { subject: FOREIGN_SUBJECT.facebook, name: "Not the owner", email: address };
      await t.through(attacker, "facebook", person);
      await attacker.submit("/auth/confirm-address", { email: address });
      const token = await confirmationToken();
      // The owner, who knows nothing of it, opens the link from the mail and even presses what is there.
      await victim.open(`/auth/confirm?token=${token}`);
      await victim.submit("/auth/confirm", { token });
      return { mailSecret: token };
    },
  },
};

/** How the owner of an address arrives. */
interface Arrival {
  readonly address: string;
  readonly arrive: (address: string) => Promise<unknown>;
}

async function byPassword(address: string): Promise<void> {
  await victim.call("POST", "/api/v1/auth/register", { email: address, password: OWN_PASSWORD });
  const [mail] = await newMail();
  await victim.submit("/verify-email", { token: tokenIn(mail) });
  await victim.call("POST", "/api/v1/auth/login", { email: address, password: OWN_PASSWORD });
}

/** Through a provider, and by mail where that asks for it. */
async function byProvider(provider: "google" | "facebook" | "github", person: ProviderPerson): Promise<void> {
  const answer = await t.through(victim, provider, person);
  if (answer.headers.get("location") !== "/auth/confirm-address") return;
  await victim.submit("/auth/confirm-address", { email: person.email ?? "" });
  await victim.submit("/auth/confirm", { token: await confirmationToken() });
}

const OWN = { subject: "1", name: "The Owner", verified: true };

const ARRIVALS: Readonly<Record<string, Arrival>> = {
  "a password": { address: "owner@gmail.com", arrive: byPassword },
  "Google, for its own address": {
    address: "owner@gmail.com",
    arrive: (email) => byProvider("google", { ...OWN, email }),
  },
  "Google, for a foreign address": {
    address: "owner@hopfield.example",
    arrive: (email) => byProvider("google", { ...OWN, email }),
  },
  Facebook: { address: "owner@gmail.com", arrive: (email) => byProvider("facebook", { ...OWN, email }) },
  GitHub: { address: "owner@gmail.com", arrive: (email) => byProvider("github", { ...OWN, email }) },
};

/** Everything the attacker can try; returns what let them in. */
async function takeovers(address: string, prepared: Prepared): Promise<string[]> {
  const isIn = async (who: LoginBrowser) => (await who.whoAmI()) === address;
  const won: string[] = [];
  if (await isIn(attacker)) won.push("the old session");
  const fresh = loginBrowser(t);
  await fresh.call("POST", "/api/v1/auth/login", { email: address, password: FOREIGN_PASSWORD });
  if (await isIn(fresh)) won.push("the old password");
  for (const provider of ["google", "facebook", "github"] as const) {
    const subject = FOREIGN_SUBJECT[provider];
    for (const email of [address, "attacker@example.test"]) {
      const guise = loginBrowser(t);
      await t.through(guise, provider, { subject, name: "Not the owner", email });
      await guise.submit("/auth/confirm-address", { email: address });
      await guise.submit("/auth/confirm", { token: prepared.mailSecret ?? "" });
      if (await isIn(guise)) won.push(`the foreign account at ${provider}`);
    }
  }
  if ((await newMail()).some((mail) => /token=/.test(mail.text))) won.push("a link by mail");
  for (const token of [prepared.mailSecret ?? "x", `${prepared.mailSecret}2`]) {
    const answer = await attacker.call("POST", "/api/v1/auth/verify-email", {
      token,
      password: FOREIGN_PASSWORD,
    });
    if (answer.status === 200) won.push("a mailed link");
    await attacker.submit("/auth/confirm", { token });
    if (await isIn(attacker)) won.push("a confirmation");
  }
  const owner = (await rows("users")).find((row) => row["email_key"] === address);
  const left = [
    "passkeys",
    "totp_credentials",
    "recovery_codes",
    "mail_tokens",
    "pending_sign_ins",
    "login_flows",
  ];
  for (const table of left) {
    const kept = (await rows(table)).filter((row) => row["user_id"] === owner?.["id"]);
    if (kept.length > 0) won.push(`a row of ${table}`);
  }
  const linked = (await rows("identities")).filter((row) => row["user_id"] === owner?.["id"]);
  if (linked.some((row) => Object.values(FOREIGN_SUBJECT).includes(String(row["subject"]))))
    won.push("an identity");
  return won;
}

// Each cell is some forty requests: a busy machine takes its time.
describe.each(Object.entries(ATTACKS))("%s", { timeout: 30_000 }, (_, { prepare }) => {
  it.each(Object.entries(ARRIVALS))(
    "gains nothing when the owner arrives by %s",
    async (_name, { address, arrive }) => {
      const prepared = await prepare(address);
      t.clock.now += 2 * MINUTE_MS;
      await arrive(address);
      expect(await victim.whoAmI()).toBe(address);
      expect(await rows("users")).toHaveLength(1);
      await newMail();
      expect(await takeovers(address, prepared)).toEqual([]);
      expect(await victim.whoAmI()).toBe(address);
      expect((await rows("users")).filter((row) => row["email_key"] === address)).toHaveLength(1);
    },
  );
});

describe("the owner's click in a mail that a stranger's sign-up caused", () => {
  const address = "owner@gmail.com";

  async function passwordOf(who: string): Promise<boolean> {
    const answer = await loginBrowser(t).call("POST", "/api/v1/auth/login", {
      email: address,
      password: who,
    });
    return answer.status === 200;
  }

  it.each([
    ["without having signed up", () => Promise.resolve()],
    [
      "after signing up in the same minute",
      () => victim.call("POST", "/api/v1/auth/register", { email: address, password: OWN_PASSWORD }),
    ],
  ])("never activates the stranger's password, %s", async (_, before) => {
    await attacker.call("POST", "/api/v1/auth/register", { email: address, password: FOREIGN_PASSWORD });
    await before();
    const mails = await newMail();
    expect(mails).toHaveLength(1);
    const token = tokenIn(mails[0]);
    const page = await victim.open(`/verify-email?token=${token}`);
    expect(await page.text()).toContain('autocomplete="new-password"');
    expect((await victim.submit("/verify-email", { token })).status).toBe(422);
    expect(await rows("users")).toMatchObject([{ email_verified_at: null }]);
    expect(await passwordOf(FOREIGN_PASSWORD)).toBe(false);
    const again = await victim.submit("/verify-email", { token, password: OWN_PASSWORD });
    expect(again.headers.get("location")).toBe("/sign-in?notice=verified");
    expect([await passwordOf(OWN_PASSWORD), await passwordOf(FOREIGN_PASSWORD)]).toEqual([true, false]);
  });
});

/** The built app with its stores, real hashing and people in its database, for measurements from outside. */
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";

import { createTestHarness } from "wrangler";

import { ROOT } from "../../../../scripts/stack/child.ts";

const ORIGIN = "http://localhost:8787";

export interface TimingWorld {
  /** POST with a JSON body from our own pages, from a network of its own. Throws unless the status is `status`. */
  post(path: string, body: object, options: { status: number; cookie?: string }): Promise<void>;
  /** Puts a person with a confirmed address into the database, or with one nobody has proved. */
  addPeople(emails: readonly string[], options?: { proved?: boolean }): Promise<void>;
  /** The same with a living session each, whose cookies it returns. */
  addSignedIn(emails: readonly string[]): Promise<string[]>;
  close(): Promise<void>;
}

/** A hash of today's cost that no password made: what is compared costs the same. */
const HASH = `$scrypt$ln=15,r=8,p=3$${base64(16)}$${base64(32)}`;

function base64(bytes: number): string {
  return randomBytes(bytes).toString("base64").replace(/=+$/, "");
}

/** Builds and starts both Workers. Their mail goes to a mailbox that throws it away. */
export async function startTimingWorld(): Promise<TimingWorld> {
  // The runtime's own lines about queues and mails would drown what is measured.
  process.env["WRANGLER_LOG"] ??= "error";
  const mailbox = createServer((request, response) => {
    request.resume().on("end", () => response.writeHead(202).end());
  });
  await new Promise<void>((resolve) => mailbox.listen(0, "127.0.0.1", resolve));
  const place = mailbox.address();
  const mailSink = `http://127.0.0.1:${typeof place === "object" ? place?.port : 0}/`;
  const secrets = {
    VAULT_KEYS: JSON.stringify({ primary: "t1", keys: { t1: randomBytes(32).toString("base64") } }),
  };
  const vars = { ENVIRONMENT: "test", APP_ORIGIN: ORIGIN, GATE_SCALE: "1000", MAIL_SINK: mailSink };
  const server = createTestHarness({
    root: ROOT,
    workers: [
      { configPath: "wrangler.toml", vars, secrets },
      { configPath: "wrangler.images.toml", secrets },
    ],
  });
  await server.listen();
  const app = server.getWorker("linkarooie-app");
  await app.applyD1Migrations("DB");
  const { DB } = (await app.getEnv()) as { DB: D1 };
  let requests = 0;

  async function insert(table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    const columns = Object.keys(rows[0] ?? {});
    const values = columns.map((column) => `value ->> '${column}'`).join(", ");
    await DB.prepare(`insert into ${table} (${columns.join(", ")}) select ${values} from json_each(?)`)
      .bind(JSON.stringify(rows))
      .run();
  }

  async function addPeople(emails: readonly string[], { proved = true } = {}): Promise<void> {
    const at = Date.now();
    await insert(
      "users",
      emails.map((email) => ({
        id: `usr_${email}`,
        email,
        email_key: email,
        email_verified_at: proved ? at : null,
        role: "user",
        created_at: at,
        updated_at: at,
      })),
    );
    await insert(
      "password_credentials",
      emails.map((email) => ({ user_id: `usr_${email}`, hash: HASH, updated_at: at })),
    );
  }

  return {
    addPeople,
    async addSignedIn(emails) {
      await addPeople(emails);
      const at = Date.now();
      const secrets_ = emails.map(() => randomBytes(32).toString("base64url"));
      await insert(
        "sessions",
        emails.map((email, n) => ({
          id: `ses_${email}`,
          user_id: `usr_${email}`,
          token_hash: createHash("sha256")
            .update(secrets_[n] ?? "")
            .digest("hex"),
          authenticated_at: at,
          created_at: at,
          last_used_at: at,
          expires_at: at + 86_400_000,
        })),
      );
      return secrets_.map((secret) => `__Host-session=${secret}`);
    },
    async post(path, body, { status, cookie }) {
      requests += 1;
      const answer = await server.fetch(`${ORIGIN}${path}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "sec-fetch-site": "same-origin",
          // No gate of a network closes however long a measurement is.
          "cf-connecting-ip": `10.${(requests >> 16) & 255}.${(requests >> 8) & 255}.${requests & 255}`,
          ...(cookie === undefined ? {} : { cookie }),
        },
        body: JSON.stringify(body),
      });
      const text = await answer.text();
      if (answer.status !== status)
        throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 500)}`);
    },
    async close() {
      await server.close();
      mailbox.close();
    },
  };
}

/** The part of D1 used here; the whole type belongs to the Worker's side. */
interface D1 {
  prepare(text: string): { bind(...values: unknown[]): { run(): Promise<unknown> } };
}

/** Rules for the whole source that hold by reading it: what must not be there, and what is there only where it belongs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { ROOT } from "../../scripts/stack/child.ts";
import { type SourceNode, sourceFiles, sourceNodes } from "../support/node/source-files.ts";

const files = sourceFiles();
const nodes = [...sourceNodes(files)];
const page = (name: string) => readFileSync(join(ROOT, `docs/security/${name}.md`), "utf8");

const calls = nodes.filter(({ type }) => type === "CallExpression" || type === "NewExpression");
const callee = (node: SourceNode) => node.codeOf("callee").replaceAll(/\s/g, "");
const firstArgument = (node: SourceNode) =>
  (node.get("arguments") as { type: string; value?: unknown; expressions?: unknown[] }[])[0];
const where = (found: readonly SourceNode[]) => [
  ...new Set(found.map(({ file, code }) => `${file}: ${code.slice(0, 80)}`)),
];
const filesOf = (found: readonly SourceNode[]) => [...new Set(found.map(({ file }) => file))];
/** Accesses such as `window.name` or `x.name`, and plain uses of a name. */
const uses = (pattern: RegExp) =>
  nodes.filter(
    ({ type, code }) => (type === "MemberExpression" || type === "Identifier") && pattern.test(code),
  );

function firstColumn(name: string, pattern = /^\| `([^`]+)`/gm): string[] {
  return [...page(name).matchAll(pattern)].map(([, cell = ""]) => cell);
}

it("reads the whole source", () => {
  expect(files.length).toBeGreaterThan(250);
  expect(nodes.length).toBeGreaterThan(50_000);
});

describe("text is never run", () => {
  it("there is no eval and nothing like it", () => {
    const found = calls.filter((call) =>
      /^(eval|Function|globalThis\.eval|window\.eval)$/.test(callee(call)),
    );
    expect(where(found)).toEqual([]);
    const timers = calls.filter(
      (call) =>
        /^(window\.)?set(Timeout|Interval)$/.test(callee(call)) &&
        !/Function|Identifier/.test(firstArgument(call)?.type ?? ""),
    );
    expect(where(timers)).toEqual([]);
    const imports = nodes.filter(
      ({ type, code }) => type === "ImportExpression" && !/^import\("[^"]+"\)$/.test(code),
    );
    expect(where(imports)).toEqual([]);
  });

  it("no markup is made from text, neither in a page nor in the browser", () => {
    const sinks =
      /\.(innerHTML|outerHTML|srcdoc)$|\.(insertAdjacentHTML|createContextualFragment|setHTMLUnsafe|parseFromString)$|^document\.write(ln)?$/;
    expect(where(uses(sinks))).toEqual([]);
    const props = nodes.filter(
      ({ type, code, parent }) =>
        type === "JSXAttribute" &&
        /^<[a-z]/.test(parent?.code ?? "") &&
        /^(dangerously|srcdoc|on[a-z]+=)/i.test(code),
    );
    expect(where(props)).toEqual([]);
    const raw = nodes.filter(
      ({ type, code }) => type === "ImportDeclaration" && code.includes('"hono/html"'),
    );
    expect(where(raw)).toEqual([]);
  });
});

describe("SQL", () => {
  it("is text of ours with places for values: nothing is put into it", () => {
    expect(where(uses(/(^|\.)sql\.raw$/))).toEqual([]);
    const statements = calls.filter(
      (call) => /\.(prepare|exec)$/.test(callee(call)) && !callee(call).startsWith("/"),
    );
    const made = statements.filter((call) => (firstArgument(call)?.expressions?.length ?? 0) > 0);
    // Conditions and names of tables that stand in the same file; no value of anybody's.
    expect(made.map(({ file, code }) => [file, /`([^`]*)`/.exec(code)?.[1]])).toEqual([
      ["src/durable-objects/user-sync/journal.ts", "select id, body from operations where ${where}"],
      ["src/durable-objects/user-sync/journal.ts", "delete from ${table} where connection_id = ?"],
    ]);
    const conditions = calls.filter(
      (call) => callee(call) === "operations" && call.file.endsWith("journal.ts"),
    );
    expect(conditions.length).toBeGreaterThan(2);
    expect(conditions.filter((call) => firstArgument(call)?.type !== "Literal")).toEqual([]);
    expect(statements.length).toBeGreaterThan(15);
  });
});

describe("the browser", () => {
  const client = (found: readonly SourceNode[]) => found.filter(({ file }) => file.startsWith("src/client/"));

  it("keeps nothing of ours: no storage, no cookie, no cache, no worker", () => {
    const stores =
      /(^|\.)(localStorage|sessionStorage|indexedDB|cookieStore|serviceWorker)$|^document\.cookie$|^caches$/;
    expect(where(client(uses(stores)))).toEqual([]);
  });

  it("takes and sends no messages between windows", () => {
    expect(where(uses(/(^|\.)(postMessage|BroadcastChannel|onmessage)$/))).toEqual([]);
    const listening = calls.filter(
      (call) => callee(call).endsWith("addEventListener") && firstArgument(call)?.value === "message",
    );
    expect(where(client(listening)).filter((line) => !line.includes("EventSource"))).toEqual([]);
  });

  it("asks no other origin", () => {
    const asked = client(calls).filter((call) =>
      /(^|\.)(fetch|open|EventSource|WebSocket|sendBeacon)$/.test(callee(call)),
    );
    expect(asked.length).toBeGreaterThan(2);
    expect(where(asked.filter(({ code }) => /["'`](https?:|wss?:|\/\/)/.test(code)))).toEqual([]);
  });
});

describe("one place for each of", () => {
  it("a session: every way in ends in the one function that asks for the second factor", () => {
    const started = calls.filter((call) => callee(call) === "startSession");
    expect(filesOf(started).toSorted()).toEqual([
      "src/services/sessions/complete-sign-in.ts",
      "src/services/sessions/demo-sign-in.ts",
      // After the second factor.
      "src/services/sessions/finish-sign-in.ts",
    ]);
    const inserted = calls.filter(
      (call) => callee(call).endsWith("db.insert") && /\(\s*(schema\.)?sessions\s*\)$/.test(call.code),
    );
    expect(filesOf(inserted)).toEqual(["src/db/sessions.ts"]);
  });

  it("the log: nothing else writes to the console, and there is no other log", () => {
    expect(filesOf(uses(/^console(\.\w+)?$/))).toEqual(["src/log.ts"]);
    expect(where(uses(/^process\.(stdout|stderr)/))).toEqual([]);
  });

  it("requests that leave: through the guarded fetch, but for mail in development", () => {
    const sent = calls.filter((call) => callee(call) === "fetch" && !call.file.startsWith("src/client/"));
    expect(filesOf(sent).toSorted()).toEqual(["src/emails/mailer.ts", "src/outbound/outbound-fetch.ts"]);
  });

  it("secrets of the deployment: read in one file, and never in the images Worker", () => {
    const read = nodes.filter(
      ({ type, code }) =>
        type === "Identifier" && /^(VAULT_KEYS|X_CONSUMER_SECRET|BLUESKY_CLIENT_JWK)$/.test(code),
    );
    expect(filesOf(read)).toEqual(["src/config.ts"]);
    expect(where(uses(/^process\.env/))).toEqual([]);
    const rooms = /^src\/(images\.ts|images-context\.ts|images\/)/;
    const imported = nodes.filter(
      ({ type, file, code }) =>
        type === "ImportDeclaration" && rooms.test(file) && /vault|config\.ts/.test(code),
    );
    expect(where(imported)).toEqual([]);
  });
});

describe("comparing and choosing", () => {
  it("is strict: no value is turned into another type to be compared", () => {
    const loose = nodes.filter(
      (node) =>
        node.type === "BinaryExpression" &&
        /^[!=]=$/.test(String(node.get("operator"))) &&
        // Null and undefined together, and nothing else.
        node.codeOf("right") !== "null",
    );
    expect(where(loose)).toEqual([]);
  });

  it("of anything secret uses no weak random numbers", () => {
    expect(filesOf(uses(/^Math\.random$/))).toEqual([
      "src/durable-objects/platform-gate/platform-gate.ts",
      "src/durable-objects/user-sync/engine-ports.ts",
      "src/services/reports/take-csp-report.ts",
    ]);
    expect(page("crypto")).toContain("`Math.random` only spreads retries and samples reports");
    const uuids = filesOf(uses(/^crypto\.randomUUID$/));
    expect(uuids.every((file) => file.startsWith("src/platforms/bluesky/"))).toBe(true);
  });
});

describe("cryptography", () => {
  /** Names of algorithms in the source, as the calls take them. */
  const ALGORITHM =
    /^"(AES-\w+|HKDF|HMAC|SHA-?\d+|PBKDF2|RSA[\w-]*|ECD\w+|Ed25519|X25519|sha\d+|md5|MD5|[EHRP]S\d{3}|EdDSA|aes-\d[\w-]*|des(-\w+)?|rc4)"$/;

  it("is what the page of keys and algorithms lists, and nothing else", () => {
    // Lower-case names are also those of columns; node:crypto takes them as an argument.
    const literals = nodes
      .filter(({ type, code }) => type === "Literal" && ALGORITHM.test(code) && code !== '"sha256"')
      .map(({ code }) => code.slice(1, -1));
    const scrypt = calls.filter((call) => /^nodeCrypto\.scrypt$/.test(callee(call)));
    expect(filesOf(scrypt)).toEqual(["src/auth/password-hash.ts"]);
    const found = new Set([...literals, "scrypt"]);
    expect([...found].toSorted()).toEqual(firstColumn("crypto").toSorted());
  });

  it("uses no weak cipher, mode or hash; SHA-1 only where others demand it", () => {
    const weak = nodes.filter(
      ({ type, code }) =>
        type === "Literal" &&
        /^"(md5|sha-?1|des|rc4|aes-\d+-(ecb|cbc)|AES-CBC|AES-CTR|RSAES-PKCS1-v1_5|RSASSA-PKCS1-v1_5)"$/i.test(
          code,
        ),
    );
    expect(filesOf(weak).toSorted()).toEqual([
      "src/auth/hash.ts",
      "src/auth/one-time-code.ts",
      "src/platforms/x/oauth1.ts",
    ]);
    const digests = calls.filter((call) => callee(call) === "sha1Hex");
    expect(filesOf(digests)).toEqual(["src/services/accounts/check-breached-password.ts"]);
  });

  it("comes from the runtime and from known libraries, never from code of ours", () => {
    const packages = nodes
      .filter(({ type }) => type === "ImportDeclaration")
      .map(({ code }) => /from "([^"]+)"|^import "([^"]+)"/.exec(code)?.[1] ?? "")
      .filter(
        (name) =>
          /crypto|cipher|hash|jose|noble|forge|sjcl|tweetnacl|bcrypt|argon|otp|webauthn|arctic|oslo/i.test(
            name,
          ) &&
          !name.startsWith(".") &&
          // What a blurred picture is written as; nothing relies on it.
          name !== "thumbhash",
      );
    expect([...new Set(packages)].toSorted()).toEqual([
      "@simplewebauthn/browser",
      "@simplewebauthn/server",
      "@simplewebauthn/server/helpers",
      "arctic",
      "jose",
      "node:crypto",
      "otpauth",
    ]);
  });
});

describe("the pages of docs/security", () => {
  it("list every host the source names", () => {
    const named = nodes
      .filter(
        ({ type, file }) =>
          (type === "Literal" || type === "TemplateElement") && !/^src\/(views|emails)\//.test(file),
      )
      .flatMap(({ code }) =>
        [...code.matchAll(/https:\/\/((?:[\w-]+\.)+[a-z]+)/g)].map(([, host = ""]) => ({ host, code })),
      );
    // Where somebody reads on: documentation, profiles and examples are never requested.
    const linked =
      /^(docs\.|developer\.|x\.com$|bsky\.app$|joinmastodon\.org$|atproto\.com$|(\w+\.)*example(\.com)?$|linkarooie\.)/;
    const requested = named
      .filter(({ host, code }) => !linked.test(host) && !code.includes("/bluesky-social/"))
      .map(({ host }) => host);
    expect([...new Set(requested)].toSorted()).toEqual(firstColumn("outbound").toSorted());
  });

  it("list every event of the log", () => {
    const events = calls
      .filter((call) => /(^|\.)log\s*\.(info|warn|error)$/.test(callee(call)))
      .map((call) => String(firstArgument(call)?.value));
    const listed = (page("logging").split("```text\n")[1]?.split("```")[0] ?? "").trim().split(/\s+/);
    expect([...new Set(events)].toSorted()).toEqual(listed);
  });
});

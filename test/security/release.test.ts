/** What is released, and what it is made of: packages, configuration, public files, tables. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { buildClientFiles } from "../../scripts/build-client.ts";
import { ROOT } from "../../scripts/stack/child.ts";

const read = (name: string) => readFileSync(join(ROOT, name), "utf8");

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

describe("packages", () => {
  const lock = JSON.parse(read("package-lock.json")) as Lock;
  const packages = Object.entries(lock.packages).filter(([path]) => path !== "");

  it("all come from the one registry, each with its hash", () => {
    expect(packages.length).toBeGreaterThan(100);
    const strange = packages.filter(([, { resolved, integrity, link, optional, os, cpu }]) => {
      // A lockfile may leave out where packages lie; where it says so, that is a registry, never git, a file or plain http.
      const here = resolved === undefined || URL.parse(resolved)?.protocol === "https:";
      // npm installs an optional package of another system nowhere, so the lockfile knows no hash of it.
      const stub = optional === true && (os ?? cpu) !== undefined;
      return link === true || !here || (integrity === undefined ? !stub : !integrity.startsWith("sha512-"));
    });
    expect(strange.map(([path]) => path)).toEqual([]);
    const places = packages.flatMap(([, { resolved }]) => URL.parse(resolved ?? "")?.host ?? []);
    expect(new Set(places).size).toBeLessThanOrEqual(1);
    expect(packages.filter(([, { integrity }]) => integrity !== undefined).length).toBeGreaterThan(200);
  });

  it("are named exactly, with none of our own names that somebody else could take", () => {
    const manifest = JSON.parse(read("package.json")) as Record<string, Record<string, string> | boolean>;
    const named = Object.entries({
      ...(manifest["dependencies"] as Record<string, string>),
      ...(manifest["devDependencies"] as Record<string, string>),
    });
    expect(named.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
    expect(named.filter(([name]) => name.includes("linkarooie"))).toEqual([]);
    expect(manifest["private"]).toBe(true);
  });

  it("run nothing while they are installed", () => {
    const { allowScripts } = JSON.parse(read("package.json")) as { allowScripts: Record<string, boolean> };
    expect(Object.entries(allowScripts).filter(([, allowed]) => allowed)).toEqual([]);
  });
});

describe("the configuration", () => {
  const configs = ["wrangler.toml", "wrangler.images.toml"].map((name) => ({ name, text: read(name) }));

  it("holds no secret", () => {
    for (const { name, text } of configs) {
      const values = [...text.matchAll(/^\s*([\w.]+)\s*=\s*"([^"]*)"/gm)].map(([, key = "", value = ""]) => ({
        key,
        value,
      }));
      expect(values.length).toBeGreaterThan(5);
      const secret = values.filter(
        ({ key, value }) => /key|secret|token|password/i.test(key) || /^[A-Za-z0-9+/_-]{32,}=*$/.test(value),
      );
      expect({ name, secret }).toEqual({ name, secret: [] });
    }
  });

  it("reaches public addresses only, serves no address of its own, and logs no requests", () => {
    for (const { name, text } of configs) {
      expect({ name, strict: /compatibility_flags = \[.*"global_fetch_strictly_public"/.test(text) }).toEqual(
        { name, strict: true },
      );
      expect({ name, closed: text.includes("workers_dev = false") }).toEqual({ name, closed: true });
      expect({ name, quiet: /\[observability\.logs\]\s+invocation_logs = false/.test(text) }).toEqual({
        name,
        quiet: true,
      });
      expect({ name, uploads: text.includes("upload_source_maps") }).toEqual({ name, uploads: false });
      expect({ name, elsewhere: /logpush|tail_consumers/.test(text) }).toEqual({ name, elsewhere: false });
    }
  });

  it("gives the images Worker what pictures need and nothing else", () => {
    const text = configs[1]?.text ?? "";
    const bindings = [...text.matchAll(/^binding = "(\w+)"/gm)].map(([, name = ""]) => name);
    expect(bindings.toSorted()).toEqual(["DB", "PICTURES"]);
    expect(text).not.toMatch(/^\[vars\]|send_email|kv_namespaces|durable_objects|ratelimits|routes?\b\s*=/m);
  });
});

describe("public files", () => {
  it("are only those meant to be public: no hidden file, no source, no map, no listing", async () => {
    const names = readdirSync(join(ROOT, "public"), { recursive: true, encoding: "utf8" });
    const allowed =
      /^(_headers|favicon\.(ico|svg)|landing(\/(CREDITS\.txt|[\w-]+\.webp))?|build(\/[\w-]+\.[0-9a-f]{10}\.(js|css))?)$/;
    expect(names.filter((name) => !allowed.test(name))).toEqual([]);
    for (const { name, contents } of await buildClientFiles()) {
      const text = new TextDecoder().decode(contents);
      expect({ name, map: /sourceMappingURL|sourcesContent/.test(text) }).toEqual({ name, map: false });
      expect({ name, secret: /process\.env|VAULT_KEYS|\/demo\/sign-in/.test(text) }).toEqual({
        name,
        secret: false,
      });
    }
  });

  it("carry the headers of the app", () => {
    const headers = read("public/_headers").split("\n/build/*")[0] ?? "";
    for (const line of [
      "X-Content-Type-Options: nosniff",
      "Strict-Transport-Security: max-age=31536000; includeSubDomains",
      "Referrer-Policy: same-origin",
      "Cross-Origin-Resource-Policy: same-origin",
      "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; sandbox",
    ]) {
      expect(headers).toContain(`  ${line}\n`);
    }
    expect(headers).toMatch(/^\/\*\n/);
  });
});

describe("the database", () => {
  const migrations = readdirSync(join(ROOT, "migrations"))
    .filter((name) => name.endsWith(".sql"))
    .map((name) => read(`migrations/${name}`))
    .join("\n");

  it("begins without anybody in it: no migration makes a person, a password or a role", () => {
    expect(migrations).not.toMatch(/\b(insert|replace)\s+(or\s+\w+\s+)?into\b/i);
    expect(migrations).toMatch(/`role` text DEFAULT 'user' NOT NULL/);
  });

  it("has a row in the page of data for every table: what it holds, its level, its life and its end", () => {
    const tables = [...migrations.matchAll(/CREATE TABLE `(\w+)`/g)].map(([, name = ""]) => name);
    expect(tables.length).toBeGreaterThan(25);
    const page = read("docs/storage.md").split("\n");
    const levels = [...read("docs/security/data.md").matchAll(/^\| \w+ +\| (\w+) +\|/gm)].map(
      ([, level]) => level,
    );
    expect(levels).toEqual(["secret", "yes", "ids", "no"]);
    const wrong = tables.filter((table) => {
      const cells = page
        .find((line) => line.startsWith(`| \`${table}\` `))
        ?.split("|")
        .map((cell) => cell.trim());
      return (
        cells === undefined ||
        cells.length !== 7 ||
        cells.slice(2, 6).includes("") ||
        !levels.includes(cells[3])
      );
    });
    expect(wrong).toEqual([]);
  });
});

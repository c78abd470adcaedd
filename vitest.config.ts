import { randomBytes } from "node:crypto";

import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const COMPATIBILITY_DATE = "2026-11-01";

/** Stands in for the images Worker where a test is not about pictures: every call fails loudly. */
const IMAGES_STUB = `
import { WorkerEntrypoint } from "cloudflare:workers";
export class ImagesService extends WorkerEntrypoint {
  fingerprint() { throw new Error("a unit test called the images Worker; override app.images"); }
}
export default { fetch() { return new Response(null, { status: 501 }); } };`;

/** No unit test may reach a network: a forgotten fake rejects. */
const CLOSED_NETWORK = `export default { fetch(request) { throw new TypeError("no network in unit tests: " + request.url); } };`;

/** A fresh key every run: secrets are never fixtures. */
const vaultKeys = JSON.stringify({
  primary: "t1",
  // Two keys: `t0` was primary before, for tests of the rotation.
  keys: { t0: randomBytes(32).toString("base64"), t1: randomBytes(32).toString("base64") },
});

function worker(configPath: string) {
  return cloudflareTest(async () => ({
    wrangler: { configPath },
    miniflare: {
      bindings: {
        TEST_MIGRATIONS: await readD1Migrations("./migrations"),
        ENVIRONMENT: "test",
        VAULT_KEYS: vaultKeys,
        HEAVY: process.env["HEAVY"] ?? "",
        ROTATION_ROWS: process.env["ROTATION_ROWS"] ?? "500",
        X_CONSUMER_KEY: "test-consumer",
        X_CONSUMER_SECRET: randomBytes(16).toString("hex"),
        GOOGLE_CLIENT_ID: "test-google.apps.example",
        GOOGLE_CLIENT_SECRET: randomBytes(16).toString("hex"),
        FACEBOOK_APP_ID: "1000000000000001",
        FACEBOOK_APP_SECRET: randomBytes(16).toString("hex"),
        GITHUB_CLIENT_ID: "test-github",
        GITHUB_CLIENT_SECRET: randomBytes(16).toString("hex"),
      },
      outboundService: "closed-network" as never,
      workers: [
        {
          name: "linkarooie-images",
          modules: true,
          compatibilityDate: COMPATIBILITY_DATE,
          script: IMAGES_STUB,
        },
        {
          name: "closed-network",
          modules: true,
          compatibilityDate: COMPATIBILITY_DATE,
          script: CLOSED_NETWORK,
        },
      ].filter((each) => configPath !== "./wrangler.images.toml" || each.name !== "linkarooie-images"),
    },
  }));
}

const define = { SIMULATORS: "true" };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        define,
        plugins: [worker("./wrangler.toml")],
        test: {
          name: "unit",
          isolate: false,
          include: ["src/**/*.test.{ts,tsx}", "test/security/worker/**/*.test.ts"],
          exclude: ["src/images/**", "src/client/**", "src/queues/render-*.test.ts", "src/sync/**"],
          setupFiles: ["./test/support/worker/setup.ts"],
        },
      },
      {
        define,
        plugins: [worker("./wrangler.images.toml")],
        test: {
          name: "images",
          isolate: false,
          include: ["src/images/**/*.test.ts", "src/queues/render-*.test.ts"],
          setupFiles: ["./test/support/worker/setup.ts"],
        },
      },
      {
        define,
        test: {
          name: "node",
          include: [
            "src/sync/**/*.test.ts",
            "src/client/**/*.test.ts",
            "simulators/**/*.test.ts",
            "scripts/**/*.test.ts",
            "test/integration/**/*.test.ts",
            "test/simulation/**/*.test.ts",
            "test/security/**/*.test.ts",
          ],
          exclude: ["test/security/worker/**"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        define,
        test: { name: "e2e", include: ["test/e2e/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
      },
    ],
  },
});

import { Hono } from "hono";

import type { AppContext } from "../context.ts";
import { SECOND_MS } from "../limits.ts";
import type { HonoEnv } from "./app-env.ts";

/** A store that needs longer than this for its smallest read is not ready. */
const PROBE_TIMEOUT_MS = SECOND_MS;

type StoreState = "ok" | "failed" | "timed_out";

/** `/healthz` says that the Worker runs, without touching anything; `/readyz` asks each store, for a second at most. */
export function createHealthRoutes(options: { timeoutMs?: number } = {}): Hono<HonoEnv> {
  const timeoutMs = options.timeoutMs ?? PROBE_TIMEOUT_MS;
  return new Hono<HonoEnv>()
    .get("/healthz", (c) => c.json({ status: "ok" }))
    .get("/readyz", async (c) => {
      const stores = await probeAll(c.get("app"), timeoutMs);
      const ready = Object.values(stores).every((state) => state === "ok");
      return c.json({ status: ready ? "ready" : "not_ready", stores }, ready ? 200 : 503);
    });
}

async function probeAll(app: AppContext, timeoutMs: number): Promise<Record<string, StoreState>> {
  const names = Object.entries(app.probes).map(async ([name, probe]) => {
    const state = await probeOne(probe, timeoutMs);
    if (state !== "ok") app.log.error("store_not_ready", { store: name, state });
    return [name, state] as const;
  });
  return Object.fromEntries(await Promise.all(names));
}

async function probeOne(probe: () => Promise<unknown>, timeoutMs: number): Promise<StoreState> {
  const timedOut = Promise.withResolvers<StoreState>();
  const timer = setTimeout(() => timedOut.resolve("timed_out"), timeoutMs);
  const asked: Promise<StoreState> = probe().then(
    () => "ok",
    () => "failed",
  );
  try {
    return await Promise.race([asked, timedOut.promise]);
  } finally {
    clearTimeout(timer);
  }
}

import { describe, expect, it } from "vitest";
import * as z from "zod";

import { createLogger } from "../log.ts";
import { consumeBatch, type JobOutcome } from "./consume.ts";

const log = createLogger({}, () => {});
const numbered = z.object({ n: z.int() });

/** What becomes of messages with these bodies and numbers of deliveries. */
async function settle(
  bodies: readonly (readonly [body: unknown, attempts: number])[],
  run: (message: { n: number }) => Promise<JobOutcome>,
  options?: { readonly leaveAfter: number },
): Promise<string[]> {
  const settled: string[] = [];
  const messages = bodies.map(([body, attempts], at) => ({
    id: `m${at}`,
    body,
    attempts,
    ack: () => settled.push("ack"),
    retry: ({ delaySeconds }: { delaySeconds: number }) => settled.push(`retry in ${delaySeconds}`),
  }));
  const batch = { queue: "some-queue", messages } as unknown as MessageBatch;
  await consumeBatch(batch, numbered, run, log, options);
  return settled;
}

const fail = () => Promise.reject(new Error("a store is away"));

describe("consumeBatch", () => {
  it("settles each message by itself", async () => {
    const run = ({ n }: { n: number }): Promise<JobOutcome> => {
      if (n === 1) return fail();
      return Promise.resolve(n === 2 ? { kind: "retry", afterSeconds: 7 } : { kind: "done" });
    };
    expect(
      await settle(
        [
          [{ n: 1 }, 1],
          ["?", 1],
          [{ n: 2 }, 1],
          [{ n: 3 }, 1],
        ],
        run,
      ),
    ).toEqual(["retry in 10", "retry in 60", "retry in 7", "ack"]);
  });

  it("leaves work that keeps failing to the sweeper when told to, and only then", async () => {
    const deliveries = [
      [{ n: 1 }, 2],
      [{ n: 1 }, 3],
      [{ n: 1 }, 4],
    ] as const;
    expect(await settle(deliveries, fail, { leaveAfter: 3 })).toEqual(["retry in 20", "ack", "ack"]);
    expect(await settle(deliveries, fail)).toEqual(["retry in 20", "retry in 40", "retry in 80"]);
  });

  it("does not leave what it cannot read: that becomes a dead letter", async () => {
    expect(await settle([["?", 4]], fail, { leaveAfter: 3 })).toEqual(["retry in 60"]);
  });
});

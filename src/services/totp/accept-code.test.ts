import { expect, it } from "vitest";

import { makePerson, testContext } from "../../../test/support/worker/signed-in.ts";
import { testClient } from "../../../test/support/worker/test-client.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../limits.ts";
import { acceptCode } from "./accept-code.ts";

it(
  "lets a patient stranger guess some 50 times a day, whatever browsers they use",
  { timeout: 30_000 },
  async () => {
    const clock = { now: DAY_MS };
    const app = testContext({ now: () => clock.now });
    const { userId } = await makePerson(app);
    const owner = { userId, email: "ada@example.test", sessionId: null };
    let heard = 0;
    for (; clock.now < DAY_MS + 5 * HOUR_MS; clock.now += 3 * MINUTE_MS) {
      const client = testClient({ secrets: { device: `${clock.now}`.padStart(43, "x") } });
      // Refused is refused: nothing else may be thrown.
      await acceptCode(app, owner, "000000", client).then(
        (accepted) => {
          heard += 1;
          expect(accepted).toBe(false);
        },
        (error: unknown) => expect(error).toMatchObject({ code: "rate_limited" }),
      );
    }
    // 50 at once, and 5 hours' worth of 50 a day.
    expect(heard).toBe(60);
  },
);

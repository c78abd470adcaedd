/** What every platform adapter promises, whatever the platform. */
import { afterEach, beforeEach, describe } from "vitest";

import type { ContractSettings } from "./adapter-world.ts";
import { type Bench, createBench } from "./bench.ts";
import { connectingContract } from "./connecting-contract.ts";
import { failuresContract } from "./failures-contract.ts";
import { picturesContract } from "./pictures-contract.ts";

/** Adds the suite for one adapter. Each test has a world of its own and ends with a search for secrets in all that was said. */
export function adapterContract(name: string, settings: ContractSettings): void {
  describe(`adapter contract: ${name}`, () => {
    let current: Bench;
    beforeEach(async () => {
      current = await createBench(settings);
    });
    afterEach(() => current.expectNoSecretWasSaid());

    connectingContract(() => current);
    picturesContract(() => current);
    failuresContract(() => current);
  });
}

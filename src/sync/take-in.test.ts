import { expect, it } from "vitest";

import { ModelJournal } from "../../test/simulation/model-journal.ts";
import { cancelOperation } from "./cancel-operation.ts";
import { newOperation } from "./operation.ts";
import { takeIn } from "./take-in.ts";

const target = {
  id: "tgt_1",
  syncRequestId: "syn_1",
  connectionId: "con_1",
  platform: "x",
  slot: "avatar",
  imageId: "img_1",
  revision: 0,
} as const;

it("tells D1 again how an operation ended when D1 was set back to a time before that", () => {
  const journal = new ModelJournal();
  const op = newOperation(target, 0);
  journal.save(op);
  cancelOperation(journal, op, "stopped", 0);
  journal.markMirrored(op.id, 1);
  expect(journal.unmirrored()).toEqual([]);
  takeIn(journal, [{ ...target, cancelled: false, retry: null }], 0);
  expect(journal.unmirrored()).toMatchObject([{ id: "tgt_1", view: { state: "cancelled" } }]);
  expect(journal.open()).toEqual([]);
});

it("tells nothing again that D1 has", () => {
  const journal = new ModelJournal();
  journal.save(newOperation(target, 0));
  takeIn(journal, [{ ...target, cancelled: false, retry: null }], 0);
  expect(journal.unmirrored()).toEqual([]);
});

it("lets a newer wish end an older one, but not one whose outcome is being found out", () => {
  for (const [phase, stays] of [
    ["planned", false],
    ["applied", false],
    ["intent", true],
    ["unknown", true],
  ] as const) {
    const journal = new ModelJournal();
    journal.save({ ...newOperation(target, 0), phase });
    takeIn(journal, [{ ...target, id: "tgt_2", syncRequestId: "syn_2", cancelled: false, retry: null }], 0);
    const ids = journal.open().map(({ id }) => id);
    expect({ phase, ids }).toEqual({ phase, ids: stays ? ["tgt_1", "tgt_2"] : ["tgt_2"] });
  }
});
